"""What can be wrong with what is to be done."""

from clew.kernel.errors import ClewError


class PolicyInvalid(ClewError):
    """A policy that can't be carried out."""

    code = "actions.policy_invalid"


class NothingToDecide(ClewError):
    """The message does not wait for a person."""

    code = "outbox.nothing_to_decide"

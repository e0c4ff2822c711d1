"""What can be wrong with what is to be done."""

from clew.kernel.errors import ClewError


class PolicyInvalid(ClewError):
    """A policy that can't be carried out."""

    code = "actions.policy_invalid"

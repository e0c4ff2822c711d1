"""The kinds of documents that actions are authored in."""

from clew.actions.channels import ChannelBody, channel_faults
from clew.actions.policy import PolicyBody, policy_faults
from clew.actions.quiet import restless_faults
from clew.catalog import Kind, Kinds

RECORDED: frozenset[str] = frozenset({"update", "add_to", "remove_from"})
"""Kinds of actions that become records of the person; others need somebody who does them."""


def register_actions(kinds: Kinds) -> Kinds:
    """These kinds, with policies and channels."""
    return kinds.register(Kind("policy", PolicyBody, checks=(policy_faults, restless_faults))).register(
        Kind("channel", ChannelBody, checks=(channel_faults,))
    )

"""Copies for the company's own eyes: what is sent for the first time also goes to the seeds that policies name. Pure.

Law: a version of a template goes to each seed once, and once a day for a journey that addresses audiences by schedule:
the key of a copy is made of these alone.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from clew.actions.model import Action
from clew.actions.policy import Policy
from clew.actions.recipients import reaches
from clew.kernel.hashing import derive_id
from clew.kernel.instants import DAY

_PREFIX = "s"


def copies(action: Action, policy: Policy, *, daily: bool) -> Iterator[Action]:
    """The copies of a message that goes out.

    A copy says what the message says, and is nothing of the person's: no consent is asked for it, no cap counts it,
    nothing of it is tracked, and what is clicked in it changes nothing.

    Args:
        action: The message's; its template's version is pinned.
        policy: The rules for messages, and the seeds.
        daily: Whether each day has copies of its own.
    """
    if action.sandbox or action.to or not action.template:
        return
    day = str(action.at // DAY) if daily else ""
    purpose = next((name for name in policy.purposes if policy.transactional(name)), "")
    # What a seed gets of a webhook is a call as well: nobody is written to, and no purpose is asked.
    seeds = [seed for seed in policy.seeds if reaches(action.channel, seed)]
    for seed in seeds if purpose or action.kind != "send" else ():
        name = derive_id(_PREFIX, action.template, str(action.version), action.journey, day, seed)
        yield replace(
            action,
            key=f"{name}/1/{action.template}",
            purpose=purpose,
            topic="",
            journey="",
            participant="",
            node="",
            expires=None,
            to=seed,
        )


def is_copy(action: Action) -> bool:
    """Whether it is a copy, and not a proof that somebody asked for."""
    return bool(action.to) and action.key.startswith(_PREFIX)

# ruff: noqa: D102 - books, as their port says
"""The release of a batch: caps over all that a person is, names that no store knows yet, what can't be made."""

from collections.abc import Collection, Mapping
from datetime import UTC
from typing import Any

from msgspec.structs import replace

from clew.actions import Action, OutboxRow, Policy, Slot, Traits, compile_policy, sketched
from clew.actions.policy import Cap, Quiet
from clew.content import Compiled, TemplateInvalid, compile_template
from clew.decisions.offers import Proposal
from clew.engine.release import Plan, Releaser, Rules, Somebody
from clew.events import Identity
from clew.identity.ports import NodeRow
from clew.kernel.instants import DAY, HOUR, parse_instant
from clew.privacy import Suppression, address_hash, suppression
from clew.profiles import ProfileState
from tests.unit.content.samples import template

NOW = parse_instant("2026-03-10T08:00:00Z")
KEY = b"k" * 32
CHANNELS = {"email": Traits(addressed=True, takes_key=False)}
COMPILED = compile_template(template({"subject": "Hi {{ profile.name }}", "text": "x"}))
ACTION = Action("k", "send", "leaf", NOW, "email", "hello", 3)


class Store:
    """What was sent before, and which addresses are left alone."""

    def __init__(
        self,
        slots: Mapping[str, list[Slot]] | None = None,
        suppressed: Collection[Suppression] = (),
        proposed: Mapping[str, list[Proposal]] | None = None,
    ) -> None:
        self._slots, self._suppressed, self._proposed = slots or {}, suppressed, proposed or {}

    def slots(self, profiles: Collection[str], since: int) -> Mapping[str, list[Slot]]:
        return {name: [s for s in found if s.at >= since] for name, found in self._slots.items() if name in profiles}

    def proposals(self, profiles: Collection[str], since: int) -> Mapping[str, list[Proposal]]:
        found = ((name, made) for name, made in self._proposed.items() if name in profiles)
        return {name: [each for each in made if each.at >= since] for name, made in found}

    def suppressed(self, hashes: Collection[str]) -> Mapping[str, list[Suppression]]:
        return {each.hash: [each] for each in self._suppressed if each.hash in hashes}

    def nodes_of(self, profiles: Collection[str]) -> list[NodeRow]:
        del profiles
        return []


def person(**attributes: Any) -> ProfileState:
    state = ProfileState(profile="root", created_at=NOW, last_at=NOW)
    state.attributes |= {"name": "Ada", "email": "Ada@example.com"} | attributes
    state.consents["marketing"] = "in"
    return state


def find(name: str, version: int) -> Compiled:
    if (name, version) != ("hello", 3):
        raise TemplateInvalid("no such template")
    return COMPILED


def rules(*caps: Cap) -> Rules:
    return Rules(replace(compile_policy([]), caps=caps), (), UTC, find, lambda _: {}, lambda _: lambda _: False)


def decide(
    actions: list[Action],
    *caps: Cap,
    store: Store | None = None,
    state: ProfileState | None = None,
    own: Mapping[tuple[str, int], Policy] | None = None,
    **more: Any,
) -> list[OutboxRow]:
    releaser: Any = Releaser(store or Store(), CHANNELS, erasure_key=KEY)  # type: ignore[arg-type]
    asked = rules(*caps)._replace(own=own or {})
    who = Somebody("root", person() if state is None else state)
    plans = [Plan._make(sketched(action, transactional=False)) for action in actions]
    known = {"root": who, "leaf": who}
    return releaser.decide(plans, known, asked, NOW, leaves=lambda _: {"root": ["root", "leaf"]}, **more)


def test_a_batch_never_exceeds_a_cap_whichever_of_their_profiles_it_goes_to() -> None:
    slots = {"root": [Slot(NOW - 5, "email", "marketing", "x")]}
    actions = [replace(ACTION, key=f"k{n}", profile=("leaf", "root")[n % 2]) for n in range(3)]
    found = decide(actions, Cap(2, DAY, "email"), store=Store(slots))
    assert [row.status for row in found] == ["released", "suppressed", "suppressed"]
    assert found[1].reason == "cap:2/24h email"
    assert found[0].letter.values["profile"] == {"name": "Ada"}


def test_what_nobody_gets_takes_no_slot() -> None:
    actions = [replace(ACTION, key="test", sandbox=True), replace(ACTION, key="old", version=4), ACTION]
    found = decide(actions, Cap(1, DAY, "email"))
    assert [(row.status, row.counted) for row in found] == [("released", False), ("held", False), ("released", True)]
    assert (found[0].channel, found[1].reason) == ("local", "content.invalid")


def test_a_name_that_the_batch_has_just_learned_is_an_address() -> None:
    nameless = person(email=None)
    assert decide([ACTION], state=nameless)[0].reason == "no_address"
    fresh = [NodeRow(Identity("email", "new@example.com"), "leaf", NOW, 1)]
    (row,) = decide([ACTION], state=nameless, fresh=fresh)
    assert (row.status, row.letter.address) == ("released", "new@example.com")


def test_a_proof_goes_to_its_tester_whose_address_is_asked_about() -> None:
    proof = replace(ACTION, to="qa@shop.example")
    (row,) = decide([proof])
    assert row.letter.address == "qa@shop.example"
    gone = suppression(address_hash(KEY, "email", "qa@shop.example"), "*", "manual", NOW)
    assert decide([proof], store=Store(suppressed=[gone]))[0].reason == "suppressed:manual"


def test_a_channel_that_nothing_sends_by_keeps_its_messages_here() -> None:
    assert decide([replace(ACTION, channel="pigeon")])[0].status == "released"


NIGHT = replace(compile_policy([]), quiet=(Quiet(7 * HOUR, 9 * HOUR),), caps=(Cap(1, 7 * DAY, defer=True),))


def test_a_journeys_own_rules_are_asked_of_its_messages_alone() -> None:
    mine = replace(ACTION, key="mine", journey="j", journey_version=2)
    own = {("j", 2): NIGHT}
    quiet, other, older = decide([mine, ACTION, replace(mine, key="older", journey_version=1)], own=own)
    assert (quiet.status, quiet.reason, quiet.due_at) == ("planned", "quiet", NOW + HOUR)
    assert (other.status, older.status) == ("released", "released")
    sent = Store({"root": [Slot(NOW - 6 * DAY, "email", "marketing", "x")]})
    (full,) = decide([mine], store=sent, own={("j", 2): replace(NIGHT, quiet=())})
    assert (full.status, full.due_at) == ("planned", NOW + DAY)


def test_a_sandbox_waits_for_no_morning_and_fills_no_cap() -> None:
    test = replace(ACTION, journey="j", journey_version=2, sandbox=True)
    sent = Store({"root": [Slot(NOW - DAY, "email", "marketing", "x")]})
    (row,) = decide([test], Cap(1, 7 * DAY), store=sent, own={("j", 2): NIGHT})
    assert (row.status, row.channel, row.counted) == ("released", "local", False)

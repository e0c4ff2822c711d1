"""Law: old events leave, and nothing that is still asked changes: not now, not later, not after a rebuild."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from clew.api.estimates import PreviewQuestion
from clew.api.trials import Question
from clew.engine import Keeper, SealPolicy
from clew.events import Event, Identity, Record
from clew.events.ports import Arrival
from clew.expressions import parse
from clew.kernel.instants import DAY, HOUR
from clew.kernel.packing import pack
from clew.profiles import list_event, list_expression, unpack_state
from clew.runtime.rebuild import rebuild
from clew.runtime.retention import PastGone
from clew.runtime.services.backtest import BackTests
from clew.runtime.services.batch import Batch
from clew.runtime.services.documents import Documents
from clew.runtime.services.preview import Previews
from clew.runtime.services.why import Whys
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock

START = 1_700_000_000_000_000
KEEP = 10 * DAY
LENGTH = 20 * DAY
SEGMENTS = {
    "often": 'count("view" in last 10d) >= 2',
    "quiet": 'did not "buy" in last 7d',
    "left": 'sequence("view" then no "buy" within 24h) in last 9d',
    "spent": 'sum(total of "buy" in last 3 calendar days) > 50',
    "known": 'profile.plan = "pro" and consent(email) = "in"',
    "listed": list_expression("listed"),
}


def said(rng: random.Random, number: int) -> Event:  # noqa: PLR0911 (one arm per kind)
    """What somebody does, of a few people who share devices now and then."""
    user = Identity("user_id", f"u{rng.randrange(4)}")
    device = Identity("cookie", f"c{rng.randrange(4)}")
    who = rng.choice([(user,), (device,), (user, device), (user, device)])
    late = rng.choice([0, 0, 0, HOUR, 2 * DAY, 12 * DAY])
    kind = rng.choice(["track"] * 6 + ["page", "identify", "consent", "list", "replace", "delete_event"])
    made: dict[str, Any] = {"ts": None if not late else START + number * HOUR * 2 - late}
    name = f"e{number}"
    match kind:
        case "identify":
            return Event(name, "identify", "identify", who, properties={"plan": rng.choice(["pro", "free"])}, **made)
        case "consent":
            return Event(name, "consent", "consent", who, properties={"email": rng.choice(["in", "out"])}, **made)
        case "list":
            return list_event("listed", who[0], member=rng.random() < 0.7, event_id=name)
        case "replace":
            target = f"e{rng.randrange(max(1, number))}"
            moved = rng.choice([None, START + number * HOUR * 2])
            return Event(target, "replace", "replace", ts=moved, properties={"total": 70}, rev=rng.randint(2, 4))
        case "delete_event":
            target = f"e{rng.randrange(max(1, number))}"
            return Event(name, "delete_event", "delete_event", properties={"id": target})
        case "page":
            return Event(name, "page", "page", who, **made)
        case _:
            kind_of = rng.choice(["view", "buy"])
            return Event(name, "track", kind_of, who, properties={"total": rng.randint(1, 90)}, **made)


@contextmanager
def lived(seed: int) -> Iterator[tuple[Workspace, ManualClock]]:
    """A month of them, sealed now and then."""
    rng = random.Random(seed)
    clock = ManualClock(START - HOUR)
    with TemporaryDirectory() as folder, open_workspace(Path(folder) / "data", clock) as workspace:
        documents: list[dict[str, Any]] = [
            {"kind": "segment", "id": name, "version": 1, "expression": text} for name, text in SEGMENTS.items()
        ]
        documents.append({"kind": "workspace", "id": "workspace", "version": 1, "keep_events": "10d"})
        published = [
            Event(f"publish:{each['id']}", "publish", "publish", properties={"document": each}) for each in documents
        ]
        workspace.log.append([Arrival("catalog", pack(published))])
        engine = workspace.engine()
        engine.drain()
        keeper = Keeper(workspace.log, workspace.store, workspace.lake, clock, SealPolicy(events=1, facts=1, fan_in=3))
        for number in range(LENGTH // (2 * HOUR)):
            clock.set(START + number * 2 * HOUR)
            if rng.random() < 0.3:
                workspace.log.append([Arrival("web", pack([said(rng, number)]))])
            if rng.random() < 0.02:
                engine.drain()
                keeper.turn()
        engine.drain()
        keeper.seal_all()
        yield workspace, clock


def members(workspace: Workspace) -> dict[str, list[str]]:
    """Who is in each segment, as the engine knows it."""
    return {name: [p for p, _ in workspace.store.segment_members(f"{name}@1", limit=1_000)] for name in SEGMENTS}


def asked(workspace: Workspace, clock: ManualClock) -> dict[str, list[str]]:
    """The same by SQL over what the lake holds."""
    zone = Documents(workspace.store, workspace.log, clock).program().zone
    batch = Batch(workspace.queries, zone)
    return {name: sorted(p for p, _ in batch.ask(parse(text), clock.now())) for name, text in SEGMENTS.items()}


def people(workspace: Workspace) -> dict[str, Any]:
    """Who is who, and what is so of them."""
    states = [unpack_state(row.state) for row in workspace.store.scan(limit=1_000)]
    nodes = workspace.store.scan_nodes(after=("", ""), limit=1_000)
    return {
        "states": [(s.profile, s.created_at, s.attributes, s.consents) for s in states],
        "names": sorted((node.identity, node.profile) for node in nodes),
        "aliases": workspace.store.aliases(),
    }


def records(workspace: Workspace) -> list[Record]:
    return [record for chunk in workspace.history.scan() for record in chunk]


def refuses_what_is_gone(workspace: Workspace, clock: ManualClock) -> None:
    """No answer is made up of what is not there any more."""
    documents = Documents(workspace.store, workspace.log, clock)
    now, text = clock.now(), SEGMENTS["often"]
    previews = Previews(workspace, documents)
    assert previews.preview(PreviewQuestion(text)).members == len(members(workspace)["often"])
    for asked in (
        PreviewQuestion(text, at=now - DAY),
        PreviewQuestion(text, days=2),
        PreviewQuestion('did "view" in last 11d'),
    ):
        with pytest.raises(PastGone):
            previews.preview(asked)
    previews.preview(PreviewQuestion('did "view" in last 9d', at=now - DAY))
    backtests = BackTests(workspace.store, workspace.history, documents, clock)
    with pytest.raises(PastGone, match="as of then"):
        backtests.run(Question(text, now - DAY, now))
    whys = Whys(workspace.store, workspace.history, documents, clock)
    person = workspace.store.scan(limit=1)[0].profile
    assert whys.segment(person, "often") is not None
    with pytest.raises(PastGone):
        whys.segment(person, "often", at=now - DAY)


@pytest.mark.parametrize("seed", [5])
def test_what_is_too_old_leaves_and_no_answer_changes(seed: int) -> None:
    with lived(seed) as (workspace, clock), lived(seed) as (whole, _):
        upkeep = Upkeep(workspace)
        while upkeep.turn():
            pass
        before = (clock.now() - KEEP) // DAY * DAY
        everything = records(whole)
        kept = {(r.seq, r.index): r for r in records(workspace)}
        moved = {r.event.id for r in everything if r.event.kind == "replace" and r.ts > before}
        for record in everything:
            same, event = kept.get((record.seq, record.index)), record.event
            done = event.kind in ("track", "page") and event.type != "list_changed"
            if same is None:
                assert record.ts <= before
                assert done or event.kind == "replace"
            elif same == record:
                assert record.ts > before or not done or event.id in moved
            else:
                assert record.ts <= before
                assert (same.event.type, same.event.properties) == ("", {})
        assert len(kept) < len(everything)
        assert asked(workspace, clock) == members(workspace) == members(whole)
        refuses_what_is_gone(workspace, clock)
        rebuild(workspace)
        assert people(workspace) == people(whole)
        for _ in range(2):
            assert asked(workspace, clock) == members(workspace) == members(whole)
            clock.advance(2 * DAY + 7 * HOUR)
            whole.clock.set(clock.now())  # type: ignore[attr-defined]
            for each in (workspace, whole):
                each.engine().drain()

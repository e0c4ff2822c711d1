"""New definitions over history, bucket by bucket and page by page, while the stream goes on."""

from clew.engine.assemble import History
from clew.engine.cache import StateCache
from clew.engine.committing import state_row
from clew.engine.itineraries import conditions_of
from clew.engine.ports import CallRow, Commit, DocumentRow, Offset, StateStore
from clew.engine.publish import Publisher
from clew.engine.step import Stepper
from clew.engine.travel import Call, pack_call
from clew.events import Fact, Record
from clew.expressions import Clause
from clew.profiles import CHANGING, Segment


class Seeder:
    """Folds building definitions over history, a page of one bucket's profiles at a time.

    A profile is seeded from all that its history holds of the types that the definitions are about, at the instant of
    its page, and folds what follows as it comes, whether the rest of its bucket has been seeded or not; a page that is
    seeded again comes to the same.
    """

    def __init__(self, store: StateStore, cache: StateCache, history: History, publisher: Publisher) -> None:
        self._store, self._cache, self._history, self._publisher = store, cache, history, publisher
        self._bucket = -1
        self._after = ""

    def forget(self) -> None:
        """Begin the bucket anew: what is to be seeded has changed, or a commit failed."""
        self._bucket = -1

    def seed(self, stepper: Stepper, epoch: int, offset: Offset, limit: int = 500) -> int | None:
        """Seed and commit the next page of what is lacking; how many profiles it had, None when all is done."""
        publisher = self._publisher
        bucket = publisher.next_bucket()
        if bucket is None:
            return None
        if bucket != self._bucket:
            self._bucket, self._after = bucket, ""
        page = self._store.scan(bucket=bucket, after=self._after, limit=limit)
        if not page:
            self._store.commit(Commit(epoch=epoch, offset=offset, seeded=publisher.note_seeded(bucket)))
            return 0
        segments, clauses = _wanted(publisher)
        keys, types = set(clauses), {name for clause in clauses.values() for name in clause.types}
        states = self._cache.load([row.profile for row in page])
        members = self._store.members(list(states))
        roots = {head.profile: root for root, heads in members.items() for head in heads}
        history: dict[str, list[Record]] = {}
        for record in self._history.read(sorted(roots), types=types) if types else ():
            # A replay's history goes beyond where it stands.
            if record.seq <= offset.seq:
                history.setdefault(roots[record.profile], []).append(record)
        for profile, state in states.items():
            stepper.seed(state, history.get(profile, []), segments, keys, offset.logical)
        moves, stepper.moves = stepper.moves, []
        put = [state_row(state, offset.logical) for state in states.values()]
        self._store.commit(Commit(epoch=epoch, offset=offset, states=put, members=moves))
        self._cache.keep(states.values(), ())
        self._after = page[-1].profile
        return len(states)

    def backfill(self, live: DocumentRow, previous: DocumentRow | None) -> list[Fact]:
        """What becomes true for everybody when a seeded segment goes live."""
        before = self._members_of(f"{previous.id}@{previous.version}") if previous else set[str]()
        after = self._members_of(f"{live.id}@{live.version}")
        changes = [(p, "segment_entered") for p in sorted(after - before)]
        changes += [(p, "segment_exited") for p in sorted(before - after)]
        return [Fact(p, live.at, kind, live.id, live.seq, "backfill") for p, kind in changes]

    def changing(self, record: Record) -> list[CallRow]:
        """Calls to those whom what was in force before decides otherwise from this record on (R21)."""
        keys = sorted(key for key in self._publisher.program.segments if key.startswith(CHANGING))
        calls: list[CallRow] = []
        for key in keys:
            call = pack_call(Call(anew=(key.removeprefix(CHANGING),), seq=record.seq))
            calls += (CallRow(record.at, who, f"{key}:{record.seq}", call) for who in sorted(self._members_of(key)))
        return calls

    def _members_of(self, key: str) -> set[str]:
        members: set[str] = set()
        after = ""
        while page := self._store.segment_members(key, after=after, limit=10_000):
            members.update(profile for profile, _ in page)
            after = page[-1][0]
        return members


def _wanted(publisher: Publisher) -> tuple[list[Segment], dict[str, Clause]]:
    """The segments and conditions to decide, and the clauses to fold, of all that is building."""
    program, rows = publisher.program, publisher.building()
    keys = {f"{row.id}@{row.version}" for row in rows if row.kind == "segment"}
    asked = {key for row in rows if row.kind in ("journey", "offer") for key in conditions_of(row)}
    segments = [each for key, each in program.segments.items() if key in keys | asked or key.startswith(CHANGING)]
    begun = [program.conditions[key] for key in asked if key in program.conditions]
    begun += [program.segments[key].lowered for key in asked if key in program.segments]
    return segments, {**program.fresh, **{clause.key: clause for each in begun for clause in each.clauses}}

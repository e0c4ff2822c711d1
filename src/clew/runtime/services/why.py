"""Why a person is or is not in a segment, at any instant, or has a trait: part by part, with what each rests on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from clew.api.reasons import EvidenceView, ReasonView, TraitWhyView, WhyView
from clew.engine import Flip, Thread, effective_records, follow
from clew.engine.ports import StateStore
from clew.events import Record
from clew.expressions import Expr, Predicate, Reason, describe, explain, inline, to_text
from clew.kernel.instants import Clock, Instant
from clew.profiles import Definition, compile_program, view_of
from clew.runtime.retention import refuse_gone
from clew.runtime.services.documents import Documents
from clew.runtime.services.profiles import plain

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory


class Whys:
    """Answers from the history of one person; nothing is kept for it."""

    def __init__(self, store: StateStore, history: "LakeHistory", documents: Documents, clock: Clock) -> None:
        self._store = store
        self._history = history
        self._documents = documents
        self._clock = clock

    def segment(self, profile_id: str, segment_id: str, *, at: Instant | None = None) -> WhyView | None:
        """Why a person is or is not in the live version of a segment; None where there is no such profile or segment.

        Records are all taken for this person's, as the identity graph knows them now.

        Raises:
            PastGone: if events that the answer would need are not kept.
        """
        row, root = self._documents.live("segment").get(segment_id), self._root(profile_id)
        if row is None or root is None:
            return None
        segments = self._documents.expressions("segment")
        present = self._clock.now()
        now = present if at is None else at
        if at is not None:
            refuse_gone(self._documents.inlined(segments[segment_id]), self._documents.retention(), at, present)
        reason, flip, until = self._telling(root, now).reason(segments[segment_id])
        return WhyView(
            profile=root,
            segment=segment_id,
            version=row.version,
            at=now,
            member=bool(reason.value),
            since=flip.at if flip is not None else None,
            cause="" if flip is None else "record" if flip.cause == "record" else "clock",
            until=until,
            reason=reason,
        )

    def trait(self, profile_id: str, trait_id: str) -> TraitWhyView | None:
        """Why a trait of a person has its value; None where there is no such profile or no such live trait."""
        row, root = self._documents.live("trait").get(trait_id), self._root(profile_id)
        if row is None or root is None:
            return None
        now = self._clock.now()
        reason, _, _ = self._telling(root, now).reason(self._documents.expressions("trait")[trait_id])
        return TraitWhyView(
            profile=root, trait=trait_id, version=row.version, at=now, value=reason.value, reason=reason
        )

    def _root(self, profile_id: str) -> str | None:
        head = self._store.heads([profile_id]).get(profile_id)
        return None if head is None else head.root

    def _telling(self, root: str, now: Instant) -> "_Telling":
        leaves = [member.profile for member in self._store.members([root]).get(root, [])]
        return _Telling(
            self._documents.expressions("segment"),
            self._documents.expressions("trait"),
            [record for record in self._history.read(leaves) if record.at <= now],
            now,
            self._documents,
        )


class _Telling:
    """One question, answered."""

    def __init__(
        self,
        segments: Mapping[str, Expr],
        traits: Mapping[str, Expr],
        records: Sequence[Record],
        now: Instant,
        documents: Documents,
    ) -> None:
        self._segments, self._traits = segments, traits
        self._records = records
        self._now = now
        self._zone = documents.program().zone
        self._names = documents.mentioned()
        self._thread = Thread({}, {})

    def reason(self, expr: Expr) -> tuple[ReasonView, Flip | None, Instant | None]:
        view = view_of(effective_records(self._records), self._zone, exists=bool(self._records))
        told = explain(expr, view, self._now, segments=self._segments, traits=self._traits)
        # Each condition is a definition of its own, so that its changes can be followed.
        conditions = {to_text(c): to_text(inline(c, self._segments, self._traits)) for c in _conditions(told)}
        program = compile_program(
            [Definition("segment", text, 1, inlined) for text, inlined in conditions.items()], zone=self._zone
        )
        self._thread = follow(program, self._records, self._now, ahead=True)
        text = to_text(expr)
        return self._view(told), self._last(text), self._thread.nexts.get(text)

    def _view(self, reason: Reason) -> ReasonView:
        text = to_text(reason.node)
        flip = self._last(text) if isinstance(reason.node, Predicate) else None
        return ReasonView(
            text=text,
            says=describe(reason.node, self._names),
            value=plain(reason.value),
            since=flip.at if flip is not None else None,
            until=self._thread.nexts.get(text),
            found=reason.found,
            evidence=tuple(
                EvidenceView(
                    id=each.record.event.id,
                    source=each.record.source,
                    kind=each.record.event.kind,
                    type=each.record.event.type,
                    ts=each.record.ts,
                    properties=each.record.event.properties,
                    value=plain(each.value),
                    counts=each.counts,
                    reason=each.reason,
                )
                for each in reason.evidence
            ),
            parts=tuple(self._view(part) for part in reason.parts),
        )

    def _last(self, text: str) -> Flip | None:
        flips = self._thread.flips.get(text)
        return flips[-1] if flips else None


def _conditions(reason: Reason) -> Iterator[Predicate]:
    if isinstance(reason.node, Predicate):
        yield reason.node
    for part in reason.parts:
        yield from _conditions(part)

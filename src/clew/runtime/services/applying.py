"""Telling the log which scores have changed: a run's file, compared chunk by chunk with what profiles hold."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.learning import ModelBody
from clew.learning.ports import Told
from clew.profiles import unpack_head
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.adapters.models import ModelShelf
    from clew.learning.models import ModelVersion, ScoringRun, Tell

SOURCE = "clew"
_BODY = 2_000
_AT_ONCE = 20_000


class Applier:
    """Appends a score record for each profile whose score is another one now; nobody else is stepped.

    Law: applied again after an interruption, nothing changes twice: a record's id is made of the run and the profile.
    """

    def __init__(self, workspace: Workspace, shelf: "ModelShelf") -> None:
        self._workspace = workspace
        self._shelf = shelf

    def apply(
        self, run: "ScoringRun", version: "ModelVersion", before: "ScoringRun | None", tell: "Tell"
    ) -> "ScoringRun":
        """Tell the log; the run as it is now kept.

        Args:
            run: Whose file is complete.
            version: By which it was scored.
            before: The run before: who was scored then and is not now loses the score.
            tell: Hears how far it is.
        """
        seen, skip = 0, run.applied
        missing: set[str] = set()
        for chunk in self._shelf.told(run):
            seen += len(chunk.profiles)
            if seen <= skip:
                continue
            changed, unknown = self._tell(
                run, version, dict(zip(chunk.profiles, values_of(version.body, chunk), strict=True))
            )
            missing |= unknown
            run = msgspec.structs.replace(run, applied=seen, changed=run.changed + changed)
            self._shelf.keep_run(run)
            tell("telling the log", 0.6 + 0.3 * seen / max(1, run.rows))
        gone = 0
        if before is not None:
            left = self._left(run, before)
            while some := list(islice(left, _AT_ONCE)):
                gone += self._tell(run, version, dict.fromkeys(some))[0]
        # Who was erased or merged while the run was under way: an erasure that came between has not seen its file.
        self._shelf.drop_people(run, missing)
        run = msgspec.structs.replace(run, applied=run.rows, changed=run.changed + gone)
        self._shelf.keep_run(run)
        return run

    def _tell(
        self, run: "ScoringRun", version: "ModelVersion", said: Mapping[str, float | None]
    ) -> tuple[int, set[str]]:
        """How many were told another score, and who is not there any more."""
        held: dict[str, Any] = {}
        for profile, packed in self._workspace.store.load(list(said)).items():
            held[profile] = unpack_head(packed).scores.get(run.model)
        events = [
            Event(
                id=f"{run.id}/{profile}",
                kind="score",
                type="score",
                identities=(Identity("profile", profile),),
                ts=run.at,
                properties={run.model: value},
                context={"run": run.id, "version": version.number},
            )
            for profile, value in said.items()
            if profile in held and not _same(held[profile], value)
        ]
        for begin in range(0, len(events), _BODY):
            self._workspace.log.append([Arrival(SOURCE, pack(events[begin : begin + _BODY]))])
        return len(events), said.keys() - held.keys()

    def _left(self, run: "ScoringRun", before: "ScoringRun") -> Iterator[str]:
        """Who was in the run before and is not in this one; both are in order of profile."""
        here = self._profiles(run)
        now = next(here, None)
        for profile in self._profiles(before):
            while now is not None and now < profile:
                now = next(here, None)
            if now != profile:
                yield profile

    def _profiles(self, run: "ScoringRun") -> Iterator[str]:
        for chunk in self._shelf.told(run):
            yield from chunk.profiles


def values_of(body: ModelBody, chunk: Told) -> Sequence[float]:
    """What `score(id)` becomes of each: so rounded that what hardly differs changes nothing."""
    if body.output == "score":
        return chunk.score
    if body.task == "value":
        return [float(f"{amount:.3g}") for amount in chunk.probability]
    return [round(probability, 2) for probability in chunk.probability]


def _same(held: object, value: float | None) -> bool:
    return held is None if value is None else isinstance(held, int | float) and float(held) == value

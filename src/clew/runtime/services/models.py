"""Models of a workspace: trained, published, used to score, watched."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from clew.engine import historical_in
from clew.engine.ports import DocumentRow
from clew.expressions import parse, to_text, unit_key
from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id
from clew.kernel.packing import from_json
from clew.learning import ModelBody, NoModel, NotPublishable, duration
from clew.learning.ports import ScoreRow
from clew.runtime.forgetting import MODELS
from clew.runtime.services.applying import Applier
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation
    from clew.adapters.duckdb.past import DuckPast
    from clew.adapters.models import ModelShelf
    from clew.learning.models import ModelVersion, ScoringRun, Tell
    from clew.learning.watch import DriftReport

KEPT_RUNS = 10
"""Runs of a model whose scores are kept; older ones say nothing that the log does not."""


def _nobody(_doing: str, _share: float) -> None: ...


class Models:
    """Documents of kind `model`, and what was learnt by them; threads may share it, one trains a model at a time."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    @cached_property
    def shelf(self) -> "ModelShelf":
        """Where versions and runs are."""
        from clew.adapters.models import ModelShelf  # noqa: PLC0415  (loads what most commands do without)

        return ModelShelf(self._workspace.folder / MODELS)

    def documents(self) -> Mapping[str, DocumentRow]:
        """The live documents of models that are trained, by id; an attribution is asked, not trained."""
        live = self._documents.live("model")
        return {name: row for name, row in live.items() if body_of(row).task != "attribution"}

    def unit(self, model: str) -> str:
        """In what the scores of a value are measured; empty where nobody knows."""
        return self._documents.units().get(unit_key("score", model), "")

    def body(self, model: str) -> ModelBody:
        """What a live model document says.

        Raises:
            NoModel: if there is none.
        """
        row = self.documents().get(model)
        if row is None:
            raise NoModel("no live model has this id", where=model, hint="see `clew learn list`")
        return body_of(row)

    def versions(self, model: str) -> "list[ModelVersion]":
        """All versions, oldest first; empty before the first training.

        Raises:
            NoModel: if neither a document nor a version is there.
        """
        found = self.shelf.versions(model)
        if not found:
            self.body(model)
        return found

    def version(self, model: str, number: int | None = None) -> "ModelVersion":
        """A version; the champion, or else the newest, if none is named.

        Raises:
            NoModel: if there is none.
        """
        versions = self.versions(model)
        if number is None:
            chosen = next((v for v in versions if v.standing == "champion"), versions[-1] if versions else None)
        else:
            chosen = next((v for v in versions if v.number == number), None)
        if chosen is None:
            hint = f"train one: clew learn train {model}"
            raise NoModel("no such version", where=model if number is None else f"{model}@{number}", hint=hint)
        return chosen

    def train(self, model: str, tell: "Tell" = _nobody, cancellation: "Cancellation | None" = None) -> "ModelVersion":
        """Train a version; the first usable one is published at once, later ones wait as challengers.

        With `promote: when better` a challenger takes over by itself, unless something speaks for a person's look.

        Raises:
            ClewError: if the document is missing, or there is too little history.
        """
        from clew.learning.models import Order, train_version, why_wait  # noqa: PLC0415  (as above)

        row, body = self.documents().get(model), self.body(model)
        assert row is not None  # noqa: S101 - or there were no body
        earlier = self.shelf.versions(model)
        order = Order(
            model=model,
            body=self._inlined(body),
            document_version=row.version,
            number=earlier[-1].number + 1 if earlier else 1,
            now=self._workspace.clock.now(),
            log_seq=self._workspace.store.offset().seq,
            traits=self._traits(body),
        )
        version = train_version(order, self.past(body, cancellation), tell)
        champion = next((each for each in reversed(earlier) if each.standing == "champion"), None)
        if champion is None and version.standing == "candidate":
            version = msgspec.structs.replace(version, standing="champion")
        elif champion is not None and version.standing == "candidate" and body.promote == "when better":
            version = msgspec.structs.replace(version, waits=why_wait(version, champion, self.alarms(model)))
            if not version.waits:
                self.shelf.keep(version)
                return self.publish(model, version.number)
        self.shelf.keep(version)
        return version

    def alarms(self, model: str) -> tuple[str, ...]:
        """What had moved too far when the published version scored last; empty if nothing had, or nobody looked."""
        runs = self.shelf.runs(model)
        if not runs or not runs[-1].alarms:
            return ()  # versions are large, and the overview asks often
        champions = [each.number for each in self.shelf.versions(model) if each.standing == "champion"]
        return runs[-1].alarms if runs[-1].version in champions[-1:] else ()

    def publish(self, model: str, number: int) -> "ModelVersion":
        """Make a version the champion; the one before retires.

        Raises:
            NotPublishable: if it was refused.
        """
        version = self.version(model, number)
        if version.standing == "refused":
            raise NotPublishable(version.blocked or "it was refused", where=f"{model}@{number}", hint="train another")
        # The new one first: two champions for a moment mean the newer one, none would mean no scores.
        self.shelf.keep(msgspec.structs.replace(version, standing="champion"))
        for other in self.shelf.versions(model):
            if other.number != number and other.standing == "champion":
                self.shelf.keep(msgspec.structs.replace(other, standing="retired"))
        return self.version(model, number)

    def refuse(self, model: str, number: int, reason: str) -> "ModelVersion":
        """Say that a version must never be used."""
        version = msgspec.structs.replace(self.version(model, number), standing="refused", blocked=reason)
        self.shelf.keep(version)
        return version

    def score(self, model: str, tell: "Tell" = _nobody, cancellation: "Cancellation | None" = None) -> "ScoringRun":
        """Score everybody by the champion, and tell the log whose score has changed.

        Raises:
            ClewError: if there is no champion.
        """
        from clew.learning.models import ScoringRun, score_everybody  # noqa: PLC0415  (as above)
        from clew.learning.watch import SCORES  # noqa: PLC0415
        from clew.runtime.services.drifting import drift_by  # noqa: PLC0415

        version = self.version(model)
        if version.standing != "champion":
            raise NoModel("no version is published", where=model, hint=f"clew learn train {model}")
        now = self._workspace.clock.now()
        tell("looking at everybody", 0.0)
        past = self.past(version.body, cancellation)
        scored = score_everybody(version, past, now, lambda share: tell("looking at everybody", 0.5 * share))
        name = derive_id("run-", model, str(version.number), str(now))
        run = ScoringRun(name, model, version.number, now, f"{name}.parquet", len(scored.profiles))
        moved = drift_by(version, scored, past, self.shelf, now)
        drift = next((each.psi for each in moved.shifts if each.name == SCORES), 0.0)
        run = msgspec.structs.replace(run, drift=drift, alarms=moved.alarms)
        tell("writing the scores down", 0.5)
        before = self.shelf.runs(model)
        self.shelf.write_scores(run, scored.chunks())
        self.shelf.keep_run(run)
        run = self._applier.apply(run, version, before[-1] if before else None, tell)
        self.shelf.drop_runs(model, KEPT_RUNS)
        return run

    def resume(self, model: str) -> "ScoringRun | None":
        """Finish the newest run, if it was interrupted; nothing is told twice."""
        runs = self.shelf.runs(model)
        if not runs or runs[-1].applied >= runs[-1].rows:
            return None
        version = self.version(model, runs[-1].version)
        return self._applier.apply(runs[-1], version, runs[-2] if len(runs) > 1 else None, _nobody)

    def drift(self, model: str, cancellation: "Cancellation | None" = None) -> "DriftReport":
        """How far inputs, scores and accuracy of the champion have moved."""
        from clew.runtime.services.drifting import drift_of  # noqa: PLC0415  (as above)

        version = self.version(model)
        past = self.past(version.body, cancellation)
        return drift_of(version, past, self.shelf, self._workspace.clock.now())

    def scores_of(self, profiles: Sequence[str]) -> "list[tuple[ScoringRun, ScoreRow]]":
        """The newest score of a person by each model, by all profiles that they are."""
        found: list[tuple[ScoringRun, ScoreRow]] = []
        for model in self.shelf.models():
            runs = self.shelf.runs(model)
            if runs:
                found += [(runs[-1], row) for row in self.shelf.score_of(runs[-1], profiles).values()]
        return found

    def due(self) -> list[tuple[str, str, str]]:
        """Train and score whatever its document says is due; model, what was done, and what went wrong."""
        done: list[tuple[str, str, str]] = []
        for kind in ("train", "score"):  # what is trained first may be scored by at once
            for model, what in self.overdue():
                if what != kind:
                    continue
                try:
                    _ = self.train(model) if what == "train" else self.score(model)
                except ClewError as error:
                    done.append((model, what, str(error)))
                else:
                    done.append((model, what, ""))
        return done

    def overdue(self) -> list[tuple[str, str]]:
        """What should be done now: of each model `train` before `score`."""
        if not self.documents():
            return []
        now = self._workspace.clock.now()
        found: list[tuple[str, str]] = []
        for model in sorted(self.documents()):
            body, versions, runs = self.body(model), self.shelf.versions(model), self.shelf.runs(model)
            trained = bool(body.retrain) and (not versions or versions[-1].trained_at + duration(body.retrain) <= now)
            usable = any(each.standing == "champion" for each in versions)
            scored = bool(body.schedule) and (not runs or runs[-1].at + duration(body.schedule) <= now)
            found += [(model, "train")] if trained else []
            found += [(model, "score")] if scored and usable else []
        return found

    def past(self, body: ModelBody, cancellation: "Cancellation | None" = None) -> "DuckPast":
        """The past of this workspace, as a model sees it."""
        from clew.adapters.duckdb.past import DuckPast  # noqa: PLC0415  (as above)

        historical = {*historical_in(self._documents.rows()), *body.historical}
        zone = self._documents.program().zone
        return DuckPast(self._workspace.queries, zone, sorted(historical), cancellation)

    @cached_property
    def _applier(self) -> Applier:
        return Applier(self._workspace, self.shelf)

    def _inlined(self, body: ModelBody) -> ModelBody:
        eligible = to_text(self._documents.inlined(parse(body.eligible))) if body.eligible else ""
        return msgspec.structs.replace(body, eligible=eligible)

    def _traits(self, body: ModelBody) -> tuple[tuple[str, str], ...]:
        wanted = body.inputs.traits
        traits = self._documents.expressions("trait")
        chosen = sorted(name for name in traits if wanted is None or name in wanted)
        return tuple((name, to_text(self._documents.inlined(traits[name]))) for name in chosen)


def models_of(workspace: Workspace) -> Models:
    """The models of a workspace, for commands, which need none of the other services."""
    return Models(workspace, Documents(workspace.store, workspace.log, workspace.clock))


def body_of(row: DocumentRow) -> ModelBody:
    """The body of a stored model document."""
    said = from_json(row.document)
    names = {field.encode_name for field in msgspec.structs.fields(ModelBody)}
    return msgspec.convert({name: value for name, value in said.items() if name in names}, ModelBody)

"""Loading the demo: the orders through the ordinary import, moved so that the last is now, then what reads them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.access.ports import Asked
from clew.api.planning import plan_documents
from clew.api.ports import Services
from clew.catalog import Authored, Key, parse_folder, publish
from clew.events.imports import ImportProgress
from clew.kernel.instants import HOUR, Duration
from clew.runtime.demo.campaigns import invent_campaigns, invent_looks
from clew.runtime.demo.files import DATA, DOCUMENTS, LAST_ORDER, MAPPING
from clew.runtime.demo.names import invent_names
from clew.runtime.demo.past import invent_visits
from clew.runtime.demo.people import begin_journeys
from clew.runtime.importing import import_file
from clew.runtime.inline import catch_up
from clew.runtime.mappers import mapper_of, read_mapping
from clew.runtime.services.assembly import services_of
from clew.runtime.services.models import models_of
from clew.runtime.workspace import Workspace

SOURCE = "online-retail"
_LEARNT = "churn"
_MODEL = Key("model", _LEARNT)
_FIRST = ("workspace", "source")
"""Kinds of documents that say how to read what is imported."""


class DemoReport(NamedTuple):
    """What the demo workspace holds.

    Attributes:
        events: Orders, cancellations and what is known of customers.
        profiles: People.
        segments: Members of each segment.
    """

    events: int
    profiles: int
    segments: dict[str, int]


def load_demo(
    workspace: Workspace,
    listener: Callable[[str, float], None] | None = None,
    *,
    orders: Path = DATA,
    learn: bool = True,
) -> DemoReport:
    """Load the demo into a workspace; what is there already is not loaded again, and what others changed is left so.

    Args:
        workspace: An empty one, or one that holds the demo.
        listener: Told what is being done, and how far it is.
        orders: The shop's lines of orders; fewer of them make a smaller shop.
        learn: Whether to train who will leave, score everybody, and train a second version that knows of cancelled
            orders too; what else is due, the running workspace does.
    """
    tell = listener or _tell_nobody
    services = services_of(workspace)
    documents = parse_folder(DOCUMENTS).checked()
    _publish(workspace, services, [each for each in documents if each.document.kind in _FIRST])
    mapper = mapper_of(read_mapping(MAPPING), shift=_shift(workspace))

    def progress(done: ImportProgress, share: float) -> None:
        tell(f"reading orders, {done.rows:,} lines", share)

    report = import_file(workspace, orders, mapper, SOURCE, options={}, listener=progress)
    tell("unifying profiles", 0.0)
    last, _ = workspace.log.last()
    catch_up(workspace, report.progress.last_seq, lambda turn: tell("unifying profiles", turn.offset.seq / last))
    invent_names(workspace)
    invent_visits(workspace)
    invent_campaigns(workspace)
    catch_up(workspace, workspace.log.last()[0])
    # Only now, so that who was in a segment before the demo began did not come into it by the loading.
    fresh = learn and not models_of(workspace).shelf.versions(_LEARNT)
    _publish(workspace, services, _with_less(documents) if fresh else documents)
    catch_up(workspace, begin_journeys(workspace))
    catch_up(workspace, invent_looks(workspace))
    if fresh:
        _learn(workspace, tell)
        _publish(workspace, services, documents)
        tell("learning from more", 0.0)
        models_of(workspace).train(_LEARNT, lambda _, share: tell("learning from more", share))
    return DemoReport(report.progress.events, workspace.store.count(), dict(services.segments.counts()))


def _publish(workspace: Workspace, services: Services, documents: Sequence[Authored]) -> None:
    ours = [each for each in documents if not _changed_by_others(services, each.document.key)]
    publications = publish(plan_documents(services, ours))
    if publications:
        catch_up(workspace, services.publisher.publish(publications, by="demo"))


def _changed_by_others(services: Services, key: Key) -> bool:
    """Whether somebody changed, archived or wrote it; the demo's own loading leaves no trail."""
    asked = Asked(kind=key.kind, object=key.id, outcome="done")
    return bool(services.trail.entries(asked, before=None, limit=1))


def _with_less(documents: Sequence[Authored]) -> list[Authored]:
    """The documents, but the first version learns from orders alone: the next may then be held against it."""
    return [_of_orders_alone(each) if each.document.key == _MODEL else each for each in documents]


def _of_orders_alone(model: Authored) -> Authored:
    body = model.document.body
    less = {**body, "inputs": {**body["inputs"], "events": ["Order Completed"]}}
    return msgspec.structs.replace(model, document=msgspec.structs.replace(model.document, body=less))


def _learn(workspace: Workspace, tell: Callable[[str, float], None]) -> None:
    """Train and score the first version, so that there is something to look at, where enough is known."""
    models = models_of(workspace)
    version = models.train(_LEARNT, lambda _, share: tell("learning who will leave", 0.7 * share))
    if version.standing == "champion":
        models.score(_LEARNT, lambda _, share: tell("learning who will leave", 0.7 + 0.3 * share))
        catch_up(workspace, workspace.log.last()[0])


def _tell_nobody(_doing: str, _share: float) -> None: ...


def _shift(workspace: Workspace) -> Duration:
    """From the data's time to ours, in whole hours, so that shop hours stay shop hours."""
    return (workspace.clock.now() - LAST_ORDER) // HOUR * HOUR

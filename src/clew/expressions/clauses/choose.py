"""Which clause an aggregate or a sequence needs: the one with the least state that is exact."""

from clew.expressions.clauses.base import Selection, ValueClause
from clew.expressions.clauses.count import CountEver, CountIn
from clew.expressions.clauses.distinct import DistinctAmong, DistinctEver, DistinctIn
from clew.expressions.clauses.extreme import Extreme
from clew.expressions.clauses.pick import Pick
from clew.expressions.clauses.sequence import Absence, Happening, SequenceClause, Source
from clew.expressions.clauses.total import TotalEver, TotalIn
from clew.expressions.model import Aggregate, Events, Path, Sequence, Step
from clew.expressions.rows import Get, Rows, path_getter, required_text
from clew.expressions.windows import logic_of
from clew.expressions.write import events_text, path_text


def count_clause(events: Events, limit: int | None) -> CountEver | CountIn:
    """How many there are, exactly up to a limit."""
    selection = _selection(events)
    return CountEver(selection) if selection.window.timeless else CountIn(selection, limit)


def distinct_clause(node: Aggregate, limit: int | None) -> ValueClause:
    """How many different values there are, exactly up to a limit at least."""
    selection, (path, get) = _selection(node.events), _property(node)
    if selection.window.timeless:
        return DistinctEver(selection, limit, path, get)
    if selection.window.slack == 0:
        return DistinctIn(selection, limit, path, get)
    return DistinctAmong(selection, path, get)


def total_clause(node: Aggregate) -> TotalEver | TotalIn:
    """What `sum` and `avg` read."""
    selection, (path, get) = _selection(node.events), _property(node)
    return TotalEver(selection, path, get) if selection.window.timeless else TotalIn(selection, path, get)


def value_clause(node: Aggregate) -> ValueClause:
    """What any other aggregate reads whose value is asked for."""
    match node.name:
        case "min" | "max":
            return Extreme(_selection(node.events), node.name, *_property(node))
        case "first" | "last":
            return Pick(_selection(node.events), node.name, *_property(node))
        case "distinct":
            return distinct_clause(node, None)
        case "count":
            return count_clause(node.events, None)
        case _:
            raise TypeError(f"no clause for {node.name}")


def sequence_clause(node: Sequence) -> SequenceClause:
    """Whether a sequence holds."""
    sources: dict[str, int] = {}
    conditions: list[Source] = []

    def source_of(step: Step) -> int:
        text = events_text(Events(step.type, step.where))
        if text not in sources:
            sources[text] = len(conditions)
            where = None if step.where is None else Rows().predicate(step.where)
            conditions.append(Source(step.type, where, text))
        return sources[text]

    steps: list[Happening] = []
    for step in node.steps:
        within = step.within.micros if step.within else None
        if step.absent:
            before = steps[-1]
            absences = (*before.absences, Absence(source_of(step), within))
            steps[-1] = Happening(before.source, before.within, absences)
        else:
            steps.append(Happening(source_of(step), within, ()))
    grace = node.grace.micros if node.grace else 0
    return SequenceClause(tuple(conditions), tuple(steps), logic_of(node.window), grace)


def _selection(events: Events) -> Selection:
    where = None if events.where is None else Rows().predicate(events.where)
    text = events_text(Events(events.type, events.where))
    return Selection(events.type, where, logic_of(events.window), text, required_text(events.where))


def _property(node: Aggregate) -> tuple[str, Get]:
    path = node.path or Path("event", ())
    return path_text(path), path_getter(path)

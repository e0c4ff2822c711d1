"""What is wrong with a journey, as a whole, before anybody is in it: every fault with its place and what to do."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from clew.catalog import ID_PATTERN, Document, Fault, Key, Reference, pointer
from clew.expressions import CxlError, Predicate, parse, references, trait_references
from clew.journeys.errors import InvalidJourney
from clew.journeys.graph import earliest, ending, reachable, restless_loop
from clew.journeys.localtime import duration_of
from clew.journeys.model import Journey
from clew.journeys.nodes import (
    END,
    AddTo,
    Do,
    Experiment,
    If,
    Jump,
    Node,
    RemoveFrom,
    Send,
    Split,
    Wait,
    WaitEvent,
    Webhook,
    targets,
)
from clew.journeys.program import row_test
from clew.journeys.read import read_journey, shape_faults
from clew.journeys.rules import rule_faults, texts_of, timed_faults, wheres_of
from clew.profiles import expression_of


def journey_faults(document: Document) -> Iterator[Fault]:
    """What is wrong with a journey, references aside; of a draft, which may be half drawn, what can't be read."""
    faults = list(shape_faults(document))
    if not faults and document.status != "draft":
        faults = faults_of(read_journey(document.id, document.version, document.body))
    yield from faults


def doing_faults(handled: Collection[str], document: Document) -> Iterator[Fault]:
    """Actions that a journey names and nobody does: found out at sending, they would come to nothing."""
    try:
        journey = read_journey(document.id, document.version, document.body)
    except InvalidJourney:
        return
    for name, node in journey.nodes.items():
        if isinstance(node, Do) and node.do not in handled:
            hint = f"known: {', '.join(sorted(handled))}; `webhook` has another system do it"
            yield Fault(pointer("nodes", name, "do"), f"nobody here does `{node.do}`", hint)


def journey_references(document: Document) -> Iterator[Reference]:
    """The segments, traits, templates, destinations and journeys that a journey mentions."""
    try:
        journey = read_journey(document.id, document.version, document.body)
    except InvalidJourney:
        return
    for place, text in texts_of(journey):
        yield from _mentioned(place, text)
    for name, node in journey.nodes.items():
        match node:
            case Send(template):
                yield Reference(Key("template", template), pointer("nodes", name, "send"))
            case Webhook(template):
                yield Reference(Key("template", template), pointer("nodes", name, "webhook"))
            case Jump(other):
                yield Reference(Key("journey", other), pointer("nodes", name, "jump"))
            case AddTo(other):
                yield Reference(Key("segment", other), pointer("nodes", name, "add_to"))
            case RemoveFrom(other):
                yield Reference(Key("segment", other), pointer("nodes", name, "remove_from"))
            case _:
                pass


def faults_of(journey: Journey) -> list[Fault]:
    """All that is wrong with a journey as such; whether what it mentions exists is for the catalog to say."""
    faults = [*timed_faults(journey), *rule_faults(journey), *_condition_faults(journey), *_node_faults(journey)]
    dangling = list(_dangling(journey))
    # On a graph with loose ends the rest would only repeat them.
    return [*faults, *(dangling or _graph_faults(journey))]


def _dangling(journey: Journey) -> Iterator[Fault]:
    known = [*journey.nodes, END]
    if journey.start not in journey.nodes:
        yield Fault("/start", f"there is no step `{journey.start}`", _close(journey.start, known))
    for name, node in journey.nodes.items():
        for place, target in targets(node):
            if target not in known:
                yield Fault(pointer("nodes", name) + place, f"there is no step `{target}`", _close(target, known))


def _graph_faults(journey: Journey) -> Iterator[Fault]:
    found = reachable(journey, journey.start)
    for name in journey.nodes:
        if name not in found:
            yield Fault(pointer("nodes", name), "no way leads to this step", "lead to it, or take it out")
    loop = restless_loop(journey)
    if loop is not None:
        way = " -> ".join([*loop, loop[0]])
        yield Fault(
            pointer("nodes", loop[0]),
            f"goes round without a pause: {way}",
            "put a `wait` into it, or come back with `repeat: ..., times: ...`",
        )
    expiry = duration_of(journey.body.expiry) if journey.body.expiry is not None else None
    if expiry is None:
        ends = ending(journey)
        yield from (
            Fault(pointer("nodes", name), "nobody who comes here ever ends", "lead to `end`, or set `expiry`")
            for name in journey.nodes
            if name in found and name not in ends
        )
        return
    for name, elapsed in earliest(journey).items():
        field, text = _span_of(journey, name)
        if text is not None and elapsed + (duration_of(text) or 0) >= expiry:
            message = f"this wait never ends: the journey expires after {journey.body.expiry}"
            yield Fault(pointer("nodes", name, field), message, "wait for less, or set a longer `expiry`")


def _span_of(journey: Journey, name: str) -> tuple[str, str | None]:
    """The field in which a node says how long it waits, and what it says."""
    match journey.nodes.get(name):
        case Wait(span):
            return "wait", span
        case WaitEvent(timeout=span):
            return "timeout", span
        case Webhook(answer=span):
            return "answer", span
        case _:
            return "", None


def _node_faults(journey: Journey) -> Iterator[Fault]:
    for name, node in journey.nodes.items():
        place = pointer("nodes", name)
        yield from _open_choices(place, node)
        match node:
            case If(condition=None, where=None):
                yield Fault(place, "no condition", "give `if`, `where` or both")
            case Jump(other) if other == journey.id:
                yield Fault(place + "/jump", "a journey can't jump into itself", "use `repeat`, or a later re-entry")
            case WaitEvent(timeout=None) if journey.body.expiry is None:
                yield Fault(place, "may wait for ever", "give a `timeout`, or the journey an `expiry`")
            case WaitEvent(wait_event=()):
                yield Fault(place + "/wait_event", "waits for nothing", "name an event, a segment or a condition")
            case Split(arms):
                yield from _arm_faults(place + "/split", [(arm.name, arm.percent) for arm in arms])
            case Experiment(arms=arms):
                yield from _arm_faults(place + "/arms", [(arm.name, arm.percent) for arm in arms])
            case _:
                pass


def _open_choices(place: str, node: Node) -> Iterator[Fault]:
    """What a step is to name and does not yet: told at every step, beside all else that is wrong."""
    match node:
        case Send(""):
            yield Fault(f"{place}/send", "no template is chosen", "choose one")
        case Webhook(""):
            yield Fault(f"{place}/webhook", "no template is chosen", "choose one")
        case Jump(""):
            yield Fault(f"{place}/jump", "no journey is chosen", "choose one")
        case AddTo(""):
            yield Fault(f"{place}/add_to", "no list is chosen", "choose one")
        case RemoveFrom(""):
            yield Fault(f"{place}/remove_from", "no list is chosen", "choose one")
        case _:
            pass


def _arm_faults(place: str, arms: list[tuple[str, float]]) -> Iterator[Fault]:
    names = [name for name, _ in arms]
    total = sum(percent for _, percent in arms)
    if len(arms) < 2:
        yield Fault(place, "a split needs at least two arms", "name what happens to the others")
    elif abs(total - 100) > 1e-6:
        yield Fault(place, f"the arms add up to {total:g}%", "make them add up to 100")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(place, f"two arms are called `{name}`", "give one of them `arm:`")
    if "held_out" in names or any("/" in name for name in names):
        yield Fault(place, "an arm's name holds a slash, or is `held_out`", "call it otherwise")


def _condition_faults(journey: Journey) -> Iterator[Fault]:
    for place, text in texts_of(journey):
        if not text.strip():
            what = "condition" if place.endswith("/if") else "segment"
            yield Fault(place, f"no {what} is chosen", "choose one")
            continue
        try:
            if not isinstance(parse(expression_of(text)), Predicate):
                yield Fault(place, "this is a value, not a condition", "compare it: `... > 3`", 0)
        except CxlError as error:
            yield Fault(place, error.message, error.hint, _offset(text, error.where))
    for place, text, _ in wheres_of(journey):
        try:
            row_test(text)
        except CxlError as error:
            yield Fault(place, error.message, error.hint, _offset(text, error.where))


def _mentioned(place: str, text: str) -> Iterator[Reference]:
    if ID_PATTERN.fullmatch(text):
        yield Reference(Key("segment", text), place)
        return
    try:
        expression = parse(text)
    except CxlError:
        return
    for name in sorted(references(expression)):
        yield Reference(Key("segment", name), place)
    for name in sorted(trait_references(expression)):
        yield Reference(Key("trait", name), place)


def _close(name: str, known: list[str]) -> str | None:
    close = get_close_matches(name, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(known[:20])}"


def _offset(text: str, where: str | None) -> int | None:
    """How many characters stand before `line:column`; None for a place that is none."""
    line, _, column = (where or "").partition(":")
    if not (line.isdecimal() and column.isdecimal()):
        return None
    return sum(len(before) + 1 for before in text.split("\n")[: int(line) - 1]) + int(column) - 1

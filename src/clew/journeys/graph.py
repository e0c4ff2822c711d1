"""The nodes of a journey as a graph: what can be reached, what goes round without a pause, how long a way takes."""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from clew.journeys.localtime import duration_of
from clew.journeys.model import Journey
from clew.journeys.nodes import END, End, Node, Repeat, Wait, WaitEvent, Webhook, targets
from clew.kernel.instants import Duration


def reachable(journey: Journey, start: str) -> set[str]:
    """All nodes to which a way leads from this one, itself and `end` included."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in journey.nodes:
            node = journey.nodes[name]
            waiting += [END] if isinstance(node, End) else [target for _, target in targets(node)]
    return found


def ending(journey: Journey) -> set[str]:
    """All nodes from which some way leads to the end, and `end` itself."""
    sources: dict[str, list[str]] = {}
    for name, node in journey.nodes.items():
        for target in [END] if isinstance(node, End) else [target for _, target in targets(node)]:
            sources.setdefault(target, []).append(name)
    found: set[str] = set()
    waiting = [END]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sources.get(name, [])
    return found


def restless_loop(journey: Journey) -> list[str] | None:
    """Nodes that lead round to the first of them in one instant, without a wait or a bound; None if there are none."""
    edges = {name: list(_at_once(node)) for name, node in journey.nodes.items()}
    done: set[str] = set()
    for start in edges:
        loop = _loop_from(start, edges, done)
        if loop is not None:
            return loop
    return None


def earliest(journey: Journey) -> dict[str, Duration]:
    """How long after the entry each node can be reached at the soonest."""
    found: dict[str, Duration] = {}
    waiting: list[tuple[Duration, str]] = [(0, journey.start)]
    while waiting:
        elapsed, name = heappop(waiting)
        if name in found:
            continue
        found[name] = elapsed
        if name in journey.nodes:
            for target, least in _delays(journey.nodes[name]):
                heappush(waiting, (elapsed + least, target))
    return found


def _at_once(node: Node) -> Iterator[str]:
    """Targets that may be reached in the instant of the node itself."""
    if isinstance(node, Wait) and (duration_of(node.wait) or 0) > 0:
        return
    if isinstance(node, Webhook) and node.answer is not None and (duration_of(node.answer) or 0) > 0:
        return
    if isinstance(node, Repeat):
        yield node.next
        return
    if isinstance(node, WaitEvent):
        # An event takes time to come; a state may be so already.
        for criterion in node.awaited:
            if criterion.event is None:
                yield criterion.next or node.on_event
        if node.timeout is not None and not duration_of(node.timeout):
            yield node.on_timeout
        return
    for _, target in targets(node):
        yield target


def _delays(node: Node) -> Iterator[tuple[str, Duration]]:
    """Targets with the least time that the way to them takes."""
    if isinstance(node, Wait):
        yield node.next, duration_of(node.wait) or 0
    elif isinstance(node, WaitEvent):
        for criterion in node.awaited:
            yield criterion.next or node.on_event, 0
        if node.timeout is not None:
            yield node.on_timeout, duration_of(node.timeout) or 0
    else:
        for _, target in targets(node):
            yield target, 0


def _loop_from(start: str, edges: Mapping[str, list[str]], done: set[str]) -> list[str] | None:
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        name, leaving = waiting.pop()
        if leaving:
            path.pop()
            done.add(name)
            continue
        if name in path:
            return path[path.index(name) :]
        if name in done or name == END or name not in edges:
            continue
        path.append(name)
        waiting.append((name, True))
        waiting += [(target, False) for target in edges[name]]
    return None

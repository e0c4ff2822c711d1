"""Orders of documents by what they mention; deterministic, so that a plan reads the same every time."""

from collections.abc import Iterable, Mapping

from clew.catalog.model import Key


def dependency_order(mentions: Mapping[Key, Iterable[Key]]) -> list[Key]:
    """Every key after the keys that it mentions, by name where that leaves a choice; outside keys are ignored.

    Keys on a circle come in order of name: circles are refused before (`find_cycle`).
    """
    order: dict[Key, None] = {}
    for start in sorted(mentions):
        _visit(start, mentions, order)
    return list(order)


def _visit(start: Key, mentions: Mapping[Key, Iterable[Key]], order: dict[Key, None]) -> None:
    # An explicit stack: chains of references may be longer than Python's own.
    entered = {start}
    stack = [(start, iter(sorted(mentions[start])))]
    while stack:
        key, targets = stack[-1]
        following = next((to for to in targets if to in mentions and to not in order and to not in entered), None)
        if following is None:
            order.setdefault(key)
            stack.pop()
        else:
            entered.add(following)
            stack.append((following, iter(sorted(mentions[following]))))


def find_cycle(mentions: Mapping[Key, Iterable[Key]]) -> list[Key]:
    """The keys of one circle of mentions, in order; empty when there is none."""
    done: set[Key] = set()
    for start in sorted(mentions):
        path: dict[Key, None] = {}
        stack = [(start, iter(sorted(mentions[start])))] if start not in done else []
        while stack:
            key, targets = stack[-1]
            path.setdefault(key)
            following = next((target for target in targets if target in mentions and target not in done), None)
            if following is None:
                done.add(key)
                path.pop(key, None)
                stack.pop()
            elif following in path:
                circle = list(path)
                return circle[circle.index(following) :]
            else:
                stack.append((following, iter(sorted(mentions[following]))))
    return []

"""What a template asks for, found without rendering it: for the check at save, and for taking along no more."""

from collections.abc import Iterator
from typing import NamedTuple

from liquid import BoundTemplate, Expression, Node, RenderContext
from liquid.ast import ConditionalBlockNode
from liquid.builtin.expressions import LoopExpression, Path
from liquid.builtin.expressions.primitive import IntegerLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.case_tag import CaseNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import LiquidError, TemplateNotFoundError

from clew.content.errors import TemplateInvalid
from clew.content.liquid import has_default

PERSONAL = frozenset({"profile", "traits", "scores", "event", "journey"})
"""Roots whose values one person has and another has not."""

ROOTS = PERSONAL | {"brand", "links", "now", "offers", "today"}
"""All that a template may ask for."""

MOST_OFFERS = 10
"""Offers that are taken along for a template that goes through them and doesn't say how many it wants."""

OF_LISTS = frozenset({"first", "last", "size"})
"""What Liquid knows of every list."""

LINKS = frozenset({"unsubscribe", "preferences", "confirm"})
"""Links that every message can have, as in `{{ links.unsubscribe }}`."""


class Use(NamedTuple):
    """One mention of a value.

    Attributes:
        path: `("profile", "firstName")`; ends before a step that is itself a value.
        safe: It has a default, or stands where its presence was asked for.
        line: In the text of its part, from 1; 0 where the author never sees that text.
        within: It is part of something whose presence was asked for (`if offers.cart` before `offers.cart.title`).
        printed: It stands in an output, not in a condition, a loop or an assignment.
        listed: Of `offers` as a list, how many it may want; 0 for everything else.
    """

    path: tuple[str, ...]
    safe: bool
    line: int
    within: bool = False
    printed: bool = False
    listed: int = 0

    @property
    def name(self) -> str:
        """As an author writes it."""
        return ".".join(self.path)


def uses(template: BoundTemplate, *, fragments: bool = True) -> list[Use]:
    """Every value that a template and its fragments ask for from outside, in order.

    Raises:
        TemplateInvalid: if it renders a fragment that is not there.
    """
    walk = _Walk(RenderContext(template), fragments=fragments)
    try:
        return [use for node in template.nodes for use in walk.visit(node, frozenset(), frozenset())]
    except TemplateNotFoundError as error:
        raise TemplateInvalid("renders a fragment that does not exist", hint="publish the fragment first") from error
    except LiquidError as error:
        raise TemplateInvalid("a fragment in it is not valid Liquid") from error


class _Walk:
    def __init__(self, context: RenderContext, *, fragments: bool) -> None:
        self._context = context
        self._fragments = fragments
        self._assigned: set[str] = set()
        self._depth = 0

    def visit(self, node: Node, local: frozenset[str], asked: frozenset[str]) -> Iterator[Use]:
        conditional = isinstance(node, IfNode | UnlessNode | CaseNode | ConditionalBlockNode)
        for expression in node.expressions():
            plain = isinstance(node, OutputNode | ForNode) or not conditional
            safe = conditional or (plain and has_default(expression))
            for path in _paths(expression):
                if path[0] not in local and path[0] not in self._assigned:
                    yield Use(
                        path,
                        safe or ".".join(path) in asked or (path == ("offers",) and isinstance(node, ForNode)),
                        _line(node),
                        any(".".join(path[:length]) in asked for length in range(2, len(path))),
                        isinstance(node, OutputNode),
                        _listed(path, expression),
                    )
            if conditional:
                asked |= {".".join(path) for path in _paths(expression)}
        self._assigned.update(str(name) for name in node.template_scope())
        local |= {str(name) for name in node.block_scope()}
        if partial := node.partial_scope():
            local |= {str(name) for name in partial.in_scope}
            if self._depth > 20:
                raise TemplateInvalid("fragments render each other in a circle")
        self._depth += 1
        for child in node.children(self._context, include_partials=self._fragments):
            yield from self.visit(child, local, asked)
        self._depth -= 1


def _paths(expression: Expression) -> Iterator[tuple[str, ...]]:
    if isinstance(expression, Path):
        steps: list[str] = []
        for step in expression.path:
            if not isinstance(step, str):
                break
            steps.append(step)
        if steps:
            yield tuple(steps)
    for child in expression.children():
        yield from _paths(child)


def _listed(path: tuple[str, ...], expression: Expression) -> int:
    """How many of the list of offers a mention may want: a loop says so (`limit: 3`), `first` is one."""
    if path[0] != "offers" or (len(path) > 1 and path[1] not in OF_LISTS):
        return 0
    if path[1:2] == ("first",):
        return 1
    if isinstance(expression, LoopExpression) and expression.offset is None:
        limit = expression.limit
        if isinstance(limit, IntegerLiteral):
            return max(1, min(MOST_OFFERS, int(limit.value)))
    return MOST_OFFERS


def _line(node: Node) -> int:
    return node.token.source.count("\n", 0, max(0, node.token.start_index)) + 1

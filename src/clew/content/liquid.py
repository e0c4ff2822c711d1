"""Liquid as templates may use it here: strict, bounded, and without a door to files, clocks or settings.

Law: an output that would be blank, or a value that is not there, raises; it never becomes an empty place in a mail.
"""

from collections.abc import Mapping
from typing import Any, TextIO, cast

from liquid import BoundTemplate, DictLoader, Environment, FalsyStrictUndefined, Mode, RenderContext
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.echo_tag import EchoNode, EchoTag
from liquid.exceptions import LiquidError, ResourceLimitError, UndefinedError
from liquid.stringify import to_liquid_string

from clew.content.errors import TemplateInvalid, Unrenderable
from clew.content.filters import FILTERS, bounded
from clew.content.model import Format

LONGEST_TEMPLATE = 500_000
LONGEST_OUTPUT = 2_000_000
MOST_ROUNDS = 10_000
MOST_LOCAL_BYTES = 500_000

_TEXT_FILTERS = (
    "append",
    "prepend",
    "replace",
    "replace_last",
    "join",
    "split",
    "newline_to_br",
    "escape",
)
_REFUSED_TAGS = ("include", "increment", "decrement", "tablerow", "doc")


class _Default(FalsyStrictUndefined):
    """A missing value: false in a condition, an error in an output, and what `default` is for."""

    __slots__ = ()
    force_liquid_default = True


def has_default(expression: object) -> bool:
    """Whether an output says what stands for a missing value."""
    filters = expression.filters if isinstance(expression, FilteredExpression) else None
    return any(filter_.name == "default" for filter_ in filters or ())


def _write(node: OutputNode, context: RenderContext, buffer: TextIO) -> int:
    expression = node.expression
    try:
        text = to_liquid_string(expression.evaluate(context), context.autoescape)
    except UndefinedError as error:
        raise _missing(expression) from error
    if not text.strip() and not has_default(expression):
        raise _missing(expression)
    return buffer.write(text)


def _missing(expression: object) -> Unrenderable:
    path = str(expression.left) if isinstance(expression, FilteredExpression) else str(expression)
    return Unrenderable("missing", f"`{path}` has no value", path=path)


class _FilledOutput(OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return _write(self, context, buffer)


class _FilledEcho(EchoNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return _write(self, context, buffer)


class _OutputTag(Output):
    node_class = _FilledOutput


class _EchoTag(EchoTag):
    node_class = _FilledEcho


class _Bounded(Environment):
    loop_iteration_limit = MOST_ROUNDS
    output_stream_limit = LONGEST_OUTPUT
    local_namespace_limit = MOST_LOCAL_BYTES
    block_nesting_limit = 20
    context_depth_limit = 20

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in _REFUSED_TAGS:
            self.tags.pop(name, None)
        self.add_tag(_OutputTag)
        self.add_tag(_EchoTag)
        for name in _TEXT_FILTERS:
            if name in self.filters:
                self.filters[name] = bounded(self.filters[name])
        self.filters.update(FILTERS)


def environment(form: Format, fragments: Mapping[str, str]) -> Environment:
    """Where templates of a form are parsed, among the fragments that they may render."""
    return _Bounded(
        tolerance=Mode.STRICT,
        undefined=_Default,
        autoescape=form == "html",
        loader=DictLoader(dict(fragments)),
    )


def parse(where: Environment, text: str, place: str) -> BoundTemplate:
    """A template text, parsed.

    Raises:
        TemplateInvalid: if it is no Liquid, or too long.
    """
    if len(text) > LONGEST_TEMPLATE:
        raise TemplateInvalid("the text is too long", where=place, hint=f"at most {LONGEST_TEMPLATE} characters")
    try:
        template = where.from_string(text)
        unknown = template.analyze(include_partials=False).filters.keys() - where.filters.keys()
    except LiquidError as error:
        raise TemplateInvalid(_said(error), where=place, hint=_place_in(error)) from error
    if unknown:
        raise TemplateInvalid(f"there is no filter `{min(unknown)}`", where=place)
    return template


def render(template: BoundTemplate, values: Mapping[str, Any]) -> str:
    """A parsed template with a person's values.

    Raises:
        Unrenderable: if a value is missing or unfit, or a limit is met.
    """
    try:
        return template.render(**cast("dict[str, Any]", values))
    except UndefinedError as error:
        # A loop over, or a comparison with, what is not there: only the last name is known.
        raise Unrenderable("missing", _said(error), path=_quoted(error)) from error
    except ResourceLimitError as error:
        raise Unrenderable("limit", _said(error)) from error
    except LiquidError as error:
        raise Unrenderable("unfit", _said(error)) from error
    except (ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
        # The library's own filters leak what they meet in a value (`floor` of 1e999); the words may hold the value.
        raise Unrenderable("unfit", f"a filter can't take a value: {type(error).__name__}") from error


def _said(error: LiquidError) -> str:
    # Only the library's own words: its long form quotes the template, and a filter's words may hold a value.
    message = str(error.message or "not valid Liquid")
    return message.split("\n", 1)[0][:200]


def _place_in(error: LiquidError) -> str | None:
    context = error.context()
    return f"line {context[0]}, column {context[1] + 1}" if context else None


def _quoted(error: LiquidError) -> str:
    parts = str(error.message).split("'")
    return parts[1] if len(parts) > 2 else ""

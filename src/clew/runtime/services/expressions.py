"""What editors of expressions are told, going by the documents that stand: what may be published, no more, no less."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Literal

from clew.api.expression_views import CheckedView, CompletionsView, CompletionView, HoverView, ProblemView
from clew.catalog import from_data
from clew.engine.ports import DocumentRow
from clew.expressions import (
    KIND_WORDS,
    CxlError,
    Expr,
    Predicate,
    Problem,
    Value,
    Vocabulary,
    check,
    complete,
    describe,
    hover,
    inline,
    kind_of,
    parse,
    references,
    to_json,
    to_text,
    trait_references,
    word_end,
)
from clew.expressions import from_json as read_tree
from clew.kernel.packing import from_json
from clew.runtime.retention import too_far, words_of
from clew.runtime.services.documents import Documents
from clew.runtime.vocabulary import offset, vocabulary_of

_TELLING = ("schema", "segment", "trait", "model")
"""The kinds of documents by which expressions are checked."""


class Expressions:
    """Reads the documents through their short cache; what they know is gathered once for each change."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._gathered: tuple[list[DocumentRow], Vocabulary] | None = None

    def check(self, text: str, kind: Literal["segment", "trait"] | None = None, own: str | None = None) -> CheckedView:
        """What is wrong with an expression, and what it says.

        Args:
            text: CXL.
            kind: What it is to be saved as, if that is known.
            own: Under which id, if that is known.
        """
        try:
            expr = parse(text)
        except CxlError as error:
            return _view(text, None, [_unreadable(error)], None, {})
        return self._checked(text, expr, kind, own)

    def check_tree(
        self, tree: Mapping[str, Any], kind: Literal["segment", "trait"] | None = None, own: str | None = None
    ) -> CheckedView:
        """The same of an expression that a builder holds as JSON; its problems point into that."""
        try:
            expr = read_tree(tree)
        except CxlError as error:
            return _view("", None, [Problem("unreadable", error.where or "/", error.message, error.hint)], None, {})
        return self._checked("", expr, kind, own)

    def _checked(self, text: str, expr: Expr, kind: Literal["segment", "trait"] | None, own: str | None) -> CheckedView:
        known = self.vocabulary()
        problems = [*check(expr, known), *_misfit(expr, kind), *self._circle(expr, kind, own), *self._gone(expr)]
        sort = kind_of(expr, known) if isinstance(expr, Value) else None
        return _view(text, expr, problems, sort, self._documents.mentioned())

    def complete(self, text: str, at: int) -> CompletionsView:
        """What could be written where the cursor stands."""
        found = complete(text, at, self.vocabulary())
        items = tuple(CompletionView(**asdict(item)) for item in found.items)
        return CompletionsView(start=found.start, end=found.end, items=items)

    def hover(self, text: str, at: int) -> HoverView | None:
        """What stands under the cursor, if anything is known of it."""
        found = hover(text, at, self.vocabulary())
        return HoverView(**asdict(found)) if found is not None else None

    def vocabulary(self) -> Vocabulary:
        """What the workspace knows."""
        rows = [row for kind in _TELLING for row in self._documents.known(kind).values()]
        if self._gathered is None or self._gathered[0] != rows:
            self._gathered = rows, vocabulary_of([from_data(from_json(row.document)) for row in rows])
        return self._gathered[1]

    def _gone(self, expr: Expr) -> Iterator[Problem]:
        """What looks further back than events are kept."""
        keep = self._documents.retention()
        for look in too_far(expr, keep) if keep is not None else ():
            yield Problem("retention", look.at or "1:1", *words_of(look, keep or 0))

    def _circle(self, expr: Expr, kind: Literal["segment", "trait"] | None, own: str | None) -> Iterator[Problem]:
        """What keeps the parts that it mentions from being put in their place."""
        known = {each: self._documents.expressions(each) for each in ("segment", "trait")}
        if kind is not None and own is not None:
            known[kind] = {**known[kind], own: expr}
        missing = (references(expr) - known["segment"].keys()) | (trait_references(expr) - known["trait"].keys())
        if missing:
            # Each has a problem of its own already.
            return
        try:
            inline(expr, known["segment"], known["trait"])
        except CxlError as error:
            yield Problem("circle", error.where or "1:1", error.message, error.hint)


def _unreadable(error: CxlError) -> Problem:
    return Problem("unreadable", error.where or "1:1", error.message, error.hint)


def _misfit(expr: Expr, kind: Literal["segment", "trait"] | None) -> Iterator[Problem]:
    if kind == "segment" and not isinstance(expr, Predicate):
        yield Problem("no_condition", "1:1", "a segment needs a condition, this is a value", "compare it: `… > 3`")
    if kind == "trait" and isinstance(expr, Predicate):
        yield Problem("no_value", "1:1", "a trait needs a value, this is a condition", "make it a segment")


def _view(
    text: str, expr: Expr | None, problems: list[Problem], kind: str | None, names: Mapping[str, Mapping[str, str]]
) -> CheckedView:
    return CheckedView(
        valid=not any(problem.severity == "error" for problem in problems),
        sort=None if expr is None else "condition" if isinstance(expr, Predicate) else "value",
        type=None if expr is None else KIND_WORDS[kind or "flag"],
        text=None if expr is None else to_text(expr),
        tree=None if expr is None else to_json(expr),
        says=None if expr is None else describe(expr, names),
        segments=() if expr is None else tuple(sorted(references(expr))),
        traits=() if expr is None else tuple(sorted(trait_references(expr))),
        problems=tuple(sorted((_problem(text, problem) for problem in problems), key=lambda each: each.start)),
    )


def _problem(text: str, problem: Problem) -> ProblemView:
    if problem.where.startswith("/"):
        return ProblemView(
            code=problem.code,
            severity=problem.severity,
            message=problem.message,
            hint=problem.hint,
            line=1,
            column=1,
            start=0,
            end=0,
            pointer=problem.where,
        )
    line, column = (int(part) for part in problem.where.split(":"))
    start = min(offset(text, problem.where) or 0, len(text))
    return ProblemView(
        code=problem.code,
        severity=problem.severity,
        message=problem.message,
        hint=problem.hint,
        line=line,
        column=column,
        start=start,
        end=word_end(text, start),
    )

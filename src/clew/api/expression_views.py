"""What an editor of expressions is told: values that the API and the services share."""

from typing import Any, Literal

from clew.api.views import View


class ProblemView(View):
    """One thing that is wrong with an expression.

    Attributes:
        code: What sort, for programs: `unreadable`, `unknown_event`, `kinds_differ`, …
        severity: An `error` is refused when it is saved; a `warning` is shown.
        message: What is wrong.
        hint: What to do about it.
        line: From 1.
        column: From 1, in characters.
        start: Where it begins, in characters from 0.
        end: Where the word there ends.
        pointer: JSON Pointer of the part of the tree, where a tree was asked about.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    hint: str | None
    line: int
    column: int
    start: int
    end: int
    pointer: str | None = None


class CheckedView(View):
    """What is to be said of an expression.

    Attributes:
        valid: Whether it could be saved: nothing is an error.
        sort: A `condition` makes a segment, a `value` a trait; null where it can't be read.
        type: The type of a value, in words: `number`, `text`, `true or false`, …; null where it can't be read.
        text: As it is written canonically; null where it can't be read.
        tree: As JSON, for builders; null where it can't be read.
        says: In plain English; null where it can't be read.
        segments: The segments that it mentions.
        traits: The traits that it mentions.
        problems: What is wrong, in order of the text.
    """

    valid: bool
    sort: Literal["condition", "value"] | None
    type: str | None
    text: str | None
    tree: dict[str, Any] | None
    says: str | None
    segments: tuple[str, ...]
    traits: tuple[str, ...]
    problems: tuple[ProblemView, ...]


class CompletionView(View):
    """Something that could be written next.

    Attributes:
        text: As people know it.
        insert: What takes the place of the word under the cursor.
        kind: attribute, property, field, event, segment, trait, score, consent, keyword, function, operator, value
            or span.
        detail: Its type, or how it is written.
        meaning: What it says.
    """

    text: str
    insert: str
    kind: str
    detail: str
    meaning: str


class CompletionsView(View):
    """What could be written where the cursor stands.

    Attributes:
        start: Where the word under the cursor begins, in characters from 0.
        end: Where it ends.
        items: The likeliest first.
    """

    start: int
    end: int
    items: tuple[CompletionView, ...]


class HoverView(View):
    """What stands under the cursor.

    Attributes:
        start: Where the word begins, in characters from 0.
        end: Where it ends.
        text: What it is the name of, or how the operator is written.
        kind: What it is.
        type: The type of its value, in words; empty where it has none.
        meaning: What it says.
        unit: In what it is measured.
    """

    start: int
    end: int
    text: str
    kind: str
    type: str
    meaning: str
    unit: str

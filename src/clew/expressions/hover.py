"""What stands under the cursor: its type, what it means and in what it is measured."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from clew.expressions.check import Note, Vocabulary
from clew.expressions.describe import span_words
from clew.expressions.errors import CxlError
from clew.expressions.lex import Mark, Token, pieces
from clew.expressions.names import KIND_WORDS, names_at, note_of, steps_below
from clew.expressions.operators import operator_at
from clew.expressions.parse import Parser
from clew.expressions.parse_events import read_span

_ROOTS = ("profile", "context", "it")


@dataclass(frozen=True, slots=True)
class Hover:
    """What an editor shows of the word under the cursor.

    Attributes:
        start: Where the word begins, in characters from 0.
        end: Where it ends.
        text: What it is the name of, or how the operator is written.
        kind: `attribute`, `property`, `field`, `event`, `segment`, `trait`, `score`, `consent`, `span`, `value`, or
            the sort of operator.
        type: The type of its value, in words; empty where it has none.
        meaning: What it says.
        unit: In what it is measured.
    """

    start: int
    end: int
    text: str
    kind: str
    type: str = ""
    meaning: str = ""
    unit: str = ""


def hover(text: str, at: int, known: Vocabulary) -> Hover | None:
    """What stands under the cursor; None where there is no word, or nothing is known of it.

    Args:
        text: The expression, which may be unfinished.
        at: How many characters stand before the cursor.
        known: What there is in the workspace.
    """
    words = _words(text)
    index = next((i for i, word in enumerate(words) if word.offset <= at < word.offset + len(word.text)), None)
    if index is None:
        index = next((i for i, word in enumerate(words) if at == word.offset + len(word.text)), None)
    if index is None:
        return None
    word = words[index]
    end = word.offset + len(word.text)
    mark = _marks(text, words).get(word.offset)
    if mark is not None and mark.sort != "times" and (word.text not in _ROOTS or len(mark.names) > 1):
        return _named(mark, word.offset, end, known)
    if word.kind == "span":
        meaning = f"{span_words(read_span(word.text))} of elapsed time, whatever clocks do"
        return Hover(word.offset, end, word.text, "span", "time span", meaning)
    if word.kind in ("number", "string", "date"):
        return Hover(word.offset, end, word.text, "value", {"string": "text"}.get(word.kind, word.kind))
    before, after = [each.text for each in words[:index]], {each.text for each in words[index + 1 : index + 2]}
    operator = operator_at(before, word.text, after, "times" if mark is not None else "test")
    if operator is None:
        return None
    return Hover(word.offset, end, operator.form, operator.sort, "", operator.meaning)


def _words(text: str) -> list[Token]:
    """The words of a text as far as it can be read."""
    found: list[Token] = []
    with suppress(CxlError):
        for piece in pieces(text):
            found.append(piece)  # noqa: PERF402  (what stands before a fault is kept)
    return found


def _marks(text: str, words: Sequence[Token]) -> dict[int, Mark]:
    """The names that the parser knows, by where they begin."""
    end = words[-1].offset + len(words[-1].text)
    try:
        parser = Parser(text[:end])
    except CxlError:
        return {}
    # Unfinished, or wrong further on: what was read before stands.
    with suppress(CxlError):
        parser.whole()
    return {mark.token.offset: mark for mark in parser.marks}


def _named(mark: Mark, start: int, end: int, known: Vocabulary) -> Hover:
    if mark.sort == "path":
        root, *names = mark.names
        name = ".".join(names)
        kind = steps_below(names_at(root, mark.around, known), "".join(f"{n}." for n in names[:-1])).get(names[-1])
        note = note_of(root, name, mark.around, known)
        sort = {"profile": "attribute", "item": "field"}.get(root, "property")
        return Hover(start, end, name, sort, KIND_WORDS[kind or "any"], note.meaning, note.unit)
    (name,) = mark.names
    note = known.notes.get((mark.sort, name), Note())
    kinds = {"score": "number", "consent": 'text, "in" or "out"', "segment": "true or false"}
    if mark.sort == "trait":
        kinds["trait"] = KIND_WORDS[(known.traits or {}).get(name, "any")]
    return Hover(start, end, name, mark.sort, kinds.get(mark.sort, ""), note.meaning, note.unit)

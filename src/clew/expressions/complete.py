"""What could be written next: the words, names and signs that the parser would take where the cursor stands.

The parser itself says what it looked for where the text before the cursor ends; what can't go on from there is left
out by putting it in and reading again. So completion can't offer what the language lacks, nor lack what it has.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clew.expressions.check import Kind, Note, Vocabulary
from clew.expressions.errors import CxlError
from clew.expressions.lex import Around, Token, Wanted, is_name, pieces, quote
from clew.expressions.model import Path, Root
from clew.expressions.names import KIND_WORDS, names_at, note_of, steps_below
from clew.expressions.operators import operator_at
from clew.expressions.parse import AGGREGATES, FUNCTIONS, QUANTIFIERS, Parser
from clew.expressions.validate import validate
from clew.expressions.write import path_text, type_text

CompletionKind: TypeAlias = Literal[
    "attribute",
    "property",
    "field",
    "event",
    "segment",
    "trait",
    "score",
    "consent",
    "keyword",
    "function",
    "operator",
    "value",
    "span",
]

MOST = 200
"""How many completions are offered at once."""

_SPANS = ("1h", "24h", "7d", "30d", "90d")
_UNITS = ("m", "h", "d", "w", "s", "ms")
_CONDITION_WORDS = frozenset(
    ("and", "or", "not", "in", "is", "between", "within", "contains", "starts_with", "ends_with", "matches")
)
_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_PROFILE_FUNCTIONS = frozenset((*AGGREGATES, "anniversary", "consent", "score", "sequence", "trait"))
_CONDITION_FUNCTIONS = frozenset((*QUANTIFIERS, "anniversary", "sequence"))
_TAKEN = frozenset(("event", "attribute", "property", "field", "segment", "trait", "score", "consent", "span"))
_WORD_REST = re.compile(r"[\w$]*")


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that could be written next.

    Attributes:
        text: As people know it.
        insert: What takes the place of the word under the cursor.
        kind: What it is.
        detail: Its type, or how it is written.
        meaning: What it says.
    """

    text: str
    insert: str
    kind: CompletionKind
    detail: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """What could be written where the cursor stands.

    Attributes:
        start: Where the word under the cursor begins, in characters from 0.
        end: Where it ends.
        items: The likeliest first.
    """

    start: int
    end: int
    items: tuple[Completion, ...] = ()


def complete(text: str, at: int, known: Vocabulary) -> Completions:
    """What could be written where the cursor stands, in a text that need not be whole.

    Law: what is offered can be read, put in, up to its own end; and what follows in an expression is offered where it
    is a word, a sign or a name that is known.

    Args:
        text: The expression so far; what follows the word under the cursor doesn't matter.
        at: How many characters stand before the cursor.
        known: What there is in the workspace.
    """
    at = max(0, min(at, len(text)))
    place = _word_at(text, at)
    if place is None:
        return Completions(at, at)
    start, end = place
    before, typed = text[:start], text[start:at].lower().lstrip('"`')
    found: dict[str, tuple[int, Completion]] = {}
    for index, option in enumerate(_options(_read(before)[0], known, typed)):
        rank = _rank(option, typed)
        if rank is not None and option.insert not in found and _goes_on(before, option):
            found[option.insert] = rank * 10_000 + index, option
    ordered = sorted(found.values(), key=lambda each: each[0])
    words = [piece.text for piece in pieces(before)]
    return Completions(start, end, tuple(_told(option, before, words) for _, option in ordered[:MOST]))


def _word_at(text: str, at: int) -> tuple[int, int] | None:
    """Where the word under the cursor begins and ends; None where the text before it can't be read."""
    last: Token | None = None
    try:
        for piece in pieces(text[:at]):
            last = piece
    except CxlError:
        read = last.offset + len(last.text) if last is not None else 0
        start = read + len(text[read:at]) - len(text[read:at].lstrip())
        return (start, _quote_ends(text, at)) if text[start] in '"`' else None
    if last is None or last.kind == "sign" or last.offset + len(last.text) < at:
        return at, at
    rest = _WORD_REST.match(text, at)
    return last.offset, rest.end() if rest and last.text[0] not in '"`' else at


def _quote_ends(text: str, at: int) -> int:
    rest = _WORD_REST.match(text, at)
    end = rest.end() if rest else at
    return end + 1 if text[end : end + 1] in ('"', "`") else end


def _read(text: str) -> tuple[list[Wanted], bool]:
    """What the parser looked for where a text ends, and whether the text can be or become an expression."""
    try:
        parser = Parser(text)
    except CxlError:
        return [], False
    try:
        expr = parser.whole()
    except CxlError:
        return parser.wanted, bool(parser.wanted)
    try:
        validate(expr)
    except CxlError:
        return parser.wanted, False
    return parser.wanted, True


def _goes_on(before: str, option: Completion) -> bool:
    """Whether the parser takes what is offered, and would read on."""
    return option.kind in _TAKEN or _read(before + option.insert)[1]


def _rank(option: Completion, typed: str) -> int | None:
    """How well an option fits what was typed of it; None if it doesn't."""
    text = option.text.lower()
    if text.startswith(typed):
        return 0
    return 1 if any(part.startswith(typed) for part in re.split(r"\W+|_", text)) else 2 if typed in text else None


def _told(option: Completion, before: str, words: list[str]) -> Completion:
    """A word or a sign together with what the table of operators says of it."""
    if option.kind not in ("keyword", "operator", "function", "value"):
        return option
    ahead = _read(before + option.insert)[0] if option.kind == "keyword" else ()
    often = any(wanted.sort == "number" for wanted in ahead)
    operator = operator_at(words, option.text, {wanted.text for wanted in ahead}, "times" if often else "test")
    if operator is None:
        return option
    return Completion(option.text, option.insert, option.kind, operator.form, operator.meaning)


# --- what the parser wants, as options -------------------------------------------------------------------------------


def _options(wanted: Iterable[Wanted], known: Vocabulary, typed: str) -> Iterator[Completion]:
    """Names first, then words, then signs."""
    each = list(dict.fromkeys(wanted))
    for want in each:
        yield from _names(want, known, typed)
    for want in each:
        if want.sort == "word" and _fits(want):
            yield Completion(want.text, want.text, "value" if want.text in ("true", "false") else "keyword")
    for want in each:
        if want.sort == "atom":
            yield from _atoms(want.around)
    for want in each:
        if want.sort == "sign" and not (want.around.value and want.text in _COMPARISONS):
            yield Completion(want.text, want.text, "operator")


def _fits(want: Wanted) -> bool:
    around = want.around
    if around.scope != "profile" and want.text == "within":
        return False
    return not (around.value and want.text in _CONDITION_WORDS)


def _names(want: Wanted, known: Vocabulary, typed: str) -> Iterator[Completion]:
    around = want.around
    match want.sort:
        case "event" | "segment" | "trait" | "score" | "consent":
            yield from _listed(want.sort, known)
        case "atom" | "path":
            yield from _paths(around, known)
        case "name":
            root, *names = want.text.split(".")
            inside = steps_below(names_at(root, around, known), "".join(f"{name}." for name in names))
            for step, kind in inside.items():
                yield _path(root, ".".join((*names, step)), step, _name(step), kind, around, known)
        case "span":
            digits = typed.rstrip("mshdw")
            for span in [digits + unit for unit in _UNITS] if digits.isdigit() else _SPANS:
                yield Completion(span, span, "span")
        case _:
            pass


def _listed(sort: CompletionKind, known: Vocabulary) -> Iterator[Completion]:
    """The events, segments, traits, scores or consents that there are."""
    names: dict[str, Collection[str] | None] = {
        "event": known.events,
        "segment": known.segments,
        "trait": known.traits,
        "score": known.scores,
        "consent": known.consents,
    }
    write = {"event": type_text, "segment": quote}.get(sort, _name)
    for name in names[sort] or ():
        note = known.notes.get((sort, name), Note())
        detail = f"{sort}, {_typed((known.traits or {})[name], note)}" if sort == "trait" else sort
        yield Completion(name, write(name), sort, detail, note.meaning)


def _paths(around: Around, known: Vocabulary) -> Iterator[Completion]:
    """The names that can stand where a value begins, as far down as they hold no arrays."""
    roots: dict[str, tuple[Root, str]] = {
        "profile": ("profile", "profile."),
        "event": ("event", ""),
        "item": ("item", ""),
    }
    root, lead = roots[around.scope]
    names = names_at(root, around, known)
    if root == "profile":
        yield Completion("profile", "profile.", "keyword")
    for name, kind in sorted(names.items(), key=lambda each: each[0].count(".")):
        if not _within_a_list(name, names):
            insert = path_text(Path(root, tuple(name.split("."))))
            yield _path(root, name, lead + name, insert, kind, around, known)
    if root == "event":
        yield Completion("context", "context.", "keyword")
    if root == "item":
        yield Completion("it", "it", "keyword")


def _path(root: str, name: str, text: str, insert: str, kind: Kind, around: Around, known: Vocabulary) -> Completion:
    sorts: dict[str, CompletionKind] = {"profile": "attribute", "item": "field"}
    note = note_of(root, name, around, known)
    return Completion(text, insert, sorts.get(root, "property"), _typed(kind, note), note.meaning)


def _typed(kind: Kind, note: Note) -> str:
    return f"{KIND_WORDS[kind]} in {note.unit}" if note.unit else KIND_WORDS[kind]


def _within_a_list(name: str, names: Mapping[str, Kind]) -> bool:
    parts = name.split(".")
    return any(names.get(".".join(parts[:count])) == "list" for count in range(1, len(parts)))


def _atoms(around: Around) -> Iterator[Completion]:
    """The words that a value or a condition can begin with."""
    of_profile, condition = around.scope == "profile", not around.value
    if of_profile:
        yield from (Completion(word, word, "keyword") for word in ("did", "in") if condition)
        yield Completion("now", "now", "keyword")
    for name in FUNCTIONS:
        if (of_profile or name not in _PROFILE_FUNCTIONS) and (condition or name not in _CONDITION_FUNCTIONS):
            yield Completion(name, f"{name}(", "function")
    yield Completion("(", "(", "operator")


def _name(name: str) -> str:
    return name if is_name(name) else quote(name, "`")

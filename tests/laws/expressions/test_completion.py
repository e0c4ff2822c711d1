"""Completion offers what the language takes, and nothing that it doesn't."""

from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.expressions import CxlError, Kind, Vocabulary, complete, hover, parse, to_text
from clew.expressions.lex import pieces
from clew.expressions.operators import OPERATORS
from clew.expressions.parse import FUNCTIONS
from tests.laws.expressions.trees import Trees

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)


def _element(depth: int) -> dict[str, Kind]:
    """The fields of an element whose own elements are alike, so many levels down."""
    inner: dict[str, Kind] = {f"deep.{name}": kind for name, kind in _element(depth - 1).items()} if depth else {}
    return {"p": "number", "name": "text", "deep": "list", "deep.er": "any", **inner}


ITEMS: dict[str, Kind] = {"items": "list", **{f"items.{name}": kind for name, kind in _element(4).items()}}
PROPERTIES: dict[str, Kind] = {"v": "any", "w": "any", "s": "any", "o.k": "any", "tags": "any", "f": "any", **ITEMS}
ATTRIBUTES: dict[str, Kind] = dict.fromkeys(("country", "n", "day", "tags", "address.city", "missing", "vip"), "any")
KNOWN = Vocabulary(
    attributes={**ATTRIBUTES, **ITEMS},
    events=dict.fromkeys("abc", PROPERTIES),
    segments=("buyers", 'the "best"'),
    traits={"lifetime_value": "number"},
    scores=("churn",),
    consents=("email",),
)


def _generated(seed: int, depth: int) -> str:
    return to_text(Trees(seed, 0).expression(depth))


def _is_free(text: str, offset: int) -> bool:
    """Whether a name comes from data that no vocabulary knows: the surroundings of an event, or an element's own.

    Nor does it know names with dots in them, or what they lie in: it parts its own names by dots.
    """
    words = [piece.text for piece in pieces(text[:offset])]
    if text.startswith("plan", offset) or "plan" in words[-2:]:
        return True
    while len(words) > 1 and words[-1] == ".":
        words = words[:-2] if words[-2] != "context" else ["context"]
    return words[-1:] == ["context"]


@settings(max_examples=DEFAULT // 2)
@given(SEEDS, st.integers(0, 3))
def test_what_follows_is_offered(seed: int, depth: int) -> None:
    text = _generated(seed, depth)
    before = ""
    for piece in pieces(text):
        # A function is offered together with its parenthesis.
        known = piece.kind in ("name", "sign") and not (piece.text == "(" and before in FUNCTIONS)
        before = piece.text
        if not known or _is_free(text, piece.offset):
            continue
        typed = f"{text[: piece.offset].rstrip()} "
        offered = complete(typed, len(typed), KNOWN)
        assert offered.start == offered.end == len(typed)
        inserts = [item.insert for item in offered.items]
        note(repr((typed, piece.text, inserts)))
        assert any(
            insert == piece.text or insert.startswith((f"{piece.text}(", f"{piece.text}.")) for insert in inserts
        )


@settings(max_examples=DEFAULT // 2)
@given(SEEDS, st.integers(0, 3), st.data())
def test_what_is_offered_is_read_up_to_its_end(seed: int, depth: int, data: st.DataObject) -> None:
    text = _generated(seed, depth)
    at = data.draw(st.integers(0, len(text)))
    offered = complete(text, at, KNOWN)
    assert offered.start <= at <= offered.end
    for item in offered.items:
        put = text[: offered.start] + item.insert
        note((text[:at], put))
        error = _complaint(put)
        if error is None or int((error.where or "1:1").split(":")[1]) > len(put):
            continue
        # A value where a condition must come is read to its end: what is missing is the comparison.
        assert "a value is no condition" in error.message, str(error)
        assert any(item.insert == "=" for item in complete(f"{put} ", len(put) + 1, KNOWN).items)


def _complaint(text: str) -> CxlError | None:
    try:
        parse(text)
    except CxlError as error:
        return error
    return None


@settings(max_examples=DEFAULT)
@given(SEEDS, st.integers(0, 3), st.data())
def test_everything_that_is_written_can_be_pointed_at(seed: int, depth: int, data: st.DataObject) -> None:
    text = _generated(seed, depth)
    cut = data.draw(st.integers(0, len(text)))
    for known in (KNOWN, Vocabulary()):
        for piece in pieces(text):
            shown = hover(text, piece.offset, known)
            assert shown is not None, (text, piece)
            assert (shown.start, shown.end) == (piece.offset, piece.offset + len(piece.text))
            assert shown.meaning or shown.type or shown.kind == "event", (text, piece, shown)
        for at in (0, cut // 2, cut):
            hover(text[:cut], at, known)


def test_every_word_of_the_language_is_in_the_table() -> None:
    words = {word for operator in OPERATORS for word in operator.words}
    for seed in range(40):
        text = _generated(seed, 3)
        for piece in pieces(text):
            for item in complete(text[: piece.offset], piece.offset, Vocabulary()).items:
                assert item.text in words or item.kind in ("span",), item
                assert item.kind == "span" or item.meaning, (text[: piece.offset], item)

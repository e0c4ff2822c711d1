"""Text to tokens and back: names, quoting, and the cursor that the parser walks."""

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, NoReturn, TypeAlias, cast

from clew.expressions.errors import CxlError, did_you_mean

TokenKind: TypeAlias = Literal["date", "span", "number", "name", "quoted", "string", "sign", "end"]

MAX_TEXT = 65_536
"""The longest expression, in characters."""

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?![\w$]))
    | (?P<span>[0-9]+(?:ms|s|m|h|d|w)(?![\w$]))
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w$]))
    | (?P<name>(?:[^\W\d]|\$)[\w$]*)
    | (?P<quoted>`(?:[^`\\]|\\.)*`)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<sign><=|>=|!=(?!=)|=(?!=)|<(?!>)|>|[+\-*/()\[\],.])
    """,
    re.VERBOSE | re.DOTALL,
)
_UNREADABLE = re.compile(r"[\w$.]+|'[^']*'|!==|==|<>|&&|\|\|")
"""What people take for a token, and means nothing."""

_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")

_SLIPS = {
    "==": "write `=`",
    "!==": "write `!=`",
    "<>": "write `!=`",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    "'": 'write texts in double quotes: "text"',
    '"': "the text has no closing quote",
    "`": "the name has no closing backtick",
    ";": "one expression only",
}

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "`": "`", "\\": "\\", "/": "/"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class Token(NamedTuple):
    """A word, sign or literal and where it begins.

    Attributes:
        kind: What it is.
        text: As written; of `quoted` and `string` what stands between the quotes, unescaped.
        offset: Index of its first character.
    """

    kind: TokenKind
    text: str
    offset: int


def is_name(text: str) -> bool:
    """Whether a text is a name without backticks."""
    return _NAME.fullmatch(text) is not None


def quote(text: str, mark: str = '"') -> str:
    """A text between quotes or backticks, escaped so that it reads back equal."""
    body = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    return mark + _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", body) + mark


def position(text: str, offset: int) -> str:
    """`line:column` of a character, both from 1."""
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def tokens(text: str) -> list[Token]:
    """All tokens of a text, an `end` last.

    Raises:
        CxlError: at the first character that begins no token.
    """
    if len(text) > MAX_TEXT:
        raise CxlError(f"the expression is longer than {MAX_TEXT} characters", where="1:1", hint="split it in segments")
    found: list[Token] = []
    for kind, word, offset in pieces(text):
        plain = _unescape(text, word, offset) if kind in ("quoted", "string") else word
        found.append(Token(kind, plain, offset))
    found.append(Token("end", "", len(text)))
    return found


def pieces(text: str) -> Iterator[Token]:
    """All tokens of a text as written, quotes and escapes included.

    Raises:
        CxlError: at the first character that begins no token.
    """
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise _unreadable(text, offset)
        if match.lastgroup != "space":
            yield Token(cast("TokenKind", match.lastgroup), match[0], offset)
        offset = match.end()


def word_end(text: str, start: int) -> int:
    """Where the word ends that begins at a place, be it one that means nothing; else the next character."""
    match = _TOKEN.match(text, start)
    if match is None:
        match = _UNREADABLE.match(text, start)
    return match.end() if match is not None and match.lastgroup != "space" else min(start + 1, len(text))


def _unescape(text: str, word: str, offset: int) -> str:
    def plain(match: re.Match[str]) -> str:
        escape = match[1]
        if len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPES:
            where = position(text, offset + 1 + match.start())
            raise CxlError(f"`\\{escape}` is no escape", where=where, hint='there are \\n \\t \\r \\" \\` \\\\ \\u0000')
        return _ESCAPES[escape]

    body = _ESCAPE.sub(plain, word[1:-1])
    try:
        return body.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise CxlError(
            "half of a character", where=position(text, offset), hint="write \\u surrogates in pairs"
        ) from None


def _unreadable(text: str, offset: int) -> CxlError:
    rest = text[offset:]
    where = position(text, offset)
    number = re.match(r"[0-9]+(?:\.[0-9]+)?([\w$]+)", rest)
    if number:
        return CxlError(
            f"`{number[0]}` is neither a number nor a time span",
            where=where,
            hint="spans are whole numbers with ms, s, m, h, d or w: `30d`",
        )
    for slip in sorted(_SLIPS, key=len, reverse=True):
        if rest.startswith(slip):
            return CxlError(f"`{slip}` means nothing here", where=where, hint=_SLIPS[slip])
    return CxlError(f"`{rest[0]}` means nothing here", where=where)


class Around(NamedTuple):
    """What surrounds a token: of what its words can be the names.

    Attributes:
        scope: Whether values are those of a profile, of an event (inside `where`) or of an array's element.
        event: The type of the event, where it is known.
        arrays: The arrays whose elements are tested, outermost first, each as its root and names.
        value: Whether only a value can stand here, no condition.
    """

    scope: Literal["profile", "event", "item"] = "profile"
    event: str | None = None
    arrays: tuple[tuple[str, ...], ...] = ()
    value: bool = False


class Wanted(NamedTuple):
    """Something that could have stood where the text ends.

    Attributes:
        sort: `word` and `sign` for a certain one, else what could be written: `atom`, `event`, `segment`, ...
        text: The word or sign; for a `name` what stands before its dot.
        around: What surrounds it.
    """

    sort: str
    text: str
    around: Around


class Mark(NamedTuple):
    """A name that was read, and of what.

    Attributes:
        token: The name.
        sort: `path`, `event`, `segment`, `trait`, `score` or `consent`; `times` for a word that says how often.
        names: Of a path, its root and names up to this one; else the name.
        around: What surrounds it.
    """

    token: Token
    sort: str
    names: tuple[str, ...]
    around: Around


class Cursor:
    """Walks the tokens of one text; knows how to complain, and what could have stood where the text ends.

    Attributes:
        text: What is read.
        around: What surrounds the token to be read next.
        wanted: What could have stood where the text ends, in the order in which it was looked for.
        marks: The names that were read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.around: Around = Around()
        self.wanted: list[Wanted] = []
        self.marks: list[Mark] = []
        self._tokens = tokens(text)
        self._index = 0

    def want(self, sort: str, *texts: str) -> None:
        """Note that one of these could stand here, should the text end here."""
        if self.token.kind == "end":
            self.wanted += [Wanted(sort, text, self.around) for text in texts or ("",)]

    def mark(self, token: Token, sort: str, *names: str) -> None:
        """Note of what a token is the name."""
        self.marks.append(Mark(token, sort, names or (token.text,), self.around))

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self._tokens[self._index]

    def ahead(self, count: int = 1) -> Token:
        """The token so many further on."""
        return self._tokens[min(self._index + count, len(self._tokens) - 1)]

    @property
    def here(self) -> str:
        """`line:column` of the token to be read next."""
        return self.place(self.token)

    def marked(self) -> Mark | None:
        """The name that was read last, if nothing was read after it."""
        last = self.marks[-1] if self.marks else None
        return last if last and self._index and last.token is self._tokens[self._index - 1] else None

    def following(self) -> list[Token]:
        """All that is to be read yet."""
        return self._tokens[self._index :]

    def advance(self) -> Token:
        """Read a token."""
        token = self.token
        if token.kind != "end":
            self._index += 1
        return token

    def place(self, token: Token) -> str:
        """`line:column` of a token."""
        return position(self.text, token.offset)

    def sees(self, *words: str) -> bool:
        """Whether one of these bare words comes next, though it may not."""
        token = self.token
        return token.kind == "name" and token.text in words

    def at_word(self, *words: str) -> bool:
        """Whether one of these bare words comes next."""
        self.want("word", *words)
        return self.sees(*words)

    def at_sign(self, *signs: str) -> bool:
        """Whether one of these signs comes next."""
        self.want("sign", *signs)
        token = self.token
        return token.kind == "sign" and token.text in signs

    def leads_to(self, kind: TokenKind, text: str) -> bool:
        """Whether this comes after the next token, or the text ends there."""
        return self.ahead()[:2] in ((kind, text), ("end", ""))

    def take_word(self, *words: str) -> bool:
        """Read one of these words if it comes next."""
        if self.at_word(*words):
            self._index += 1
            return True
        return False

    def take_sign(self, sign: str) -> bool:
        """Read this sign if it comes next."""
        if self.at_sign(sign):
            self._index += 1
            return True
        return False

    def need_word(self, *words: str) -> str:
        """Read one of these words.

        Raises:
            CxlError: if something else comes.
        """
        if not self.at_word(*words):
            self.unexpected(" or ".join(f"`{word}`" for word in words), words)
        return self.advance().text

    def need_sign(self, sign: str) -> None:
        """Read this sign.

        Raises:
            CxlError: if something else comes.
        """
        if not self.take_sign(sign):
            self.unexpected(f"`{sign}`")

    def need(self, kind: TokenKind, wanted: str) -> Token:
        """Read a token of this kind.

        Raises:
            CxlError: if something else comes.
        """
        self.want(kind)
        if self.token.kind != kind:
            self.unexpected(wanted)
        return self.advance()

    def unexpected(self, wanted: str, words: Collection[str] = (), hint: str | None = None) -> NoReturn:
        """Complain that something else comes than was wanted.

        Raises:
            CxlError: always.
        """
        token = self.token
        found = "the end" if token.kind == "end" else f"`{token.text}`"
        if hint is None and token.kind == "name":
            hint = did_you_mean(token.text, [word for word in words if word != token.text])
        raise CxlError(f"expected {wanted}, found {found}", where=self.here, hint=hint or self.cure())

    def cure(self) -> str | None:
        """What to write instead of what comes next, where no word is close to it."""
        return None

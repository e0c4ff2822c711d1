"""A page as plain text: what people read who don't see pages, and what filters of mail compare the page with."""

import re
from html.parser import HTMLParser

_SKIPPED = frozenset({"head", "script", "style", "template", "title"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "body", "div", "dl", "dt", "dd", "footer", "form", "header", "li", "main", "nav"}
    | {"pre", "section", "tr"}
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")
_RULE = "----"


def to_text(page: str) -> str:
    """The words of a page in reading order: links with their addresses, pictures by what they are called.

    Hidden parts are left out. Template tags are text like any other, so a whole template can be converted once.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = [_BLANKS.sub(" ", line).strip() for line in "".join(reader.written).split("\n")]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip() + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._hidden: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._hidden:
            if tag not in _VOID:
                self._hidden.append(tag)
            return
        if tag in _SKIPPED or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            if tag not in _VOID:
                self._hidden.append(tag)
            return
        self._break(tag)
        if tag == "a":
            self._links.append((given.get("href", ""), len(self.written)))
        elif tag == "img" and given.get("alt"):
            self.written.append(given["alt"])
        elif tag == "li":
            self.written.append("- ")
        elif tag == "hr":
            self.written.append(f"\n{_RULE}\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag == "a" and self._links:
            address, since = self._links.pop()
            shown = "".join(self.written[since:]).strip()
            if address and address != shown and not address.startswith("#"):
                self.written.append(f" ({address})" if shown else address)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.written.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag == "br" or tag in _BLOCKS or tag in _SPACED:
            self.written.append("\n\n" if tag in _SPACED else "\n")
        elif tag in {"td", "th"}:
            self.written.append(" ")

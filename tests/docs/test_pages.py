"""Pages do what they say: every command runs, every output is the real one, every name exists."""

import re
from pathlib import Path

import pytest

from tests.docs.conftest import Reader
from tests.docs.pages import Command, File, blocks, differs, markdown, steps

ROOT = Path(__file__).parents[2]

NOT_YET: set[str] = set()
"""Pages whose commands can't run yet. Empty when the product keeps what its pages promise."""

WITH_COMMANDS = [page for page in markdown(ROOT) if any(isinstance(step, Command) for step in steps(page.read_text()))]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_run_and_print_what_it_shows(
    page: Path, reader: Reader, request: pytest.FixtureRequest
) -> None:
    if page.relative_to(ROOT).as_posix() in NOT_YET:
        pytest.skip("listed in NOT_YET")
    if "CLEW_DATABASE_URL" in page.read_text():
        reader.set("CLEW_DATABASE_URL", request.getfixturevalue("postgres_database"))
    assert reader.follow(page) > 0


def test_the_list_of_pages_that_cannot_run_yet_is_true() -> None:
    assert {page.relative_to(ROOT).as_posix() for page in WITH_COMMANDS} >= NOT_YET


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (page.name, target)
        for page in markdown(ROOT)
        for target in re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE)
    }
    assert {(page, target) for page, target in named if target not in targets} == set()


def test_shell_blocks_that_are_not_run_hold_only_git_and_make() -> None:
    strange = [
        (page.name, block.line, line)
        for page in markdown(ROOT)
        for block in blocks(page.read_text())
        if block.info in {"sh", "bash", "shell", "shell-session"}
        for line in block.lines
        if line and not re.match(r"(git|make|cd) |make$|#", line)
    ]
    assert strange == []


PAGE = """\
# A page

```{code-block} yaml
:caption: segments/new.yaml

kind: segment
```

```console
$ cat segments/new.yaml
kind: segment
$ echo one \\
>   two
one…
```
"""


def test_a_page_is_read_as_files_and_commands() -> None:
    assert steps(PAGE) == [
        File(3, "segments/new.yaml", "kind: segment\n"),
        Command(10, "cat segments/new.yaml", ["kind: segment"]),
        Command(12, "echo one \\\n  two", ["one…"]),
    ]


def test_a_reader_follows_a_page(tmp_path: Path, reader: Reader) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert reader.follow(page) == 2


def test_a_reader_waits_for_a_server_and_stops_it(tmp_path: Path, reader: Reader) -> None:
    page = tmp_path / "page.md"
    fetch = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8787/page.md').status)"
    page.write_text(f'```console\n$ python -m http.server --bind 127.0.0.1 8787 &\n$ python -c "{fetch}"\n200\n```\n')
    assert reader.follow(page) == 2


@pytest.mark.parametrize("faulty", ["$ false", "$ echo two\none", "$ echo one; echo two\none"])
def test_a_page_that_lies_is_found_out(tmp_path: Path, reader: Reader, faulty: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n{faulty}\n```\n")
    with pytest.raises(AssertionError, match=re.escape("page.md:2")):
        reader.follow(page)


@pytest.mark.parametrize(
    ("shown", "real", "wrong"),
    [
        ([], "anything\n", None),
        (["a", "b"], "a\n\nb\n", None),
        (["a…c"], "abc\n", None),
        (["a", "…"], "a\nb\nc\n", None),
        (["…", "c"], "a\nb\nc\n", None),
        (["…", "b"], "a\nb\nc\n", "(nothing more; the real output goes on: c)"),
        (["a", "x"], "a\nb\n", "x"),
        (["a", "b"], "a\n", "b"),
    ],
)
def test_shown_output_is_compared_line_by_line(shown: list[str], real: str, wrong: str | None) -> None:
    assert differs(shown, real) == wrong

"""The reference page of the expression language: every word and sign, from the table that completion reads too."""

from clew.expressions import OPERATORS, SORTS


def page() -> str:
    """The page as Markdown."""
    lines = ["# The expression language", "", _INTRODUCTION, ""]
    for sort, title in SORTS.items():
        lines += [f"## {title}", "", "| written | means | example |", "|---|---|---|"]
        for operator in OPERATORS:
            if operator.sort == sort:
                form, example = (text.replace("|", "\\|") for text in (operator.form, operator.example))
                lines.append(f"| `{form}` | {operator.meaning} | `{example}` |")
        lines.append("")
    return "\n".join([*lines, _REST]).rstrip() + "\n"


_INTRODUCTION = """\
All words and signs of an expression. Capital letters stand for what you put in: an `EVENT` is the type of an event, in
quotes where it is not a plain name; a `PROPERTY` is written as in the event; a `VALUE` is an attribute of the profile,
a number, a text in double quotes, a function, or arithmetic over these. [A tutorial](../../tutorial/the-language.md)
leads through the language; [the specification](../../explanation/semantics.md) says exactly what everything means."""

_REST = """\
## How it is read

`*` and `/` bind tighter than `+` and `-`, these tighter than comparisons, then `not`, `and`, `or`. After `where` stands
one test, or several in parentheses. Time spans are whole numbers with `ms`, `s`, `m`, `h`, `d` or `w`: fixed lengths,
at most 100 years. A name that is also a word of the language, or has spaces, is written in backticks (an event's type
in double quotes). A text in double quotes may hold `\\n`, `\\t`, `\\r`, `\\"`, `\\\\` and `\\u0000`."""

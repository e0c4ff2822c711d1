"""A group whose commands are fetched when they are called, so that `--help` need not load what they need."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Entry(NamedTuple):
    """A command, or a group of them, by the module that registers it.

    Attributes:
        module: Under `clew.runtime.cli`; its `register(app)` adds the command.
        summary: The first paragraph of its help.
    """

    module: str
    summary: str


CATALOGUE = {
    "demo": Entry(
        "demo", "Load a year of real orders of an online shop; serve them with segments, journeys and a paced replay."
    ),
    "serve": Entry("serve", "Collect, run the engine, and serve API and page on one port, until interrupted."),
    "link": Entry("link", "Print a link that signs one browser in, once."),
    "import": Entry("load", "Import a file; running it again goes on where it stopped, and repeats nothing."),
    "plan": Entry("documents", "Show what `apply` would do, field by field; changes nothing."),
    "apply": Entry(
        "documents", "Publish what the folder says, whether `clew serve` runs or not; returns once it is in force."
    ),
    "account": Entry("accounts", "People who may enter: invite, change roles, keep out."),
    "audit": Entry("audit", "List who changed what, newest first, or check that the trail is as it was written."),
    "key": Entry("keys", "Write keys for sources, API keys for programs."),
    "profile": Entry("profiles", "Profiles: one view of a person."),
    "segment": Entry("segments", "Segments: who is where."),
    "trait": Entry("traits", "Traits: what is computed of everybody."),
    "list": Entry("lists", "Lists: people whom somebody put there; each is a segment."),
    "announce": Entry(
        "announce", "Say that something happened that is nobody's: journeys that listen to it address their audience."
    ),
    "journey": Entry("journeys", "Journeys: who is under way where, and why."),
    "offer": Entry("offers", "Offers: what is proposed to whom."),
    "learn": Entry("learn", "Models: judge them, train them, ask them."),
    "outbox": Entry("outbox", "The outbox: what was to be sent, and what became of it."),
    "bounce": Entry(
        "bounce",
        "Take in mail that came back: reports and complaints; a hard bounce suppresses, a complaint withdraws.",
    ),
    "expression": Entry("expressions", "Expressions: check them, and be helped while writing."),
    "attribute": Entry(
        "attribute",
        "Share conversions among channels by every model, with intervals, and say how far the models agree.",
    ),
    "insight": Entry("insight", "Insight: funnels, paths, retention, trends, journeys, messages, metrics, dashboards."),
    "experiment": Entry("experiments", "Experiments: plan them, read them."),
    "query": Entry("query", "Ask with SQL; nothing can be changed."),
    "quarantine": Entry("quarantine", "What could not become events: look, mend, replay."),
    "rebuild": Entry(
        "admin", "Throw the state away and fold the log anew; the result is the same, or something was broken."
    ),
    "backup": Entry("copies", "Copy a workspace into a new folder, also while `clew serve` runs."),
    "restore": Entry(
        "copies", "Make a workspace of a copy; what may have been sent since waits, and who was erased since is gone."
    ),
    "erasures": Entry("copies", "Write down what erasures have left, to be kept apart from older copies."),
    "doctor": Entry("admin", "Look for what is wrong with a workspace, and say what to do."),
    "erase": Entry("admin", "Erase a person everywhere."),
    "openapi": Entry("openapi", "Print the OpenAPI document of the HTTP interface."),
    "conformance": Entry(
        "conformance", "Run a folder of semantics cases against the real engine under a virtual clock."
    ),
}


class Shelf(TyperGroup):
    """Lists commands by their summary; takes down only the one that is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in CATALOGUE.items():
            self.add_command(TyperCommand(name, help=entry.summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command itself in place of what was listed."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else fetch(name), rest


def fetch(name: str) -> Any:
    """A command by its name, with everything that it needs loaded."""
    own = typer.Typer()
    import_module(f"clew.runtime.cli.{CATALOGUE[name].module}").register(own)
    return typer.main.get_group(own).commands[name]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its name, loaded, in the order in which `--help` lists them."""
    return ((name, fetch(name)) for name in CATALOGUE)

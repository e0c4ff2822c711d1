"""A journey as commands print it."""

from clew.api.journeys.views import GraphView
from clew.runtime.cli.output import print_table, say


def print_graph(graph: GraphView) -> None:
    """The nodes of a journey in words, with their figures and where they lead."""
    say(f"people come in when {graph.entry}")
    for text in graph.exits:
        say(f"it ends at once when {text}")
    for text in graph.goals:
        say(f"its goal is {text}")
    leads: dict[str, list[str]] = {}
    for line in graph.lines:
        said = f"{line.label} → {line.target}" if line.label else f"→ {line.target}"
        leads.setdefault(line.source, []).append(said)
    say("")
    print_table(
        ("node", "what it does", "leads to", "passed", "waiting", "ended"),
        (
            (n.name, n.says, "; ".join(leads.get(n.name, [])), n.passed, n.waiting, sum(n.ended.values()))
            for n in graph.nodes
        ),
        empty="",
    )

"""`clew offer`: what is on offer, and what somebody would get."""

from typing import Annotated, Any

import typer

from clew.kernel.packing import from_json
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.cli.profiles import NoProfile, documents_of, find, people_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.offers import Offers
from clew.runtime.workspace import open_workspace

offers = typer.Typer(help="Offers: what is proposed to whom.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(offers, name="offer")


@offers.command("list")
def list_offers(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List offers: where they fit, whom they are for, which goes first."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        rows: list[dict[str, Any]] = [
            {
                "id": stored.document.id,
                "name": stored.document.name,
                "version": stored.document.version,
                "state": stored.state,
                "priority": stored.document.body.get("priority", 50),
                "placements": list(stored.document.body.get("placements", ())),
                "eligible": stored.document.body.get("eligible", ""),
            }
            for stored in documents_of(workspace).documents("offer")
            if stored.state != "archived"
        ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "version", "state", "priority", "placements", "eligible")
    for row in rows:
        row["placements"] = " ".join(row["placements"])
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="No offers yet: clew apply FOLDER")


@offers.command("for")
def offers_for(
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Such as email:ada@example.com.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Tell which offers a message to somebody would take now, and why not the others. Proposes nothing."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = Offers(workspace, documents_of(workspace)).of(find(people_of(workspace), identity))
    if found is None:
        raise NoProfile("this profile has no record any more", hint="it was erased, or its records were deleted")
    if as_json:
        print_json(from_json(found.model_dump_json()))
        return
    rows = ((each.id, each.priority, " ".join(each.placements), each.verdict) for each in found.items)
    print_table(("offer", "priority", "placements", "verdict"), rows, empty="No offers are in force.")
    for place, offer in found.placements.items():
        say(f"{place}: {offer}")

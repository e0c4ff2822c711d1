"""`clew journey test`: somebody goes through a journey much faster, and what it sends stays here."""

from typing import Annotated, Any

import msgspec
import typer

from clew.kernel.instants import format_instant
from clew.runtime.auditing import ACTOR
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.cli.profiles import documents_of, find, people_of
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.journeys import Journeys, NoJourney
from clew.runtime.workspace import open_workspace


def try_out(
    journey_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")],
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Such as user_id:u1 or email:a@example.com.")],
    data: DataOption,
    *,
    speed: Annotated[
        int, typer.Option(help="How many times faster waits are; 1440 makes a minute of a day.", min=1)
    ] = 1440,
    properties: Annotated[str, typer.Option(help="JSON of what is seen as the entry event's properties.")] = "{}",
    wait: Annotated[float, typer.Option(help="Seconds to wait for its end.", min=0)] = 30.0,
    as_json: JsonOption = False,
) -> None:
    """Let somebody go through a live journey much faster, and print what happens; nothing leaves the sandbox.

    Quiet hours, caps and rules of re-entry don't count in a test, and it is in no figure; consent counts.
    """
    said = _object(properties)
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = Journeys(workspace, documents_of(workspace))
        if not journeys.rows(journey_id):
            raise NoJourney("no journey has this id", where=journey_id, hint="see `clew journey list`")
        profile = find(people_of(workspace), identity)
        catch_up(workspace, journeys.test(journey_id, [profile], speed=speed, properties=said, by=ACTOR))
        journeys.wait(journey_id, [profile], wait)
        (newest, *_) = journeys.tests(journey_id, profile) or [None]
    if newest is None:
        raise NoJourney("the test did not begin", where=journey_id, hint="see `clew journey why`")
    if as_json:
        print_json(newest.model_dump(mode="json"))
        return
    for step in newest.steps:
        say(f"{format_instant(step.at)}  {step.text}")
    if newest.ended is None:
        say(f"it is at `{newest.node}` still; --wait longer, or more --speed")
    rows = ((m.node, m.template, m.status) for m in newest.messages)
    say("")
    print_table(("node", "template", "in the outbox"), rows, empty="It sent nothing.")


def _object(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise typer.BadParameter('write a JSON object, such as {"price": 20}') from None

"""What is known of a journey's shape in one walk is what would be known by a walk from each step."""

from typing import Any

from hypothesis import given

from clew.journeys import read_journey
from clew.journeys.graph import ending, reachable
from clew.journeys.nodes import END
from tests.laws.journeys.worlds import journeys


@given(journeys())
def test_what_leads_to_the_end_is_what_reaches_it(body: dict[str, Any]) -> None:
    journey = read_journey("j", 1, body)
    found = {name for name in journey.nodes if END in reachable(journey, name)}
    assert ending(journey) == found | {END}

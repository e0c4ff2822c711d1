"""Whether a journey still wants what it asked for: asked at release, when that comes later than the decision (J15)."""

from collections.abc import Iterable

from clew.actions import Action
from clew.events import Record
from clew.journeys.matching import meets, stands
from clew.journeys.ports import Person
from clew.journeys.program import Compiled, JourneyProgram, state_text
from clew.profiles import condition_key


def still_wanted(
    program: JourneyProgram,
    action: Action,
    person: Person,
    records: Iterable[Record],
    past: Compiled | None = None,
) -> bool:
    """Whether no exit of the journey has come true since an action was decided.

    The participant may have ended meanwhile, as it mostly does after its last message: what it would have exited for
    counts all the same (promise 3: exit means exit).

    Args:
        program: The journeys in force, the action's version among them.
        action: As the step made it.
        person: As known now.
        records: Effective records received after `action.at` (none need be read if the release is of that instant).
        past: The action's version, where the program has let go of it: then nobody knows of a person any more whether
            conditions hold that only this version asked, and what would have ended by one is not wanted. Without any
            version nothing is.
    """
    if not action.journey:
        return True
    compiled = program.versions.get((action.journey, action.journey_version), past)
    if compiled is None:
        return False
    asked = (text for criterion in compiled.journey.body.exit if (text := state_text(criterion)) is not None)
    if any(condition_key(text) not in program.conditions for text in asked):
        return False
    properties = action.values["event"]
    ts, name = action.values["journey"]["after"]
    later = [record for record in records if record.at > action.at]
    return not any(
        stands(criterion, person) or any(meets(criterion, record, (ts, name), properties) for record in later)
        for criterion in compiled.journey.body.exit
    )

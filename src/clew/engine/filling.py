"""What a letter takes along when it is released; apart from the release, for templates take long to load."""

from clew.actions import Letter, Standing
from clew.actions.writing import Known, prepared
from clew.content import TemplateInvalid
from clew.engine.release import Rules
from clew.profiles import ProfileState


def filled(letter: Letter, state: ProfileState, standing: Standing, rules: Rules) -> Letter | str:
    """The letter with what its template asks for of the person, as known now; or why its template makes none."""
    action = letter.action
    try:
        template = rules.template(action.template, action.version) if action.template and not letter.content else None
    except TemplateInvalid as error:
        return error.code
    known = Known(
        attributes=state.attributes,
        traits=rules.traits(state) if template is not None and template.asks("traits") else {},
        scores=state.scores,
        zone=str(standing.zone) if standing.zone is not None else letter.zone,
        address=standing.address,
    )
    return prepared(letter, template, known)

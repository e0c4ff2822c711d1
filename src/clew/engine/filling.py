"""What a letter takes along when it is released; apart from the release, for templates take long to load."""

from clew.actions import Letter, Standing
from clew.actions.writing import Known, prepared
from clew.content import Compiled, TemplateInvalid
from clew.decisions.offers import Choice, choose
from clew.engine.release import Rules, Taken
from clew.kernel.instants import Instant
from clew.profiles import ProfileState


def filled(
    letter: Letter, state: ProfileState, standing: Standing, rules: Rules, now: Instant, taken: Taken
) -> Letter | str:
    """The letter with what its template asks for of the person, as known now; or why its template makes none.

    Args:
        letter: As planned.
        state: The person.
        standing: What is asked of them anyway.
        rules: In force now.
        now: The actual instant.
        taken: What was proposed to them by other messages; asked only where a template wants offers.
    """
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
        offers=_chosen(template, state, rules, now, taken) if template is not None else Choice(),
    )
    return prepared(letter, template, known)


def _chosen(template: Compiled, state: ProfileState, rules: Rules, now: Instant, taken: Taken) -> Choice:
    if not template.asks_offers:
        return Choice()
    placements, most = template.placements, template.listed
    return choose(rules.offers, now, rules.holds(state), taken(), placements=placements, most=most)

"""A message that was never sent, as it would have looked to the person at that instant."""

from collections.abc import Sequence

from clew.actions import Action, Letter
from clew.actions.writing import Known, prepared
from clew.api.journeys.simulating_views import RenderedView
from clew.content import Audience, TemplateInvalid, Unrenderable, render_content
from clew.engine.ports import DocumentRow
from clew.engine.templates import Templates
from clew.journeys.playing import Thread

_LINKS = {name: f"#{name}" for name in ("unsubscribe", "preferences", "confirm")}
"""What stands for the links of a message that nobody gets."""


def rendered(rows: Sequence[DocumentRow], effect: Action, person: Thread) -> RenderedView:
    """The message that an effect would have become; for one without a template, its data."""
    if not effect.template:
        return RenderedView(template="", parts=effect.data)
    live = ("template", effect.template, "live")
    version = max((row.version for row in rows if (row.kind, row.id, row.status) == live), default=0)
    name = f"{effect.template}@{version}"
    try:
        compiled = Templates(rows).find(effect.template, version)
    except TemplateInvalid as error:
        return RenderedView(template=name, problem=str(error))
    known = Known(attributes=person.attributes, traits=person.traits(), zone=str(person.zone))
    letter = prepared(Letter(effect), compiled, known)
    audience = Audience({**effect.values, **letter.values, "links": _LINKS}, effect.at, letter.zone, letter.locale)
    try:
        content = render_content(compiled, audience)
    except Unrenderable as error:
        return RenderedView(template=name, problem=str(error))
    return RenderedView(template=name, language=content.locale, parts=content.parts)

"""A message that was never sent, as it would have looked to the person at that instant."""

from collections.abc import Sequence

from clew.actions import Action, Letter
from clew.actions.writing import Known, prepared
from clew.api.journeys.simulating_views import RenderedView
from clew.content import Audience, Compiled, TemplateInvalid, Unrenderable, render_content
from clew.decisions.offers import Choice, Offer, Proposal, choose
from clew.engine.ports import DocumentRow
from clew.engine.templates import Templates
from clew.journeys.playing import Thread

_LINKS = {name: f"#{name}" for name in ("unsubscribe", "preferences", "confirm")}
"""What stands for the links of a message that nobody gets."""


class Renderer:
    """Makes one message of a simulated person; what earlier ones would have proposed to them counts."""

    def __init__(self, rows: Sequence[DocumentRow], offers: Sequence[Offer]) -> None:
        self._rows, self._offers = rows, offers
        self._templates = Templates(rows)
        self._taken: list[Proposal] = []

    def note(self, effect: Action, person: Thread) -> None:
        """Hear of an effect that is not the one."""
        if not self._offers or not effect.template:
            return
        try:
            chosen = self._chosen(self._templates.find(effect.template, self._version(effect)), effect, person)
        except TemplateInvalid:
            return  # it would have been held, and proposed nothing
        self._taken += (Proposal(effect.at, offer.id, effect.key) for offer in chosen.offers)

    def rendered(self, effect: Action, person: Thread) -> RenderedView:
        """The message that an effect would have become; for one without a template, its data."""
        if not effect.template:
            return RenderedView(template="", parts=effect.data)
        version = self._version(effect)
        name = f"{effect.template}@{version}"
        try:
            compiled = self._templates.find(effect.template, version)
        except TemplateInvalid as error:
            return RenderedView(template=name, problem=str(error))
        known = Known(
            attributes=person.attributes,
            traits=person.traits(),
            zone=str(person.zone),
            offers=self._chosen(compiled, effect, person),
        )
        letter = prepared(Letter(effect), compiled, known)
        audience = Audience({**effect.values, **letter.values, "links": _LINKS}, effect.at, letter.zone, letter.locale)
        try:
            content = render_content(compiled, audience)
        except Unrenderable as error:
            return RenderedView(template=name, problem=str(error))
        return RenderedView(template=name, language=content.locale, parts=content.parts)

    def _version(self, effect: Action) -> int:
        live = ("template", effect.template, "live")
        return max((row.version for row in self._rows if (row.kind, row.id, row.status) == live), default=0)

    def _chosen(self, template: Compiled, effect: Action, person: Thread) -> Choice:
        if not template.asks_offers:
            return Choice()
        placements, most = template.placements, template.listed
        return choose(self._offers, effect.at, person.holds, self._taken, placements=placements, most=most)

"""What is wrong with journeys beside the documents that will stand: no list to put people on, a wrong channel."""

from collections.abc import Iterator, Mapping, Sequence

from clew.actions import Policy, always_quiet, compile_policy
from clew.catalog import Document, Fault, Key, pointer
from clew.journeys.errors import InvalidJourney
from clew.journeys.guards import rules_of
from clew.journeys.model import Journey
from clew.journeys.nodes import AddTo, RemoveFrom, Send, Webhook
from clew.journeys.read import read_journey
from clew.profiles import is_list, list_expression

_CHANGED = frozenset({"journey", "segment", "template"})


def check_company(wanted: Sequence[Document], standing: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What journeys get wrong about lists and templates, those too that stand while these change.

    Args:
        wanted: The documents that are to be published.
        standing: All that will stand then, these among them.
    """
    asked = {document.key for document in wanted if document.kind in _CHANGED}
    if not asked:
        return
    known = {document.key: document for document in standing}
    policy = compile_policy([document for document in standing if document.kind == "policy"])
    for document in known.values():
        if document.kind != "journey":
            continue
        try:
            journey = read_journey(document.id, document.version, document.body)
        except InvalidJourney:
            continue
        if document.key in asked:
            yield from ((document.key, fault) for fault in _rule_faults(journey, policy))
        for mentioned, fault in _faults(journey, known):
            if document.key in asked:
                yield document.key, fault
            elif mentioned in asked:
                yield mentioned, Fault("", f"would break journey/{document.id}: {fault.message}", fault.hint)


def _faults(journey: Journey, known: Mapping[Key, Document]) -> Iterator[tuple[Key, Fault]]:
    for name, node in journey.nodes.items():
        match node:
            case AddTo(listed):
                yield from _list_faults(Key("segment", listed), pointer("nodes", name, "add_to"), known)
            case RemoveFrom(listed):
                yield from _list_faults(Key("segment", listed), pointer("nodes", name, "remove_from"), known)
            case Send(template):
                place = pointer("nodes", name, "channel")
                yield from _channel_faults(Key("template", template), node.channel, place, known)
            case Webhook(template):
                place = pointer("nodes", name, "webhook")
                yield from _channel_faults(Key("template", template), "webhook", place, known)
            case _:
                pass


def _rule_faults(journey: Journey, policy: Policy) -> Iterator[Fault]:
    """What its messages say of the workspace's rules: unknown purposes and topics, hours without an end."""
    rules = rules_of(policy, journey.body.quiet, journey.body.caps)
    for name, node in journey.nodes.items():
        if not isinstance(node, Send):
            continue
        purpose = policy.purposes.get(node.purpose)
        if purpose is None:
            message = f"no policy names the purpose `{node.purpose}`: it needs a yes that no page asks for"
            yield Fault(pointer("nodes", name, "purpose"), message, _named(policy.purposes), warning=True)
        elif purpose.topics and node.topic and node.topic not in purpose.topics:
            message = f"the purpose `{node.purpose}` has no topic `{node.topic}`"
            yield Fault(pointer("nodes", name, "topic"), message, _named(purpose.topics), warning=True)
        if always_quiet(rules.quiet, node.channel) and not policy.transactional(node.purpose):
            message = f"quiet hours leave no minute in which `{node.channel}` may send"
            yield Fault("/quiet" if journey.body.quiet is not None else pointer("nodes", name), message, "shorten them")


def _named(known: Mapping[str, object]) -> str:
    return f"there are: {', '.join(sorted(known))}"


def _list_faults(key: Key, place: str, known: Mapping[Key, Document]) -> Iterator[tuple[Key, Fault]]:
    segment = known.get(key)
    if segment is not None and not is_list(key.id, str(segment.body.get("expression", ""))):
        hint = f"name a list: its expression is `{list_expression(key.id)}`"
        yield key, Fault(place, f"segment `{key.id}` is no list: who is in it follows from its expression", hint)


def _channel_faults(key: Key, channel: str, place: str, known: Mapping[Key, Document]) -> Iterator[tuple[Key, Fault]]:
    template = known.get(key)
    written = template.body.get("channel") if template is not None else None
    if isinstance(written, str) and written != channel:
        hint = f"send it by `{written}`, or name a template that is written for `{channel}`"
        yield key, Fault(place, f"template `{key.id}` is written for `{written}`, not for `{channel}`", hint)

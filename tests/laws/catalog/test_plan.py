"""Planning: what was published needs nothing more, and what is mentioned comes first."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.catalog import (
    Authored,
    Document,
    InvalidDocuments,
    Key,
    Kind,
    Kinds,
    Plan,
    Reference,
    differences,
    head,
    plan,
    publish,
    same_content,
)

_IDS = ["a", "b", "c", "d", "e"]


def _mentions(document: Document) -> list[Reference]:
    return [Reference(Key("thing", target), f"/uses/{index}") for index, target in enumerate(document.body["uses"])]


KINDS = Kinds([Kind("thing", references=(_mentions,))])


@st.composite
def desired_sets(draw: st.DrawFn) -> list[Document]:
    """Sets without circles: a document mentions only those after it in a drawn order."""
    order = draw(st.permutations(_IDS).map(lambda ids: ids[: draw(st.integers(0, len(_IDS)))]))
    found: list[Document] = []
    for index, name in enumerate(order):
        uses = draw(st.lists(st.sampled_from(order[index + 1 :]), unique=True)) if order[index + 1 :] else []
        found.append(
            Document(
                "thing",
                name,
                name,
                status=draw(st.sampled_from(["published", "published", "draft", "archived"])),
                body={"uses": uses, "n": draw(st.integers(0, 2))},
            )
        )
    return found


def applied(stored: list[Document], planned: Plan) -> list[Document]:
    """The versions known after the plan's records were consumed."""
    known = {(document.key, document.version): document for document in stored}
    for publication in publish(planned):
        known[publication.document.key, publication.document.version] = publication.document
    return list(known.values())


def planned_or_none(desired: list[Document], stored: list[Document], *, prune: bool) -> Plan | None:
    try:
        found = plan([Authored(document) for document in desired], stored, KINDS, prune=prune)
    except InvalidDocuments:
        return None
    return None if found.blocked else found


@given(st.lists(st.tuples(desired_sets(), st.booleans()), min_size=1, max_size=5))
@settings(deadline=None, max_examples=100)
def test_a_plan_that_was_applied_is_empty(rounds: list[tuple[list[Document], bool]]) -> None:
    stored: list[Document] = []
    for desired, prune in rounds:
        planned = planned_or_none(desired, stored, prune=prune)
        if planned is None:
            continue
        after = applied(stored, planned)
        assert plan([Authored(document) for document in desired], after, KINDS, prune=prune).empty
        for old in stored:
            (now,) = [document for document in after if (document.key, document.version) == (old.key, old.version)]
            assert same_content(old, now), "a numbered version never changes"
        stored = after
        _check_references_hold(stored)


def _check_references_hold(stored: list[Document]) -> None:
    living = {key: standing for key in {document.key for document in stored} if (standing := _head(stored, key))}
    for document in living.values():
        for mention in _mentions(document):
            assert mention.key in living


def _head(stored: list[Document], key: Key) -> Document | None:
    return head(sorted((document for document in stored if document.key == key), key=lambda found: found.version))


@given(desired_sets(), desired_sets())
@settings(deadline=None, max_examples=100)
def test_order_respects_references(first: list[Document], second: list[Document]) -> None:
    stored: list[Document] = []
    for desired in (first, second):
        planned = planned_or_none(desired, stored, prune=True)
        if planned is None:
            continue
        seen: set[Key] = set()
        changing = {change.document.key: change for change in planned.changes}
        for change in planned.changes:
            for mention in _mentions(change.document):
                other = changing.get(mention.key)
                if other is not None and change.action != "archive":
                    assert mention.key in seen
                elif other is not None and other.action == "archive":
                    assert mention.key not in seen, "what is mentioned ends after what mentions it"
            seen.add(change.document.key)
        stored = applied(stored, planned)


@given(st.lists(desired_sets(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=80)
def test_publication_ids_are_stable_and_distinct(rounds: list[list[Document]]) -> None:
    stored: list[Document] = []
    seen: dict[str, Document] = {}
    for desired in rounds:
        planned = planned_or_none(desired, stored, prune=True)
        if planned is None:
            continue
        assert [one.id for one in publish(planned)] == [one.id for one in publish(planned)]
        for publication in publish(planned):
            assert publication.id not in seen, "the log would take a second one for a copy of the first"
            seen[publication.id] = publication.document
        stored = applied(stored, planned)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, _JSON)
@settings(deadline=None, max_examples=200)
def test_differences_are_empty_exactly_when_equal(one: object, other: object) -> None:
    equal = msgspec.json.encode(one, order="deterministic") == msgspec.json.encode(other, order="deterministic")
    assert (not list(differences(one, other))) == equal
    assert not list(differences(one, one))


@pytest.mark.parametrize("length", [5, 3000])
def test_a_circle_is_refused_however_long(length: int) -> None:
    ring = [
        Authored(Document("thing", f"n{index}", "n", body={"uses": [f"n{(index + 1) % length}"]}))
        for index in range(length)
    ]
    with pytest.raises(InvalidDocuments, match="circle"):
        plan(ring, [], KINDS)

"""What a plan says, read as a person would read it."""

import pytest

from clew.catalog import (
    BASE_KINDS,
    Authored,
    Document,
    Fault,
    InvalidDocuments,
    Key,
    Plan,
    Reference,
    Unpublishable,
    plan,
    publish,
)

KINDS = BASE_KINDS.refine(
    "segment",
    check=lambda document: [Fault("/expression", "empty")] if not document.body["expression"] else [],
    references=lambda document: [
        Reference(Key("segment", word), "/expression") for word in document.body["expression"].split() if word != "x"
    ],
)


def segment(name: str, expression: str = "x", *, version: int = 0, status: str = "published") -> Document:
    return Document("segment", name, name, version, status, body={"expression": expression})  # type: ignore[arg-type]


def planned(desired: list[Document], stored: list[Document], *, prune: bool = False) -> Plan:
    return plan([Authored(document) for document in desired], stored, KINDS, prune=prune)


def actions(found: Plan) -> list[tuple[str, str, int]]:
    return [(change.action, change.document.id, change.document.version) for change in found.changes]


def test_creates_come_in_order_of_mention() -> None:
    assert actions(planned([segment("a", "b"), segment("b", "c"), segment("c")], [])) == [
        ("create", "c", 1),
        ("create", "b", 1),
        ("create", "a", 1),
    ]


def test_a_choice_that_is_open_keeps_from_publishing_and_not_from_being_kept() -> None:
    open_choice = BASE_KINDS.refine("segment", references=lambda _: [Reference(Key("template", ""), "/expression")])
    (kept,) = plan([Authored(segment("a", status="draft"))], [], open_choice).changes
    assert kept.action == "create"
    with pytest.raises(InvalidDocuments, match="no template is chosen"):
        plan([Authored(segment("a"))], [], open_choice)


def test_an_update_gives_the_next_number_and_says_what_differs() -> None:
    found = planned([segment("a", "x x")], [segment("a", version=1), segment("a", "x", version=3)])
    assert actions(found) == [("update", "a", 4)]
    assert [str(difference) for difference in found.changes[0].differences] == ['~ expression: "x" → "x x"']


def test_a_draft_is_published_under_its_own_number() -> None:
    stored = [segment("a", version=1), segment("a", "x x", version=2, status="draft")]
    assert actions(planned([segment("a", "x x")], stored)) == [("publish", "a", 2)]
    assert planned([segment("a")], stored).empty, "what is live is as desired; the draft is nobody's business"
    assert planned([segment("a", "x x", status="draft")], stored).empty


def test_what_is_mentioned_cannot_be_archived() -> None:
    stored = [segment("a", "b", version=1), segment("b", version=1)]
    found = planned([segment("b", status="archived")], stored)
    assert found.blocked[0].key == Key("segment", "b")
    assert found.blocked[0].dependents == (Key("segment", "a"),)
    with pytest.raises(Unpublishable, match="segment/a still mention it"):
        publish(found)


def test_both_can_be_archived_together_dependents_first() -> None:
    stored = [segment("a", "b", version=1), segment("b", version=1)]
    assert actions(planned([], stored, prune=True)) == [("archive", "a", 1), ("archive", "b", 1)]
    assert planned([], stored).empty, "without prune, what isn't mentioned stays"


def test_a_live_version_keeps_what_it_mentions_while_its_draft_moves_on() -> None:
    stored = [segment("a", "b", version=1), segment("b", version=1)]
    found = planned([segment("a", status="draft"), segment("b", status="archived")], stored)
    assert [blocked.key.id for blocked in found.blocked] == ["b"]


def test_faults_are_refused_with_their_place() -> None:
    with pytest.raises(InvalidDocuments, match="mentions segment/b, which does not exist"):
        planned([segment("a", "b")], [])
    with pytest.raises(InvalidDocuments, match="did you mean `buyers`"):
        planned([segment("a", "buyer"), segment("buyers"), segment("others")], [])
    with pytest.raises(InvalidDocuments, match="which is a draft"):
        planned([segment("a", "b")], [segment("b", version=1, status="draft")])
    with pytest.raises(InvalidDocuments, match="segment/a/expression: empty"):
        planned([segment("a", "")], [])
    with pytest.raises(InvalidDocuments, match="segment/a → segment/b → segment/a"):
        planned([segment("a", "b"), segment("b", "a")], [])


def test_a_file_written_against_an_older_version_is_blocked() -> None:
    stored = [segment("a", version=4)]
    assert "version 4 is newer" in planned([segment("a", "x x", version=3)], stored).blocked[0].reason
    assert "newest is 4" in planned([segment("a", "x x", version=7)], stored).blocked[0].reason
    assert actions(planned([segment("a", "x x", version=4)], stored)) == [("update", "a", 5)]
    assert actions(planned([segment("a", "x x", version=5)], stored)) == [("update", "a", 5)]
    assert planned([segment("a", version=2)], stored).empty


def test_an_ended_document_can_begin_again_under_a_new_number() -> None:
    stored = [segment("a", version=1), segment("a", "x x", version=2, status="archived")]
    assert actions(planned([segment("a")], stored)) == [("update", "a", 3)]
    assert planned([segment("a", status="archived")], stored).empty


def test_what_comes_with_the_product_may_be_mentioned() -> None:
    wanted = [Authored(segment("a", "ready"))]
    assert actions(plan(wanted, [], KINDS.provide([Key("segment", "ready")]))) == [("create", "a", 1)]

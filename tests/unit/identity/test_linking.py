"""The linking rules, told as stories."""

import pytest
from msgspec.structs import replace

from clew.identity import Merged, Resolution
from tests.unit.identity.story import Story


def test_a_name_begins_a_profile_and_leads_to_it_from_then_on() -> None:
    story = Story()
    first = story("u:ada")
    assert first == Resolution(first.leaf, first.leaf, True, (), (), None)
    assert story("u:ada") == replace(first, created=False)
    assert story.links("created") == [("ada", first.leaf)]


def test_what_one_record_names_is_one_and_belongs_to_the_person() -> None:
    story = Story()
    ada = story("a:laptop e:ada@x u:ada")
    assert story.same("u:ada", "e:ada@x", "a:laptop")
    assert ada.leaf == story.who("u:ada")
    assert story.links("created") == [("ada", ada.leaf)]
    assert story.links("linked") == [("ada@x", ada.leaf), ("laptop", ada.leaf)]


def test_an_anonymous_profile_becomes_the_first_persons() -> None:
    story = Story()
    visitor = story("a:laptop")
    ada = story("u:ada a:laptop")
    assert ada.created
    assert ada.leaf != visitor.leaf
    assert ada.root == visitor.root
    assert ada.merged == ()  # she had no state of her own that could be absorbed
    assert story("a:laptop").leaf == visitor.leaf
    assert story.graph.members(ada.root) == [visitor.leaf, ada.leaf]
    assert story.links("claimed") == [("laptop", visitor.leaf)]


def test_a_known_person_claims_a_visitor_and_the_older_profile_answers() -> None:
    story = Story()
    ada, visitor = story("u:ada"), story("a:laptop")
    both = story("a:laptop u:ada")
    assert both.merged == (Merged(ada.root, visitor.root),)
    assert story.graph.root(visitor.leaf) == ada.root


def test_a_shared_device_is_the_last_persons_and_nothing_moves_back() -> None:
    story = Story()
    visitor = story("a:tablet")
    ada = story("u:ada a:tablet")
    ben = story("u:ben a:tablet")
    assert not story.same("u:ada", "u:ben")
    assert ben.merged == ()
    assert story("a:tablet").root == ben.root
    assert story.graph.root(visitor.leaf) == ada.root
    assert story("u:ada a:tablet").leaf == ada.leaf
    assert story("a:tablet").root == ada.root
    assert story.links("moved") == [("tablet", ben.leaf), ("tablet", ada.leaf)]


def test_a_device_joins_no_two_people_even_without_user_ids() -> None:
    story = Story()
    for number in range(20):
        story(f"d:kiosk e:guest{number}@x")
    assert len({story.who(f"e:guest{number}@x") for number in range(20)}) == 20
    assert story.same("d:kiosk", "e:guest19@x")


def test_devices_named_together_are_one_until_they_are_two_peoples() -> None:
    story = Story()
    phone, laptop = story("d:phone"), story("a:laptop")
    assert story("d:phone a:laptop").merged == (Merged(phone.root, laptop.root),)
    story("u:ben a:tv")
    ada = story("u:ada d:phone")
    assert ada.root == phone.root
    assert story("a:tv d:phone").root == ada.root
    assert not story.same("u:ada", "u:ben")
    assert story.links("refused") == [("tv", phone.leaf)]


def test_an_owned_device_claims_an_anonymous_one_for_its_person() -> None:
    story = Story()
    ada, app = story("u:ada a:browser"), story("d:app")
    assert story("d:app a:browser").merged == (Merged(ada.root, app.root),)
    assert story.links("claimed") == [("app", app.leaf)]


def test_a_mail_address_is_one_persons_and_does_not_join_two_users() -> None:
    story = Story()
    ada = story("u:ada e:family@x")
    ben = story("u:ben e:family@x")
    assert ben.root != ada.root
    assert story("e:family@x").root == ada.root
    assert story("u:ben e:family@x").leaf == ben.leaf
    assert story.links("refused") == [("family@x", ben.leaf)]


def test_a_refusal_is_told_once_across_restarts() -> None:
    story = Story()
    story("u:ada e:family@x")
    for _ in range(3):
        story("u:ben e:family@x")
        story.commit()
    assert len(story.links("refused")) == 1


def test_an_unknown_name_that_is_refused_begins_its_own_profile_later() -> None:
    story = Story()
    ada = story("u:ada u:ben")
    assert story.who("u:ben") is None
    assert story("u:ben").root != ada.root


def test_names_that_several_may_share_join_what_has_no_user_id_in_conflict() -> None:
    story = Story()
    first, second = story("e:one@x"), story("p:+491711234567 a:web")
    assert story("e:one@x p:+491711234567").merged == (Merged(first.root, second.root),)
    assert story("u:ada p:+491711234567").root == first.root
    assert story.same("u:ada", "e:one@x", "p:+491711234567", "a:web")


def test_an_undeclared_name_joins_no_two_people() -> None:
    story = Story()
    story("u:ada shop:berlin")
    story("u:ben shop:berlin")
    story("e:cem@x shop:berlin")
    assert len({story.who(name) for name in ("u:ada", "u:ben", "e:cem@x")}) == 3


def test_a_unique_device_is_neither_added_nor_moved_to_who_has_one() -> None:
    story = Story({"id": "badge", "type": "device", "unique": True})
    ada = story("u:ada badge:1")
    ben = story("u:ben badge:2")
    story("u:ada badge:2")
    story("u:ada badge:3")
    assert story("badge:2").root == ben.root
    assert story.who("badge:3") is None
    assert story.links("refused") == [("2", ada.leaf), ("3", ada.leaf)]


def test_the_oldest_link_beyond_the_limit_is_evicted_and_begins_anew() -> None:
    story = Story({"id": "anonymous_id", "type": "cookie", "limit": 2})
    ada = story("u:ada a:1")
    story("u:ada a:2")
    story("u:ada a:3")
    assert story.who("a:1") is None
    assert story.links("evicted") == [("1", ada.leaf)]
    assert story("a:1").created
    assert story("a:1").root != ada.root


def test_the_record_itself_evicts_nothing_that_it_names() -> None:
    story = Story({"id": "anonymous_id", "type": "cookie", "limit": 1})
    visitor = story("a:old")
    story("u:ada a:new")
    assert story("u:ada a:old").root == visitor.root
    assert story.same("u:ada", "a:old")
    assert story.who("a:new") is None


@pytest.mark.parametrize("kind", ["track", "alias", "merge", "unmerge"])
def test_a_record_that_names_nobody_is_not_kept(kind: str) -> None:
    assert Story()("", kind).dropped == "no_identity"


def test_outsiders_cannot_name_a_profile_by_its_id() -> None:
    story = Story()
    ada = story("u:ada")
    assert story(f"id:{ada.leaf}").dropped == "no_identity"
    assert story(f"id:{ada.leaf} u:ben").root != ada.root


def test_the_same_event_id_for_somebody_else_is_somebody_else() -> None:
    story = Story()
    assert story("u:ada", id="1").leaf != story("u:ben", id="1").leaf


def test_ids_follow_from_the_record_alone() -> None:
    one, other = Story(), Story()
    other("u:somebody")
    other.commit()
    assert one("u:ada", id="x").leaf == other("u:ada", id="x").leaf

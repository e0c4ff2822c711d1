"""Erasure: what stays is a keyed hash, and nothing older than it comes back."""

import pytest

from clew.events import Identity
from clew.privacy import keyed_hash
from tests.unit.identity.story import Story, names_of


@pytest.fixture
def story() -> Story:
    """Ada, whose three names were erased at 1,500."""
    story = Story()
    story("a:laptop")
    story("u:ada a:laptop e:ada@x")
    root = story.who("u:ada")
    assert root is not None
    assert len(story.graph.erase(root, 1_500)) == 2
    story.at = 2_000
    return story


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("name", ["u:ada", "e:ada@x", "a:laptop"])
def test_what_is_older_is_dropped_and_what_is_younger_begins_anew(story: Story, name: str, stored: bool) -> None:
    if stored:
        story.commit()
    assert story.who(name) is None
    assert story(name, ts=1_499).dropped == "erased"
    anew = story(name, ts=1_500)
    assert anew.created
    if stored:
        story.commit()
    assert story(name, ts=1_499).dropped == "erased"
    assert story(name).root == anew.root


def test_the_same_event_again_begins_another_profile(story: Story) -> None:
    before = story("u:ben", id="again")
    assert story.graph.erase(before.root, story.at) == [before.leaf]
    assert story("u:ben", id="again").leaf != before.leaf


def test_an_older_record_of_another_person_stays_theirs_and_links_nothing_erased(story: Story) -> None:
    ben = story("u:ben e:ada@x", ts=1_400)
    assert ben.dropped is None
    assert story.who("e:ada@x") is None
    assert story("u:ben e:ada@x").root == ben.root
    assert story.same("u:ben", "e:ada@x")


def test_what_is_done_by_hand_to_the_erased_is_dropped(story: Story) -> None:
    story("u:ben")
    assert story("u:ben u:ada", "merge", ts=1_400).dropped == "erased"


def test_only_keyed_hashes_stay(story: Story) -> None:
    story.commit()
    names = names_of("u:ada e:ada@x a:laptop")
    assert story.store.ledger == {keyed_hash(b"k" * 32, *name): 1_500 for name in names}
    assert story.store.node_rows == {}
    assert story.store.head_rows == {}
    assert story.store.edge_rows == {}
    assert story.store.link_rows == []


def test_another_persons_device_is_not_erased() -> None:
    story = Story()
    ada, ben = story("u:ada a:tablet"), story("u:ben a:tablet")
    assert story.graph.erase(ada.root, 5_000) == [ada.leaf]
    assert story("a:tablet", ts=4_000).root == ben.root


def test_an_erasure_by_device_of_somebody_unknown_harms_nobody() -> None:
    story = Story()
    story("u:ben a:tablet")
    assert story.graph.find(names_of("u:nobody a:tablet")) is None
    visitor = story("a:own")
    assert story.graph.find(names_of("u:nobody a:own")) == visitor.root
    assert story.graph.find(names_of("a:tablet")) == story.who("u:ben")


def test_who_is_unknown_can_be_buried() -> None:
    story = Story()
    ada = story("a:laptop u:ada")
    story.graph.bury((*names_of("u:ben e:ben@x u:ada"), Identity("profile", "p1")), 5_000)
    assert story("e:ben@x", ts=4_999).dropped == "erased"
    story.commit()
    assert story("u:ben", ts=4_999).dropped == "erased"
    assert story("u:ben", ts=5_000).created
    assert story("u:ada", ts=10).root == ada.root


def test_nobody_is_erased_where_nobody_is() -> None:
    story = Story()
    assert story.graph.erase("p0", 1) == []
    assert story.graph.members("p0") == []
    assert story.graph.root("p0") == "p0"

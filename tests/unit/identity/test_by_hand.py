"""Aliases, merges and their undoing, told as stories."""

from clew.identity import Merged, Split
from tests.unit.identity.story import Story, names_of


def test_an_alias_may_join_two_user_ids() -> None:
    story = Story()
    old, new = story("u:old"), story("u:new")
    assert story("u:new u:old", "alias").merged == (Merged(old.root, new.root),)
    assert story("u:new").leaf == new.leaf
    assert story.same("u:old", "u:new")


def test_an_alias_of_the_unknown_makes_later_records_the_same_persons() -> None:
    story = Story()
    found = story("u:new u:old", "alias")
    assert found.created
    assert found.merged == ()
    assert story("u:old").root == found.root


def test_an_alias_of_a_device_is_a_log_in() -> None:
    story = Story()
    visitor = story("a:tablet")
    ada = story("u:ada a:tablet", "alias")
    assert ada.root == visitor.root
    ben = story("u:ben a:tablet", "alias")
    assert not story.same("u:ada", "u:ben")
    assert story("a:tablet").root == ben.root
    assert story("a:x u:ada", "alias").leaf == ada.leaf


def test_an_alias_with_one_name_is_a_record_like_any_other() -> None:
    story = Story()
    assert story("u:ada", "alias").created


def test_a_merge_by_hand_joins_whatever_was_refused() -> None:
    story = Story()
    ada, ben = story("u:ada e:family@x"), story("u:ben e:family@x")
    assert story("u:ben u:ada", "merge").merged == (Merged(ada.root, ben.root),)
    assert story("u:ben u:ada", "merge").merged == ()


def test_an_unmerge_restores_both_and_no_record_joins_them_again() -> None:
    story = Story()
    visitor = story("a:laptop")
    ada = story("u:ada a:laptop")
    story("u:ada e:ada@x")
    story.commit()
    parted = story("u:ada a:laptop", "unmerge")
    assert parted.split == (Split(visitor.root, ada.leaf),)
    assert story.graph.members(ada.leaf) == [ada.leaf]
    assert story.graph.members(visitor.leaf) == [visitor.leaf]
    assert story.same("u:ada", "e:ada@x")
    story.commit()
    assert story("u:ada a:laptop").root == ada.leaf
    assert story("a:laptop").root == visitor.root
    assert story("a:laptop u:ada", "alias").merged == ()
    assert story.links("refused") == [("laptop", ada.leaf)]
    assert story("u:ada a:laptop", "merge").merged == (Merged(visitor.root, ada.leaf),)


def test_an_unmerge_brings_back_the_names_that_gave_way() -> None:
    story = Story({"id": "email", "type": "email", "limit": 2})
    for line in ("u:ada e:ada1@x", "u:ada e:ada2@x", "u:ben e:ben1@x", "u:ben e:ben2@x"):
        story(line)
    story("u:ada u:ben", "merge")
    assert story.who("e:ada1@x") is None
    assert story.who("e:ada2@x") is None
    story.commit()
    story("u:ada e:ada3@x")
    story("u:ada u:ben", "unmerge")
    assert story.same("u:ada", "e:ada3@x", "e:ada2@x")
    assert story.who("e:ada1@x") is None, "three of Ada's have no room, merged or not"
    assert story.same("u:ben", "e:ben1@x", "e:ben2@x")
    assert sorted(value for value, _ in story.links("restored")) == ["ada2@x", "ben1@x"]
    story("u:ada e:ada4@x")
    assert story.who("e:ada2@x") is None, "as old as it was before"
    assert story.same("u:ada", "e:ada3@x", "e:ada4@x")


def test_an_unmerge_brings_back_no_name_that_leads_elsewhere_or_was_erased() -> None:
    story = Story({"id": "email", "type": "email", "limit": 2})
    for line in ("u:ada e:ada1@x", "u:ada e:ada2@x", "u:ben e:ben1@x", "u:ben e:ben2@x"):
        story(line)
    story("u:ada u:ben", "merge")
    cleo = story("e:ada1@x")
    story.graph.bury(names_of("e:ada2@x"), story.at)
    story("u:ada u:ben", "unmerge")
    assert story.who("e:ada1@x") == cleo.root
    assert story.who("e:ada2@x") is None
    assert story.links("restored") == []


def test_no_third_party_joins_what_was_parted() -> None:
    story = Story()
    story("e:one@x p:1 a:web")
    story("e:two@x")
    story("e:one@x e:two@x")
    story("e:one@x e:two@x", "unmerge")
    assert story("e:two@x p:1").merged == ()
    assert not story.same("e:one@x", "e:two@x")


def test_an_unmerge_of_distant_names_undoes_the_newest_link_between_them() -> None:
    story = Story()
    leaves = [story(f"e:{number}@x").leaf for number in range(4)]
    story("e:1@x e:2@x")
    story("e:0@x e:1@x")
    story("e:2@x e:3@x")
    parted = story("e:0@x e:2@x", "unmerge")
    assert parted.split == (Split(leaves[0], leaves[1]),)
    assert story.same("e:1@x", "e:2@x", "e:3@x")
    assert story.graph.members(leaves[1]) == leaves[1:]


def test_an_unmerge_of_names_that_share_a_leaf_detaches_the_weaker() -> None:
    story = Story()
    ada = story("u:ada e:wrong@x a:laptop")
    parted = story("e:wrong@x u:ada", "unmerge")
    assert (parted.leaf, parted.split, parted.created) == (ada.leaf, (), False)
    assert story("e:wrong@x").root != ada.root
    assert story("u:ada e:wrong@x").root == ada.root
    assert not story.same("u:ada", "e:wrong@x")
    assert story.same("u:ada", "a:laptop")
    assert story.links("detached") == [("wrong@x", story("e:wrong@x").leaf)]


def test_what_never_was_one_can_be_declared_two() -> None:
    story = Story()
    story("e:one@x")
    story("e:two@x")
    assert story("e:one@x e:two@x", "unmerge").split == ()
    story("e:one@x e:two@x")
    assert not story.same("e:one@x", "e:two@x")


def test_the_unknown_cannot_be_unmerged() -> None:
    story = Story()
    story("u:ada")
    assert story("u:ada u:ben", "unmerge").dropped == "unknown_identity"
    assert story.who("u:ben") is None


def test_a_profile_may_be_named_by_its_id() -> None:
    story = Story()
    visitor = story("a:tablet")
    ada = story("u:ada a:tablet")
    story("u:ben a:tablet")  # the tablet leads to Ben now, and only its id leads to the visitor
    assert story(f"u:ada id:{visitor.leaf}", "unmerge").split == (Split(visitor.leaf, ada.leaf),)
    assert story.graph.root(visitor.leaf) == visitor.leaf
    assert story(f"id:{visitor.leaf} u:ben", "merge").root == visitor.leaf
    assert story.who(f"id:{visitor.leaf}") == visitor.leaf
    assert story("u:ada id:nobody", "merge").dropped == "unknown_identity"
    assert story(f"id:{visitor.leaf} id:{visitor.leaf}", "unmerge").dropped == "no_identity"
    assert story(f"a:tablet id:{story('a:tablet').leaf}", "unmerge").leaf != ""

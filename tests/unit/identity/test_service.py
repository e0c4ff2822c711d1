"""Questions of API and command line, answered from the store."""

from clew.identity import IdentityGraph, IdentityService, LinkEvent, MergeEdge
from tests.unit.identity.story import Story


def _told() -> tuple[Story, IdentityService, str, str]:
    story = Story({"id": "work_email", "type": "email"}, {"id": "phone", "type": "phone", "region": "de"})
    visitor, ada = story("a:laptop").leaf, story("u:ada a:laptop work_email:ada@x").leaf
    story.commit()
    return story, IdentityService(story.store, story.namespaces), visitor, ada


def test_a_profile_is_found_by_any_name_however_it_is_written() -> None:
    _, service, visitor, ada = _told()
    assert service.find("userId", " ada ") == visitor
    assert service.find("workEmail", "ADA@X") == visitor
    assert service.find("profile", ada) == visitor
    assert service.find("userId", "ben") is None
    assert service.find("userId", "") is None
    assert service.find("profile", "p0") is None
    phone = service.identity("phone", "0171 1234567")
    assert phone is not None
    assert phone.value == "+491711234567"


def test_the_graph_shows_why_a_profile_is_who_it_is() -> None:
    _, service, visitor, ada = _told()
    graph = service.graph(ada)
    assert isinstance(graph, IdentityGraph)
    assert graph.root == visitor
    assert [profile.profile for profile in graph.profiles] == [visitor, ada]
    assert [(node.value, node.profile, node.source) for node in graph.identities] == [
        ("laptop", visitor, "web"),
        ("ada", ada, "web"),
        ("ada@x", ada, "web"),
    ]
    assert graph.merges == (MergeEdge(*sorted([visitor, ada]), "identified", True, 1_020, 2, "web"),)
    assert LinkEvent("anonymous_id", "laptop", visitor, "claimed", 1_020, 2, 0, "web") in graph.history
    assert service.graph("p0") is None


def test_the_graph_of_a_parted_profile_shows_what_was_undone() -> None:
    story, service, visitor, ada = _told()
    story("u:ada a:laptop", "unmerge")
    story.commit()
    graph = service.graph(ada)
    assert graph is not None
    assert graph.root == ada
    assert [(edge.cause, edge.active) for edge in graph.merges] == [("identified", False), ("unmerge", False)]
    assert visitor not in {profile.profile for profile in graph.profiles}

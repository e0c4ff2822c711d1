"""Accounts and the audit trail on the command line."""

from pathlib import Path

from tests.unit.runtime.conftest import Clew


def test_somebody_is_invited_changed_and_kept_out(clew: Clew) -> None:
    assert clew("account", "add", "Ada@Example.com", "--role", "admin").out.splitlines()[-1].count("/sign-in#cl_") == 1
    clew("account", "add", "eve")
    assert "is viewer" in clew("account", "role", "EVE", "viewer").out
    assert "is disabled" in clew("account", "disable", "eve").out
    found = clew("account", "list", "--json").json
    assert [(each["name"], each["role"], each["state"]) for each in found] == [
        ("Ada@Example.com", "admin", "invited"),
        ("eve", "viewer", "disabled"),
    ]
    assert "is enabled again" in clew("account", "enable", "eve").out
    assert "/sign-in#cl_" in clew("account", "link", "eve").out
    assert clew("account", "sign-out", "eve").out == "1 session or link ended\n"
    last = clew("account", "disable", "ada@example.com")
    assert last.code == 1
    assert "the last admin" in last.err
    assert "no such account" in clew("account", "link", "nobody").err


def test_a_link_without_a_name_is_the_first_admins(clew: Clew) -> None:
    clew("account", "add", "eve", "--role", "viewer")
    assert "/sign-in#cl_" in clew("link").out
    assert [each["role"] for each in clew("account", "list", "--json").json] == ["admin", "viewer"]


def test_what_commands_change_is_in_the_trail(clew: Clew, tmp_path: Path) -> None:
    assert clew("key", "create", "write", "--source", "shop").code == 0
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "vip.yaml").write_text('kind: segment\nid: vip\nname: VIP\nexpression: did "Order"\n')
    assert clew("apply", "documents").code == 0
    assert clew("apply", "documents").code == 0
    found = clew("audit", "--json").json
    assert [(each["action"], each["via"], each["outcome"], each["detail"]) for each in found] == [
        ("applyDocuments", "cli", "done", "create version 1"),
        ("createWriteKey", "cli", "done", "of source shop"),
    ]
    assert [each["object"] for each in clew("audit", "segment/vip", "--json").json] == ["segment/vip"]
    assert clew("audit", "--limit", "1").out.splitlines()[-1] == "more: --before 2"
    assert clew("audit", "--verify").out.startswith("2 entries, as they were written")
    assert clew("audit", "segment/other").out == "Nothing was changed yet.\n"

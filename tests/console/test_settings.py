"""Settings: one's own password, people and their roles, keys, the audit trail."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

WORDS = "correct horse battery"


def test_a_password_is_chosen_and_lets_its_owner_in(open_page: OpenPage, bare: Served) -> None:
    page = open_page("/settings", at=bare, who="mary", expected=("401",))
    page.get_by_label("New password", exact=True).fill("short one")
    expect(page.get_by_text("At least 12 characters")).to_be_visible()
    page.get_by_label("New password", exact=True).fill(WORDS)
    page.get_by_label("New password again", exact=True).fill(WORDS)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Password saved.")).to_be_visible()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.get_by_label("Email or name").fill("mary")
    page.get_by_label("Password", exact=True).fill("something else")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{bare.url}/settings")
    expect(page.get_by_label("Current password")).to_be_visible()


def test_somebody_is_invited_changed_and_kept_out_and_the_trail_tells(
    open_page: OpenPage, served: Served, faults: Faults
) -> None:
    page = open_page("/settings/people")
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email or name").fill("grace@example.com")
    dialog.get_by_label("Viewer").check()
    assert faults(page) == []
    dialog.get_by_role("button", name="Create the link").click()
    link = page.get_by_role("dialog", name="A sign-in link for grace@example.com")  # the other one goes a moment later
    expect(link).to_contain_text(f"{served.url}/sign-in#cl_")
    page.get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text="grace@example.com")
    expect(row).to_contain_text("Invited")
    row.get_by_role("combobox").click()
    page.get_by_role("option", name="Agent").click()
    expect(page.get_by_text("grace@example.com is agent now.")).to_be_visible()
    row.get_by_role("button", name="More about grace@example.com").click()
    page.get_by_role("menuitem", name="Disable").click()
    expect(row).to_contain_text("Disabled")
    page.get_by_role("button", name="Undo").last.click()
    expect(row).to_contain_text("Invited")
    page.get_by_role("link", name="Audit trail").click()
    trail = page.get_by_role("table", name="Audit trail")
    expect(trail.get_by_role("row").nth(1)).to_contain_text(re.compile("ada.*changed.*enabled"))
    trail.get_by_role("button", name="ada").first.click()
    page.wait_for_url(re.compile("actor="))
    expect(page.get_by_role("button", name="Everything")).to_be_visible()


def test_people_are_listed_to_the_last(open_page: OpenPage, served: Served) -> None:
    for number in range(450):
        served.workspace.accounts.add(f"z{number:03}@example.com", "viewer", now=served.now())
    page = open_page("/settings/people")
    page.get_by_role("row").nth(1).focus()

    def at_the_end() -> bool:
        page.keyboard.press("End")
        page.wait_for_timeout(200)
        return page.get_by_text("z449@example.com").is_visible()

    wait_for(at_the_end)


def test_a_key_is_shown_once_and_revoked_after_a_question(open_page: OpenPage) -> None:
    page = open_page("/settings/keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("What is it for?").fill("reporting")
    page.get_by_role("button", name="Create the key").click()
    expect(page.get_by_role("dialog", name="The key, this once")).to_contain_text("ca_")
    page.get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text="reporting")
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")


def test_health_tells_by_itself_what_works_no_more(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page("/settings/health", expected=("503",))
    expect(page.get_by_role("status").filter(has_text="Every part works.")).to_be_visible()
    monkeypatch.setattr("clew.runtime.services.health._MUCH_BEHIND", -1)
    expect(page.get_by_role("status").filter(has_text="The engine does not work.")).to_be_visible()
    expect(page.get_by_role("region", name="Engine")).to_contain_text("Does not work")
    monkeypatch.undo()
    expect(page.get_by_role("status").filter(has_text="Every part works.")).to_be_visible()


def test_who_may_not_is_not_led_there(open_page: OpenPage) -> None:
    page = open_page("/settings", who="carl", role="agent")
    expect(page.get_by_text("You are an agent of this workspace.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Settings").get_by_role("link")).to_have_text(["You", "Health"])
    expect(page.get_by_role("link", name="Quarantine")).to_have_count(0)

"""Consent: purposes with topics, the page of choices, suppressed addresses."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import Served

pytestmark = pytest.mark.browser


def test_a_purpose_is_published_and_stands_on_the_page_of_choices(
    open_page: OpenPage, served: Served, faults: Faults
) -> None:
    page = open_page("/consent")
    # What waits for what stands above it is shown once that is there.
    expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Your orders")).to_contain_text("Needs no consent")
    page.get_by_role("button", name="Add purpose").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What do you write to people for?").fill("Studies")
    dialog.get_by_role("button", name="Add topic").click()
    dialog.get_by_label("Topic 1", exact=True).fill("Interviews")
    assert faults(page) == []
    dialog.get_by_role("button", name="Publish").click()
    row = page.get_by_role("listitem").filter(has_text="Studies")
    expect(row).to_contain_text("No, until they say yes · 1 topic: Interviews")
    said = row.get_by_role("region", name="What people said to Studies").get_by_role("row")
    expect(said.nth(1)).to_have_text(re.compile(r"On every channel0+[1-9]\d*"))
    row.get_by_role("button", name="Edit Studies").click()
    dialog.get_by_label("Yes, until they say no").check()
    dialog.get_by_role("button", name="Publish").click()
    expect(row).to_contain_text("Yes, until they say no")
    # What is written is neither lost by a slip nor put over what somebody else wrote without a word.
    row.get_by_role("button", name="Edit Studies").click()
    dialog.get_by_label("What do you write to people for?").fill("Studies and tests")
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Stay").click()
    with served.client() as client:
        policies = client.get("/api/v1/policies").json()["items"]
        policy = next(each for each in policies if "studies" in str(each))
        written = {name: policy[name] for name in ("id", "name", "purposes")}
        written["purposes"]["studies"]["name"] = "Surveys"
        client.put(f"/api/v1/policies/{policy['id']}", json=written, headers={"If-Match": "*"}).raise_for_status()
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else changed this purpose")
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Studies and tests")).to_be_visible()
    page.get_by_role("link", name="Preference page").click()
    inside = page.frame_locator("iframe")
    expect(inside.get_by_label("Interviews")).to_be_checked()
    page.get_by_text("Deutsch").click()
    expect(inside.get_by_role("heading", name="Ihre Auswahl")).to_be_visible()
    page.get_by_text("Dark", exact=True).click()
    expect(inside.locator("body")).to_have_css("background-color", "rgb(15, 18, 22)")


def test_an_address_is_suppressed_asked_for_and_lifted(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/consent/suppressed")
    page.get_by_role("button", name="Suppress an address").click()
    page.get_by_role("dialog").get_by_label("Email address or phone number").fill("eve@example.com")
    page.get_by_role("dialog").get_by_role("button", name="Suppress").click()
    expect(page.get_by_role("table", name="Suppressed addresses")).to_contain_text("By hand")
    page.get_by_label("Email address or phone number").fill("eve@example.com")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Nothing is sent to it by any channel")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Lift", exact=True).first.click()
    page.get_by_role("dialog", name="Lift it?").get_by_role("button", name="Lift", exact=True).click()
    expect(page.get_by_text("No address is suppressed.")).to_be_visible()
    # By keyboard, from wherever one is but a field, which undoes what was typed there.
    expect(page.get_by_role("alert").filter(has_text="Lifted").get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_label("Email address or phone number").press("Control+z")
    expect(page.get_by_text("No address is suppressed.")).to_be_visible()
    page.get_by_label("Email address or phone number").blur()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("table", name="Suppressed addresses")).to_contain_text("By hand")

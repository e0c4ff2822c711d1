"""Every chart of a screen as its table: found, turned by keyboard, and read."""

from typing import NamedTuple

from playwright.sync_api import Page, expect

from tests.console.conftest import settled

# A small picture within a row of a list has its table on the page that the row leads to.
CHARTS = "[data-chart]:not(tr [data-chart], [role=row] [data-chart])"

# What is drawn must say which chart it is: signs, canvases and sliders are none.
NAMELESS = """() => [...document.querySelectorAll('main svg')].filter((one) => {
  const { width, height } = one.getBoundingClientRect();
  return width > 120 && height > 16 && !one.closest('[data-chart], .react-flow');
}).map((one) => one.outerHTML.slice(0, 120))"""

READ = """() => [...document.querySelectorAll("section[aria-label$=', as a table']")].map((one) => [
  one.getAttribute('aria-label').replace(', as a table', ''),
  [...one.querySelectorAll('thead th[scope=col]')].map((cell) => cell.innerText),
  [...one.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.innerText)),
  [...one.querySelectorAll('tbody tr')].every((row) => row.querySelector('th[scope=row]')),
])"""


class AsTable(NamedTuple):
    """What a table says.

    Attributes:
        head: Of its columns.
        rows: The cells of each.
    """

    head: list[str]
    rows: list[list[str]]


def as_tables(page: Page) -> dict[str, AsTable]:
    """Turn every chart of a screen into its table, by keyboard alone; what each says, by its name."""
    settled(page)
    expect(page.locator(CHARTS).first).to_be_visible()
    assert page.evaluate(NAMELESS) == [], "something is drawn that is no chart with a table"
    for switch in page.locator("button[aria-label$=': as a table']").all():
        assert switch.evaluate("(one) => one.tabIndex") >= 0
    while (switches := page.locator("button[aria-label$=': as a table']")).count():
        switches.first.focus()
        page.keyboard.press("Enter")
    for radio in page.locator("[role=radiogroup][aria-label$='ow to show it'] input[value=table]").all():
        # The group is one stop of the keyboard, within it arrows choose.
        radio.locator("xpath=ancestor::*[@role='radiogroup']//input[@value='chart']").focus()
        page.keyboard.press("ArrowRight")
        expect(radio).to_be_checked()
    expect(page.locator(CHARTS)).to_have_count(0)
    found: dict[str, AsTable] = {}
    for name, head, rows, named in page.evaluate(READ):
        assert head, f"the table {name} has no head"
        assert rows, f"the table {name} has no row"
        assert named, f"rows of the table {name} have no name"
        assert all(len(row) == len(head) for row in rows), f"rows of the table {name} are of other columns"
        found[name] = AsTable(head, rows)
    return found

"""A Chromium with a disk cache of its own, as a user's, and what its pages tell of themselves."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

SLOWED = 6
"""How many times slower the processor of a page is made."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
_WIDTH, _HEIGHT = 1440, 900
_PATIENCE_MS = 60_000
_SETTLED_SECONDS = 0.6

# A page is interactive once what one came for is there and painted, and a message to its own thread is answered within
# 50 ms: a click would not wait either.
_WATCH = """(sign) => {
  const told = (window.__bench = { shift: 0, moved: [], interactive: null });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      told.shift += shift.value;
      for (const { node } of shift.sources) told.moved.push(`${node?.nodeName} ${node?.className ?? ''}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const channel = new MessageChannel();
  let asked = 0;
  const ask = () => {
    asked = performance.now();
    channel.port2.postMessage(0);
  };
  told.interactive = new Promise((resolve) => {
    channel.port1.onmessage = () => {
      const now = performance.now();
      if (now - asked < 50) resolve(now);
      else ask();
    };
    const look = () => (document.querySelector(sign) ? requestAnimationFrame(ask) : requestAnimationFrame(look));
    look();
  });
}"""
_FRAMES = """() => {
  const told = (window.__frames = { at: [], stop: false });
  const each = (now) => {
    told.at.push(now);
    if (!told.stop) requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
}"""
_LOADING = "document.querySelectorAll('[role=status][aria-label=Loading]').length"


@dataclass(frozen=True, slots=True)
class Load:
    """How a page came up.

    Attributes:
        seconds: From the start of the navigation until it was interactive.
        work_ms: What the page's own thread worked until then; told only of a page that is not slowed.
        shift: Cumulative layout shift.
        moved: What was shifted.
    """

    seconds: float
    work_ms: float
    shift: float
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Motion:
    """How evenly a page was drawn while something moved.

    Attributes:
        rate: Frames a second.
        longest_ms: The longest time between two.
    """

    rate: float
    longest_ms: float


def find_chromium() -> Path:
    """CLEW_CHROMIUM, or the first one on the path.

    Raises:
        RuntimeError: if there is none.
    """
    named = os.environ.get("CLEW_CHROMIUM")
    for name in [named] if named else _NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise RuntimeError("no Chromium: install one (`tools/chromium`), or name it by CLEW_CHROMIUM")


class Visitor:
    """Somebody who is signed in and opens one page after the other."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context = context
        self._address = address

    def enter(self, link: str) -> None:
        """Come in by a sign-in link."""
        page = self._context.new_page()
        page.goto(f"{self._address}/sign-in#{link}")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.close()

    def forget(self) -> None:
        """Throw away what was fetched and compiled, but not who is signed in."""
        with self._tab(1) as page:
            self._protocol(page).send("Network.clearBrowserCache")

    def load(self, path: str, sign: str, *, slowed: float = SLOWED) -> Load:
        """Open a page in a new tab; `sign` selects what one comes for."""
        with self._tab(slowed) as page:
            protocol = self._protocol(page)
            protocol.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.add_init_script(f"({_WATCH})({sign!r})")
            page.goto(self._address + path, wait_until="commit", timeout=_PATIENCE_MS)
            interactive: float = page.evaluate("window.__bench.interactive")
            metrics: list[dict[str, Any]] = protocol.send("Performance.getMetrics")["metrics"]
            work = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
            _settle(page)
            told: dict[str, Any] = page.evaluate("({ shift: __bench.shift, moved: __bench.moved })")
        return Load(interactive / 1_000, work * 1_000, told["shift"], tuple(told["moved"]))

    def scroll(self, path: str, sign: str, *, pixels: int, speed: int) -> Motion:
        """Scroll a list down, as a hand on the wheel does; `sign` selects something of its rows."""
        with self._tab(1) as page:
            page.goto(self._address + path)
            page.locator(sign).first.wait_for()
            _settle(page)
            x, y = _middle(page, sign)
            gesture = {"x": x, "y": y, "yDistance": -pixels, "speed": speed, "gestureSourceType": "mouse"}
            with _frames(page) as frames:
                self._protocol(page).send("Input.synthesizeScrollGesture", gesture)
            return frames[0]

    def pan(self, path: str, sign: str, *, seconds: float, out: int = 0) -> Motion:
        """Drag a canvas to and fro, after so many clicks on "zoom out"."""
        with self._tab(1) as page:
            page.goto(self._address + path)
            page.locator(sign).first.wait_for()
            for _ in range(out):
                page.locator(".react-flow__controls-zoomout").click()
            _settle(page)
            x, y = _middle(page, ".react-flow__pane")
            # Beside the cards, which are no handle.
            x += _width(page, ".react-flow__pane") * 0.42
            page.mouse.move(x, y)
            page.mouse.down()
            with _frames(page) as frames:
                end, moves = time.monotonic() + seconds, 0
                while time.monotonic() < end:
                    moves += 1
                    # A triangle wave: up the whole canvas, and down again.
                    page.mouse.move(x, y - 300 + abs(moves * 14 % 1_200 - 600))
            page.mouse.up()
            return frames[0]

    @contextmanager
    def _tab(self, slowed: float) -> Iterator[Page]:
        page = self._context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        if slowed > 1:
            self._protocol(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        try:
            yield page
        finally:
            page.close()

    def _protocol(self, page: Page) -> CDPSession:
        return self._context.new_cdp_session(page)


@contextmanager
def visiting(address: str, link: str) -> Iterator[Visitor]:
    """A browser that has never been there, signed in."""
    with TemporaryDirectory(prefix="clew-bench-") as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=str(find_chromium()),
            args=_ARGUMENTS,
            viewport={"width": _WIDTH, "height": _HEIGHT},
        )
        try:
            visitor = Visitor(context, address)
            visitor.enter(link)
            yield visitor
        finally:
            context.close()


def _settle(page: Page) -> None:
    """Wait until nothing is on its way any more, and a moment longer: what comes late moves what is there, or not."""
    deadline = time.monotonic() + _PATIENCE_MS / 1_000
    while page.evaluate(_LOADING) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(_SETTLED_SECONDS)


@contextmanager
def _frames(page: Page) -> Iterator[list[Motion]]:
    """What was drawn within the block, told at its end."""
    found: list[Motion] = []
    page.evaluate(_FRAMES)
    yield found
    at: list[float] = page.evaluate("() => { __frames.stop = true; return __frames.at; }")
    gaps = [after - before for before, after in pairwise(at)]
    found.append(Motion(len(gaps) / max(sum(gaps), 1.0) * 1_000, max(gaps, default=0.0)))


def _middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _width(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["width"]

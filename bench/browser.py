"""A Chromium with a disk cache of its own, as a user's, and what its pages tell of themselves."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.pipe import Browser, Tab, launched

SLOWED = 6
"""How many times slower the processor of a page is made."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
WIDE = (1440, 900)
NARROW = (390, 844)
"""The windows in which pages are looked at."""
_SETTLED_SECONDS = 0.5
_STREAM_SECONDS = 1.5
# Screens ask again some seconds after something happened.
_TOLD_SECONDS = 3.5

# A page is interactive once what one came for is there and painted, and a message to its own thread is answered within
# 50 ms: a click would not wait either.
_WATCH = """(sign) => {
  const told = (window.__bench = { shift: 0, moved: [], interactive: null });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      if (shift.hadRecentInput) continue;
      told.shift += shift.value;
      for (const { node, previousRect: was, currentRect: is } of shift.sources) {
        told.moved.push(`${node?.nodeName} ${node?.className ?? ''} ${was.x},${was.y} to ${is.x},${is.y}`);
      }
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
_FRAMES = """(() => {
  const told = (window.__frames = { at: [], stop: false });
  const each = (now) => {
    told.at.push(now);
    if (!told.stop) requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
})()"""
_SETTLED = "!document.querySelector('[role=status][aria-label=Loading]')"


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

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address

    def enter(self, link: str) -> None:
        """Come in by a sign-in link."""
        with self._tab(1) as tab:
            tab.call("Page.navigate", url=f"{self._address}/sign-in#{link}")
            tab.await_("location.protocol === 'http:' && !location.pathname.startsWith('/sign-in')")

    def forget(self) -> None:
        """Throw away what was fetched and compiled, but not who is signed in."""
        with self._tab(1) as tab:
            tab.call("Network.clearBrowserCache")

    def load(self, path: str, sign: str, *, slowed: float = SLOWED, size: tuple[int, int] = WIDE) -> Load:
        """Open a page in a new tab; `sign` selects what one comes for."""
        with self._tab(slowed, size) as tab:
            tab.call("Performance.enable", timeDomain="threadTicks")
            watch = f"if (location.protocol === 'http:') ({_WATCH})({json.dumps(sign)})"
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=watch)
            tab.call("Page.navigate", url=self._address + path)
            interactive: float = tab.await_("globalThis.__bench?.interactive", pause=0.005)
            metrics: list[dict[str, Any]] = tab.call("Performance.getMetrics")["metrics"]
            work = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
            _settle(tab)
            told: dict[str, Any] = tab.ask("({ shift: __bench.shift, moved: __bench.moved })")
        return Load(interactive / 1_000, work * 1_000, told["shift"], tuple(told["moved"]))

    def shifted(self, path: str, sign: str, happen: Callable[[], object], *, size: tuple[int, int] = WIDE) -> Load:
        """Open a page, let something happen once it has come to rest, and look at what that has moved; not timed."""
        with self._tab(1, size) as tab:
            watch = f"if (location.protocol === 'http:') ({_WATCH})({json.dumps(sign)})"
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=watch)
            tab.call("Page.navigate", url=self._address + path)
            tab.await_("globalThis.__bench?.interactive")
            # The stream of what happens is opened after the page is drawn.
            time.sleep(_STREAM_SECONDS)
            happen()
            time.sleep(_TOLD_SECONDS)
            told: dict[str, Any] = tab.ask("({ shift: __bench.shift, moved: __bench.moved })")
        return Load(0.0, 0.0, told["shift"], tuple(told["moved"]))

    def ask(self, path: str, expression: str) -> Any:
        """What an expression comes to on a page of the console."""
        with self._opened(path, "main") as tab:
            return tab.ask(expression)

    def scroll(self, path: str, sign: str, *, pixels: int, speed: int) -> Motion:
        """Scroll a list down, as a hand on the wheel does; `sign` selects something of its rows."""
        with self._opened(path, sign) as tab:
            box = _box(tab, sign)
            with _frames(tab) as frames:
                tab.call(
                    "Input.synthesizeScrollGesture",
                    x=box["x"] + box["width"] / 2,
                    y=box["y"] + box["height"] / 2,
                    yDistance=-pixels,
                    speed=speed,
                    gestureSourceType="mouse",
                )
            return frames[0]

    def pan(self, path: str, sign: str, *, seconds: float, out: int = 0) -> Motion:
        """Drag a canvas to and fro, after so many clicks on "zoom out"."""
        with self._opened(path, sign) as tab:
            for _ in range(out):
                tab.ask("document.querySelector('.react-flow__controls-zoomout').click()")
            _settle(tab)
            box = _box(tab, ".react-flow__pane")
            # Beside the cards, which are no handle.
            x, y = box["x"] + box["width"] * 0.92, box["y"] + box["height"] / 2
            button = {"x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
            tab.call("Input.dispatchMouseEvent", type="mousePressed", **button)
            with _frames(tab) as frames:
                end, moves = time.monotonic() + seconds, 0
                while time.monotonic() < end:
                    moves += 1
                    # A triangle wave: up the whole canvas, and down again.
                    where = {**button, "y": y - 300 + abs(moves * 14 % 1_200 - 600)}
                    tab.call("Input.dispatchMouseEvent", type="mouseMoved", **where)
            tab.call("Input.dispatchMouseEvent", type="mouseReleased", **button)
            return frames[0]

    @contextmanager
    def _opened(self, path: str, sign: str) -> Iterator[Tab]:
        """A tab in which a page has come to rest, unslowed."""
        with self._tab(1) as tab:
            tab.call("Page.navigate", url=self._address + path)
            tab.await_(f"location.protocol === 'http:' && document.querySelector({json.dumps(sign)}) !== null")
            _settle(tab)
            yield tab

    @contextmanager
    def _tab(self, slowed: float, size: tuple[int, int] = WIDE) -> Iterator[Tab]:
        with self._browser.tab(*size) as tab:
            if slowed > 1:
                tab.call("Emulation.setCPUThrottlingRate", rate=slowed)
            yield tab


@contextmanager
def visiting(address: str, link: str) -> Iterator[Visitor]:
    """A browser that has never been there, signed in."""
    with (
        TemporaryDirectory(prefix="clew-bench-", ignore_cleanup_errors=True) as folder,
        launched(find_chromium(), Path(folder), _ARGUMENTS) as browser,
    ):
        visitor = Visitor(browser, address)
        visitor.enter(link)
        yield visitor


def _settle(tab: Tab) -> None:
    """Wait until nothing is on its way any more, and a moment longer: what comes late moves what is there, or not."""
    tab.await_(_SETTLED)
    time.sleep(_SETTLED_SECONDS)


@contextmanager
def _frames(tab: Tab) -> Iterator[list[Motion]]:
    """What was drawn within the block, told at its end."""
    found: list[Motion] = []
    tab.ask(_FRAMES)
    yield found
    at: list[float] = tab.ask("(() => { __frames.stop = true; return __frames.at; })()")
    gaps = [after - before for before, after in pairwise(at)]
    found.append(Motion(len(gaps) / max(sum(gaps), 1.0) * 1_000, max(gaps, default=0.0)))


def _box(tab: Tab, selector: str) -> dict[str, float]:
    return tab.ask(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()")

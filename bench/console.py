"""The console in Chromium: how soon a page answers, how evenly a long list and a large journey move, what jumps.

The workspace is the demo, to which ten thousand people and a journey of three hundred steps were added. Pages are
opened in new tabs of a browser that has been there before, as users do it, with the processor of the page slowed six
times (the server's is not). `interactive` is the time from the start of the navigation until what one came for is
painted and the page answers at once; `console` is the slowest page, `first` the overview in a browser that has never
been there, `work` the most that the thread of a page works until then, unslowed. `shift` is the worst cumulative layout
shift of a page, wide and as narrow as a phone, `shift_live` that of those that listen, while a customer orders.
`scroll` and `pan` are frames a second, unslowed, with the longest wait between two frames beside them. `shell` is the
JavaScript, as it is sent, that every page needs.
"""

import gzip
import json
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.browser import NARROW, SLOWED, WIDE, Load, Visitor, find_chromium, visiting
from bench.calls import call_of
from bench.pages import CUSTOMER, DOOR, LARGE, LIVE, MANY, PAGES, Page, known
from bench.result import Result
from bench.scale import is_quick, sized
from bench.served import Served, served
from bench.workspaces import append, publish
from clew.api.console import BUILT
from clew.catalog import parse_folder
from clew.events import Event, Identity
from clew.runtime.clock import SystemClock
from clew.runtime.demo.files import DOCUMENTS
from clew.runtime.demo.load import load_demo
from clew.runtime.inline import catch_up
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import Workspace, open_workspace

_CUSTOMER = ("user_id", CUSTOMER)
_SCHEDULED = {"schedule", "retrain"}
_TOY_PAGES = {"journeys"}


def run() -> list[Result]:
    """Every page, the long list, the large journey, and the weight of the shell."""
    find_chromium()
    shell = shell_bytes(BUILT)
    with shop() as (folder, person, link), served(folder) as server:
        address = f"http://127.0.0.1:{server.port}"
        with visiting(address, link) as visitor:
            named = {"person": person} if is_quick() else known(partial(visitor.ask, "/settings"))
            loads = _pages(visitor, named)
            live = _live(visitor, named, server)
            moved = _motion(visitor)
            visitor.forget()
            first = visitor.load(DOOR.path, DOOR.sign, slowed=sized(SLOWED, 1))
    _tell_what_moved({**loads, **live, "first": first})
    worst = max(loads.values(), key=lambda load: load.seconds)
    return [
        Result("console", worst.seconds, "s", "lower", 1),
        Result("console.first", first.seconds, "s", "lower"),
        *(Result(f"console.interactive.{name}", load.seconds, "s", "lower", 1) for name, load in loads.items()),
        Result("console.work", max(load.work_ms for load in loads.values()), "ms", "lower"),
        Result("console.shift", max(load.shift for load in [*loads.values(), first]), "CLS", "lower", 0),
        Result("console.shift_live", max(load.shift for load in live.values()), "CLS", "lower", 0),
        *moved,
        Result("console.shell", shell / 1_000, "kB", "lower", 220),
    ]


def shell_bytes(built: Path) -> int:
    """The JavaScript that every page needs, packed as it is sent.

    Raises:
        RuntimeError: if the console is not built.
    """
    file = built / "manifest.json"
    if not file.is_file():
        raise RuntimeError("the console is not built: run `make console`")
    manifest: dict[str, Any] = json.loads(file.read_text())
    needed: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += manifest[name].get("imports", [])
    scripts = [built / manifest[name]["file"] for name in needed] + [*built.glob("assets/first-*.js")]
    return sum(_packed(script) for script in scripts)


def _packed(script: Path) -> int:
    packed = script.with_name(f"{script.name}.gz")
    return packed.stat().st_size if packed.is_file() else len(gzip.compress(script.read_bytes()))


def _pages(visitor: Visitor, named: Mapping[str, str]) -> dict[str, Load]:
    """Each page at its fastest: slower it is only for what else the machine does; what jumps counts from every time."""
    found: dict[str, Load] = {}
    for page in _measured(PAGES):
        where = page.path.format_map(named)
        # The first of a page fetches and compiles what it alone needs.
        plain = [visitor.load(where, page.sign, slowed=1) for _ in range(sized(2, 1))]
        slowed = [visitor.load(where, page.sign) for _ in range(sized(2, 0))] or plain
        narrow = visitor.load(where, page.sign, slowed=1, size=NARROW)
        shifted = max((*plain, *slowed, narrow), key=lambda load: load.shift)
        seconds, work = min(load.seconds for load in slowed), min(load.work_ms for load in plain)
        found[page.name] = Load(seconds, work, shifted.shift, shifted.moved)
        sys.stderr.write(f"   {page.name}: {seconds:.2f} s, {work:.0f} ms of work, shift {shifted.shift:.4f}\n")
    return found


def _measured(pages: Sequence[Page]) -> list[Page]:
    return [page for page in pages if not is_quick() or page.name in _TOY_PAGES]


def _live(visitor: Visitor, named: Mapping[str, str], server: Served) -> dict[str, Load]:
    """What moves while a page is looked at and things happen to the customer, and to somebody new."""
    found: dict[str, Load] = {}
    for number, page in enumerate(_measured(LIVE)):
        for size in (WIDE, NARROW):
            name = f"live {page.name} {size[0]}"
            happen = partial(_happen, server, f"{number}-{size[0]}")
            found[name] = visitor.shifted(page.path.format_map(named), page.sign, happen, size=size)
            sys.stderr.write(f"   {name}: shift {found[name].shift:.4f}\n")
    return found


def _happen(server: Served, name: str) -> None:
    """The customer orders, and so does somebody whom nobody knew."""
    now = SystemClock().now()
    total = {"total": 25.0, "currency": "GBP", "order_id": f"bench-{name}"}
    events = [
        Event(f"bench-{name}-{value}", "track", "Order Completed", (Identity(space, value),), now, properties=total)
        for space, value in (_CUSTOMER, ("user_id", f"bench-{name}"))
    ]
    body = json.dumps({"batch": [call_of(event) for event in events]})
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        key = b64encode(f"{server.write_key}:".encode()).decode()
        headers = {"Authorization": f"Basic {key}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/batch", body, headers)
        answer = connection.getresponse()
        if answer.status >= 300:
            raise RuntimeError(f"events were refused with {answer.status}: {answer.read()!r}")
    finally:
        connection.close()


def _motion(visitor: Visitor) -> list[Result]:
    pixels, seconds = sized(16_000, 1_000), sized(3.0, 0.3)
    scrolled = visitor.scroll(f"/segments/{MANY}?tab=members", "[role=row] a", pixels=pixels, speed=sized(4_000, 8_000))
    near = visitor.pan(f"/journeys/{LARGE}", "[data-step=wait-0]", seconds=seconds)
    far = visitor.pan(f"/journeys/{LARGE}", "[data-step=wait-0]", seconds=seconds, out=sized(4, 0))
    return [
        result
        for name, motion in (("scroll", scrolled), ("pan", near), ("pan_far", far))
        for result in (
            Result(f"console.{name}", motion.rate, "frames/s", "higher", 50),
            Result(f"console.{name}_longest", motion.longest_ms, "ms", "lower"),
        )
    ]


def _tell_what_moved(loads: dict[str, Load]) -> None:
    for name, load in loads.items():
        if load.shift > 0:
            sys.stderr.write(f"   {name} moved: {', '.join(dict.fromkeys(load.moved))}\n")


@contextmanager
def shop() -> Iterator[tuple[Path, str, str]]:
    """The folder of the workspace, the id of a customer, and what lets a browser in."""
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        folder = Path(temporary) / "data"
        with open_workspace(folder, SystemClock()) as workspace:
            if not is_quick():
                load_demo(workspace)
                _rest(workspace)
            _crowd(workspace, sized(10_000, 100))
            accounts, now = workspace.accounts, workspace.clock.now()
            link = accounts.link(accounts.add("bench", "admin", now=now), now=now).text
            person = services_of(workspace).profiles.look_up(*_CUSTOMER)
        yield folder, person.id if person else "", link


def _rest(workspace: Workspace) -> None:
    """Nothing is learnt by schedule: the processor belongs to the console."""
    models = [one.document for one in parse_folder(DOCUMENTS).checked() if one.document.kind == "model"]
    publish(
        workspace,
        [
            {
                "kind": "model",
                "id": model.id,
                "name": model.name,
                "version": 2,
                **{name: value for name, value in model.body.items() if name not in _SCHEDULED},
            }
            for model in models
        ],
    )


def _crowd(workspace: Workspace, people: int) -> None:
    """Many people of one segment, and a journey of three steps for every hundred of them."""
    now = workspace.clock.now()
    publish(
        workspace,
        [
            {"kind": "segment", "id": MANY, "name": "Many", "expression": "profile.crowd = true"},
            {"kind": "journey", **large_journey(people // 100)},
        ],
    )
    append(
        workspace,
        (
            Event(
                f"crowd-{number}",
                "identify",
                "identify",
                (Identity("user_id", f"crowd-{number}"), Identity("email", f"crowd{number}@example.com")),
                now,
                properties={"crowd": True, "first_name": "Ada", "last_name": f"Crowd {number}"},
            )
            for number in range(people)
        ),
    )
    catch_up(workspace, workspace.log.last()[0])


def large_journey(blocks: int) -> dict[str, Any]:
    """Blocks of a wait, a question and a pause: some people wait a day longer than others, then all go on."""
    nodes: dict[str, Any] = {}
    for block in range(blocks):
        following = f"wait-{block + 1}" if block + 1 < blocks else "end"
        nodes[f"wait-{block}"] = {"wait": "1d", "next": f"if-{block}"}
        nodes[f"if-{block}"] = {
            "if": 'did "Order Completed" in last 1d',
            "then": f"pause-{block}",
            "else": following,
        }
        nodes[f"pause-{block}"] = {"wait": "2d", "next": following}
    return {"id": LARGE, "name": "Large", "entry": {"event": "Order Completed"}, "start": "wait-0", "nodes": nodes}

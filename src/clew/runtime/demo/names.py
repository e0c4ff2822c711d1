"""Invented names and addresses: the data know people by numbers alone. All addresses end in example.com.

They come as a file of sign-ups, by the ordinary import of the console. Like most such files it has lines that can't be
read, which wait in quarantine. One customer has looked around before, on a device that was not known to be theirs.
"""

import csv
import io
import time
from collections.abc import Iterator

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.hashing import hash64
from clew.kernel.instants import DAY, HOUR, MINUTE, Instant, format_instant
from clew.kernel.packing import pack
from clew.runtime.demo.browsing import PAST
from clew.runtime.demo.files import NAMES
from clew.runtime.mappers import read_mapping
from clew.runtime.services.imports import Imports
from clew.runtime.workspace import Workspace

SOURCE = "synthetic-people"
FILE = "newsletter-sign-ups.csv"

_HEAD = ("customer", "first_name", "last_name", "email", "signed_up")
_UNREADABLE = (
    ("", "Robin", "Nobody", "", "2010-03-01T10:00:00Z"),
    ("99001", "Kim", "Dateless", "kim@example.com", "30/02/2010"),
    ("99002", "Sam", "Tomorrow", "sam@example.com", "next Tuesday"),
)
_EVERY_SILENT = 6
"""Of those who signed up one in so many gave no address."""

_CUSTOMERS = """SELECT json_extract_string(identities, '$[0][1]') AS customer, min(epoch_us(ts)) FROM events
    WHERE source = 'online-retail' GROUP BY ALL ORDER BY customer"""
"""Who signed up when they were first seen."""

_DEVICE = Identity("anonymous_id", "demo-tablet")
_OWNER = Identity("user_id", "14911")
_BEFORE = 9 * DAY

_FIRST = (
    "Ada Alice Amir Anna Arthur Beatrice Ben Carla Charlie Chloe Daniel Diana Edith Elena Ella Emil Erik Eva Felix"
    " Fiona Frank Freya George Grace Hannah Harry Helen Hugo Ida Imran Iris Isaac Jack James Jane Jonas Julia Kate"
    " Klara Lars Laura Leo Lily Lucas Lucy Maria Martin Max Maya Mia Mina Nadia Nina Noah Nora Olga Oliver Omar"
    " Oscar Paul Petra Priya Rosa Ruth Samuel Sara Simon Sofia Stella Tara Theo Thomas Tilda Uma Vera Victor Wanda"
    " Will Yara Zoe"
)
_LAST = (
    "Abbott Adler Ashby Bailey Barnes Baxter Becker Bell Bennett Berg Birch Blake Booth Brandt Brooks Burns Carter"
    " Chandra Clarke Cole Cooper Craig Dale Dalton Davies Dean Doyle Drake Duncan Ellis Evans Faber Fischer"
    " Fletcher Ford Foster Frost Garner Gibson Grant Hale Harper Hart Hayes Holm Hughes Hunt Iqbal Jansen Jensen"
    " Keller Khan Knight Lambert Lane Larsen Lowe Marsh Mason Meyer Mills Moore Moss Nash Novak Olsen Owen Page"
    " Palmer Parker Patel Pearce Perry Pike Porter Quinn Reed Reid Rowe Ryan Sharp Shaw Silva Sinclair Stone Tanner"
    " Turner Vance Wagner Walsh Ward Webb Weber West Winter Wood Young"
)


def invent_names(workspace: Workspace) -> int:
    """Import a file of sign-ups, and append what one of these people did before it was known who they are.

    Returns:
        The last log row.
    """
    imports = Imports(workspace)
    if not any(file.name == FILE for file in imports.files()):
        upload = imports.receive(FILE)
        upload.write(_file(workspace))
        file = upload.keep().file
        imports.start(file.id, read_mapping(NAMES), SOURCE)
        while (view := imports.get(file.id)) is not None and view.state == "running":
            time.sleep(0.05)
    workspace.log.append([Arrival(PAST, pack([event])) for event in _looked_around(workspace)])
    return workspace.log.last()[0]


def _file(workspace: Workspace) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_HEAD)
    now = workspace.clock.now()
    for customer, first in workspace.queries.run(_CUSTOMERS, rows=100_000).rows:
        rows.writerow(_row(str(customer), min(int(first) + 5 * MINUTE, now - MINUTE)))
    rows.writerows(_UNREADABLE)
    return text.getvalue().encode()


def _row(customer: str, at: Instant) -> tuple[str, ...]:
    first, last = _one_of(_FIRST, "first", customer), _one_of(_LAST, "last", customer)
    silent = hash64(f"silent {customer}") % _EVERY_SILENT == 0
    address = "" if silent else f"{first}.{last}.{customer}@example.com".lower()
    return customer, first, last, address, format_instant(at)


def _one_of(names: str, what: str, customer: str) -> str:
    found = names.split()
    return found[hash64(f"{what} name {customer}") % len(found)]


def _looked_around(workspace: Workspace) -> Iterator[Event]:
    """Pages seen on a device, whose owner then signed in there."""
    at = workspace.clock.now() - _BEFORE
    for number, path in enumerate(("/", "/lanterns", "/lanterns/paper")):
        seen = {"path": path, "synthetic": True}
        yield Event(f"device-{number}", "page", "page", (_DEVICE,), at + number * MINUTE, properties=seen)
    yield Event("device-owner", "identify", "identify", (_DEVICE, _OWNER), at + HOUR)

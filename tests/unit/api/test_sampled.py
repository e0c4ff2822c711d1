"""Previews of more events than one answer may read: a sample, an interval, and an end as soon as nobody waits."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.millions import END, millions
from bench.rules import RULES
from bench.scale import QUICK
from clew.api.estimates import PreviewQuestion
from clew.kernel.hashing import BUCKETS
from clew.runtime.cli.preview import show
from clew.runtime.services.batch import Batch
from clew.runtime.services.documents import Documents
from clew.runtime.services.preview import Previews
from clew.runtime.workspace import Workspace
from tests.unit.api.serving import ADA, Served, order, serving, wait_for

ASKED = (
    *(rule.text for rule in RULES),
    *(f'did "Order Completed" in last {days}d' for days in (1, 3, 7, 14, 60)),
    *(f'did "Product Viewed" in last 30d at least {times} times' for times in (2, 4, 8, 16)),
    *(f'sum(total of "Order Completed") > {total}' for total in (50, 150, 600, 1_200)),
    *(f'did "Product Added" where price > {price}' for price in (50, 100, 150, 200, 240)),
    'profile.country = "GB"',
    'consent(email) = "in"',
    'distinct(category of "Product Viewed" in last 14d) >= 2',
)


@pytest.fixture(scope="module")
def lake() -> Iterator[Workspace]:
    """Some ten thousand events of a thousand people."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(QUICK, "1")
        with millions().open() as workspace:
            yield workspace


def previews(workspace: Workspace, exact: int) -> Previews:
    return Previews(workspace, Documents(workspace.store, workspace.log, workspace.clock), exact=exact)


def test_ninety_five_of_a_hundred_intervals_hold_the_exact_answer(lake: Workspace) -> None:
    size = lake.queries.size()
    whole = previews(lake, size)
    held: list[bool] = []
    for text in ASKED:
        true = whole.preview(PreviewQuestion(text, sample=0))
        assert (true.sampled, true.interval) == (1.0, None)
        for part in (6, 2):
            found = previews(lake, size // part).preview(PreviewQuestion(text, sample=5))
            assert found.sampled == pytest.approx(1 / part, abs=1 / BUCKETS)
            assert found.interval is not None
            assert found.interval.low <= found.members <= found.interval.high
            held.append(found.interval.low <= true.members <= found.interval.high)
    assert len(ASKED) >= 20
    assert sum(held) / len(held) >= 0.9


def test_days_of_a_sample_are_estimates_too(lake: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    question = PreviewQuestion(RULES[0].text, END, sample=0, days=3)
    size = lake.queries.size()
    true, found = previews(lake, size * 3).preview(question), previews(lake, size).preview(question)
    assert found.interval is None, "one answer may read it all"
    assert [day.interval for day in true.days] == [None] * 3
    for sure, day in zip(true.days, found.days, strict=True):
        assert day.interval is not None
        assert day.interval.low - 20 <= sure.members <= day.interval.high + 20
    show(previews(lake, size // 4).preview(question))
    said = capsys.readouterr().out
    assert said.startswith("about ")
    assert "a 95% interval, estimated from 25% of the profiles" in said


def test_a_closed_request_stops_what_the_engine_does(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []
    plain = Batch.count
    monkeypatch.setattr(Batch, "count", lambda *args, **named: counted.append(args) or plain(*args, **named))
    with serving(tmp_path_factory.mktemp("workspace")) as served:
        served.send(*(order(number, ADA, served.now() - number) for number in range(1, 200)))
        asked: dict[str, Any] = {"expression": 'count("Order Completed") > 0', "days": 92, "seconds": 30}
        caller = begin(served, asked)
        wait_for(lambda: len(counted) > 2)
        caller.close()
        wait_for(quiet)
        assert len(counted) < 1 + asked["days"], "not all days were counted"
        with served.client() as client:
            late = client.post("/api/v1/previews", json={**asked, "seconds": 0.2})
            assert (late.status_code, late.json()["code"]) == (422, "query.too_long")
            assert late.json()["detail"] == "the preview was stopped: it took longer than 0.2 s"
            assert "shorten its windows" in late.json()["hint"]
            assert client.post("/api/v1/previews", json={**asked, "days": 0}).json()["members"] == 1


def quiet() -> bool:
    """Whether no query runs, nor another one begins soon."""
    threads = (thread.name for _ in range(20) if not time.sleep(0.02) for thread in threading.enumerate())
    return "query-watch" not in threads


def begin(served: Served, asked: dict[str, Any]) -> socket.socket:
    """Ask, and don't wait for the answer."""
    host, port = served.url.removeprefix("http://").split(":")
    body = json.dumps(asked).encode()
    head = (
        f"POST /api/v1/previews HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {served.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    caller = socket.create_connection((host, int(port)))
    caller.sendall(head.encode() + body)
    return caller

"""What a source's page offers to be pasted is pasted, into a shell, a program, a web page, and its event arrives."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.tab import PATIENCE
from tests.crash.served import Served, clew, serving

pytestmark = [pytest.mark.browser, pytest.mark.node]

NODE = Path(__file__).parents[1] / "clients/node"
# A source has two keys at most, and each of the first tabs shows one of its own.
SHOPS = ("command-line", "python", "node", "web-page", "cloudevents", "nothing")
SOURCES = """\
kind: source
id: till
name: Till
mapping: receipts
---
kind: mapping
id: receipts
event:
  type: Receipt Printed
  id: {concat: [till-, $.receipt]}
  ts: {date: $.at}
  identities: {email: {lower: $.buyer.mail}}
  properties: {total: {multiply: [$.price, $.quantity]}, city: "$.buyer['home town']"}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace that is served as people serve it, its front door included."""
    folder = tmp_path_factory.mktemp("pasted")
    shops = [f"---\nkind: source\nid: {shop}\n" for shop in SHOPS]
    (folder / "documents.yaml").write_text(SOURCES + "".join(shops))
    clew("apply", str(folder / "documents.yaml"), "--data", str(folder / "data"))
    with serving(folder / "data") as found:
        yield found


@pytest.fixture(scope="module")
def page(browser: Browser, server: Served) -> Iterator[Page]:
    """Somebody who is signed in there."""
    link = re.search(r"\S+/sign-in#\S+", clew("link", "--data", str(server.folder)))
    assert link
    context = browser.new_context(reduced_motion="reduce")
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    found.goto(f"http://127.0.0.1:{server.port}/sign-in#{link[0].rpartition('#')[2]}")
    found.wait_for_url(lambda url: "/sign-in" not in url)
    yield found
    context.close()


class Bench(NamedTuple):
    """What code is pasted into."""

    node: Path
    browser: Browser
    folder: Path


@pytest.fixture
def bench(node: Path, browser: Browser, tmp_path: Path) -> Bench:
    return Bench(node, browser, tmp_path)


Paste = Callable[[str, Bench], None]


def run(command: list[str], cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "success" not in done.stdout or json.loads(done.stdout) == {"success": True}, done.stdout


def in_shell(code: str, bench: Bench) -> None:
    run(["bash", "-c", code], bench.folder)


def in_python(code: str, bench: Bench) -> None:
    run([sys.executable, "-c", code], bench.folder)


def in_node(code: str, bench: Bench) -> None:
    run([str(bench.node), "--input-type=module", "--eval", code], NODE)


def in_web_page(code: str, bench: Bench) -> None:
    """As a bundler makes a script of it, on a page of another origin."""
    bundler = NODE / "node_modules/esbuild/bin/esbuild"
    options = ["--bundle", "--format=iife", "--loader=js"]
    made = subprocess.run([bundler, *options], cwd=NODE, input=code, capture_output=True, text=True, check=True)
    (bench.folder / "index.html").write_text("<!doctype html><title>Shop</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(bench.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as shop:
        Thread(target=shop.serve_forever, name="shop").start()
        tab = bench.browser.new_context().new_page()
        tab.goto(f"http://localhost:{shop.server_port}/")
        with tab.expect_response(re.compile("/v1/t(rack)?$")) as answer:
            tab.add_script_tag(content=made.stdout)
        assert answer.value.ok
        tab.context.close()
        shop.shutdown()


@pytest.mark.parametrize(
    ("source", "tab", "paste", "event"),
    [
        ("command-line", "Command line", in_shell, "Order Completed"),
        ("python", "Python", in_python, "Order Completed"),
        ("node", "Node", in_node, "Order Completed"),
        ("web-page", "Web page", in_web_page, "Product Viewed"),
        ("cloudevents", "CloudEvents", in_shell, "Order Completed"),
        ("till", "Any JSON", in_shell, "Receipt Printed"),
    ],
)
def test_what_is_pasted_arrives(
    page: Page, server: Served, bench: Bench, source: str, tab: str, paste: Paste, event: str
) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/data/sources/{source}")
    page.get_by_role("button", name="New write key").click()
    page.get_by_role("tab", name=tab).click()
    snippet = page.get_by_role("group", name=f"{tab} snippet")
    expect(snippet).to_contain_text("cw_")
    working = page.get_by_role("region", name="Is it working?")
    paste(snippet.text_content() or "", bench)
    expect(working).to_contain_text(event)
    page.goto(f"http://127.0.0.1:{server.port}/data/live")
    expect(
        page.get_by_role("table", name="Live events").get_by_role("row").filter(has_text=event).first
    ).to_be_visible()


def test_what_has_no_mapping_yet_waits_and_is_told(page: Page, server: Served, tmp_path: Path) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/data/sources/nothing")
    page.get_by_role("button", name="New write key").click()
    page.get_by_role("tab", name="Any JSON").click()
    snippet = page.get_by_role("group", name="Any JSON snippet")
    expect(snippet).to_contain_text("cw_")
    code = snippet.text_content() or ""
    answer = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    assert json.loads(answer.stdout)["code"] == "collect.no_mapping"
    expect(page.get_by_text("1 item of it waits in quarantine")).to_be_visible()
    page.get_by_role("link", name="say what it becomes").click()
    expect(page.get_by_text("Tried on 1 row that the source sent")).to_be_visible()

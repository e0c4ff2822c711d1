"""Mail that comes back, over HTTP and by command: real reports of many servers, about a message of ours."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clew.adapters.smtp import mark
from clew.events import Event
from tests.unit.api.serving import ADA, Served, serving, wait_for
from tests.unit.api.test_messages import Shop

TEMPLATE = {"kind": "template", "id": "note", "channel": "email", "parts": {"subject": "Note", "text": "Hello"}}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with serving(tmp_path / "workspace") as served, served.client() as client:
        client.post("/api/v1/apply", json={"documents": [TEMPLATE]}).raise_for_status()
        served.send(Event("who-ada", "identify", "identify", (ADA,), served.now(), properties={"first_name": "Ada"}))
        found = Shop(served, client)
        found.agree("ada", marketing="in")
        yield found


def sent(shop: Shop) -> str:
    """The key of a message to Ada that was sent."""
    asked = {"template": "note", "to": {"namespace": "email", "id": ADA.value}, "purpose": "marketing"}
    key = str(shop.client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"])
    shop.send()
    return key


def hand_in(shop: Shop, key: str, raw: bytes, secret: bytes | None = None) -> Any:
    """Hand in a mail as if it had come to the return path of a message."""
    path = mark(key, secret or shop.served.workspace.secret) + "@bounces.shop.example"
    headers = {"Content-Type": "message/rfc822"}
    answer = shop.client.post("/api/v1/returns", content=f"Delivered-To: {path}\r\n".encode() + raw, headers=headers)
    assert answer.status_code == 200, answer.text
    row, _ = shop.served.workspace.log.last()
    wait_for(lambda: shop.served.workspace.store.offset().seq >= row)
    return answer.json()


def samples(shared: Path, kind: str, wanted: Any = None, most: int = 6) -> list[bytes]:
    """Real mails of a kind, among whose recipients one is as wanted."""
    folder = shared / "data/bounce-emails"
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text())
    names = {
        name
        for name, said in expected.items()
        if said["kind"] == kind and (wanted is None or any(wanted(each) for each in said["recipients"]))
    }
    with tarfile.open(folder / "emails.tar.gz") as archive:
        members = [member for member in archive.getmembers() if Path(member.name).name in sorted(names)[:most]]
        return [stream.read() for member in members if (stream := archive.extractfile(member)) is not None]


def test_a_hard_bounce_suppresses_and_what_is_forged_does_not(shop: Shop, shared: Path) -> None:
    key = sent(shop)
    raw = samples(shared, "dsn", lambda each: str(each["status"]).startswith("5.1.1"), 1)[0]
    assert hand_in(shop, key, raw, secret=b"somebody else") == {
        "kind": "report",
        "message": "",
        "outcomes": [],
        "suppressed": False,
    }
    assert shop.get("suppressions")["items"] == []
    found = hand_in(shop, key, raw)
    assert (found["message"], found["suppressed"], set(found["outcomes"])) == (key, True, {"bounced"})
    (entry,) = shop.get("suppressions")["items"]
    assert (entry["reason"], entry["channel"], entry["scope"]) == ("bounce", "email", "all")
    assert "bounced" in [step["what"] for step in shop.get(f"messages/{key}")["life"]]
    asked = {"template": "note", "to": {"namespace": "email", "id": ADA.value}}
    again = shop.client.post("/api/v1/messages", json=asked).json()["key"]
    assert shop.get(f"messages/{again}")["reason"] == "suppressed:bounce"


def test_a_complaint_withdraws_and_leaves_receipts_alone(shop: Shop, shared: Path) -> None:
    key = sent(shop)
    for raw in samples(shared, "arf", most=1):
        assert hand_in(shop, key, raw)["outcomes"] == ["complained"]
    consents = shop.get(f"profiles/{shop.profile('ada')}/consents")
    assert (consents["ledger"][0]["key"], consents["ledger"][0]["state"]) == ("marketing/email", "out")
    assert consents["ledger"][0]["proof"]["method"] == "complained"
    standing = {each["purpose"]: each["allowed"] for each in consents["standing"] if each["channel"] == "email"}
    assert standing == {"marketing": False, "service": True}


def test_many_real_reports_are_read_by_command(shop: Shop, shared: Path, tmp_path: Path) -> None:
    key = sent(shop)
    folder = tmp_path / "returned"
    folder.mkdir()
    path = mark(key, shop.served.workspace.secret) + "@bounces.shop.example"
    soft = samples(shared, "dsn", lambda each: each["action"] == "delayed", 2)
    for number, raw in enumerate([*soft, *samples(shared, "other", most=2)]):
        (folder / f"{number}.eml").write_bytes(f"Delivered-To: {path}\r\n".encode() + raw)
    from typer.testing import CliRunner

    from clew.runtime.cli import app

    ran = CliRunner().invoke(app, ["bounce", str(folder), "--remove", "--json", "--data", str(_folder(shop.served))])
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert {each["message"] for each in found} == {key}
    assert [each["kind"] for each in found] == ["report"] * len(soft) + ["unparsed"] * 2
    assert not any(each["suppressed"] for each in found)
    assert list(folder.iterdir()) == []
    empty = shop.client.post("/api/v1/returns", content=io.BytesIO(b"").read())
    assert empty.json()["kind"] == "other"


def _folder(served: Served) -> Path:
    return served.workspace.folder

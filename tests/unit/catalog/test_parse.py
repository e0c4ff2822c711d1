"""Every error of a file says file:line:col and what to do."""

from importlib import import_module
from pathlib import Path

import pytest
import yaml

from clew.catalog import BASE_KINDS, Fault, InvalidDocuments, parse, parse_folder, plan

SEGMENT = "kind: segment\nid: vip\n"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("kind: segment\nid: vip\nid: vip2\n", "3:1", "`id` is written twice"),
        ("kind: segment\nid: vip\nbody:\n  x: 1\n  x: 2\n", "5:3", "`x` is written twice"),
        ("kind: segment\n  id: vip\n", "2:5", "not YAML"),
        ("kind: segment\nid: VIP shoppers\n", "2:1", "short name"),
        ("kind: segment\n", "1:1", "`id` is missing"),
        ("- a\n", "1:1", "a document is a mapping"),
        (SEGMENT + "labels: loyal\n", "3:1", "must be a list"),
        (SEGMENT + "labels: [loyal, 3]\n", "3:17", "a label must be text"),
        (SEGMENT + "version: yes\n", "3:1", "whole number"),
        (SEGMENT + "status: live\n", "3:1", "unknown `status`"),
        (SEGMENT + "x: 007\n", "3:4", "begin with zero"),
        (SEGMENT + "x: .nan\n", "3:4", "not-a-number"),
        (SEGMENT + "x: 1e999\n", "3:4", "too large"),
        (SEGMENT + "x: 99999999999999999999\n", "3:4", "too large"),
        (SEGMENT + "x: !!binary aGk=\n", "3:4", "tags"),
        (SEGMENT + "x: &a 1\ny: *a\n", "4:4", "aliases"),
        (SEGMENT + "1: x\n", "3:1", "a key must be text"),
        (SEGMENT + "? [a]\n: x\n", "3:3", "a key must be text"),
        (SEGMENT + "x: a\x07b\n", "3:5", "does not allow"),
        ("x: " + "[" * 100 + "]" * 100, "1:68", "nested deeper"),
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_a_fault_says_where(text: str, where: str, message: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("clew.catalog.parse"), "_LOADER", getattr(yaml, loader))
    (placed,) = parse(text, "vip.yaml").faults
    assert message in placed.fault.message
    assert placed.where == f"vip.yaml:{where}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("0o17", 15),
        ("0xff", 255),
        ("1.", 1.0),
        (".5", 0.5),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("<<", "<<"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    (authored,) = parse(f"kind: thing\nid: a\nx: {written}\n").checked()
    assert authored.document.body["x"] == value
    assert type(authored.document.body["x"]) is type(value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("expression: abc def\n", "s.yaml:3:17"),
        ('expression: "abc def"\n', "s.yaml:3:18"),
        ("expression: |\n    abc\n    def\n", "s.yaml:5:5"),
        ("expression: >\n    abc\n    def\n", "s.yaml:3:1"),
        ('expression: "a\\tc def"\n', "s.yaml:3:1"),
    ],
)
def test_a_fault_inside_an_expression_is_placed_where_that_is_possible(text: str, where: str) -> None:
    (authored,) = parse(SEGMENT + text, "s.yaml").checked()
    placed = authored.place(Fault("/expression", "unknown", offset=4))
    assert placed.where == where
    assert placed.fault.message == ("at character 5: unknown" if where == "s.yaml:3:1" else "unknown")


def test_all_faults_are_reported_together() -> None:
    text = "kind: segment\nid: A\n---\nkind: segment\nid: b\nstatus: x\n---\nkind: segment\nid: c\n"
    parsed = parse(text, "f.yaml")
    assert [placed.where for placed in parsed.faults] == ["f.yaml:2:1", "f.yaml:6:1"]
    assert [authored.document.id for authored in parsed.documents] == ["c"]
    with pytest.raises(InvalidDocuments) as caught:
        parsed.checked()
    assert len(caught.value.to_dict()["errors"]) == 2


def test_a_folder_is_read_in_order_of_path_and_refuses_a_document_twice(tmp_path: Path) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "b.yaml").write_text("kind: segment\nid: b\nexpression: x\n")
    (tmp_path / "a.yml").write_text("kind: segment\nid: a\nexpression: x\n---\n# nothing\n")
    (tmp_path / "notes.txt").write_text("no: yaml: here")
    assert [authored.document.id for authored in parse_folder(tmp_path).checked()] == ["a", "b"]
    (tmp_path / "z.yaml").write_text("kind: segment\nid: b\nexpression: y\n")
    (placed,) = parse_folder(tmp_path).faults
    assert placed.where == "z.yaml:2:1"
    assert "first at segments/b.yaml:2:1" in placed.fault.message
    (tmp_path / "latin.yaml").write_bytes("name: caf\xe9".encode("latin-1"))
    assert any("UTF-8" in placed.fault.message for placed in parse_folder(tmp_path).faults)


def test_the_body_is_checked_against_its_kind_with_places() -> None:
    text = "kind: segment\nid: vip\nexpression: 3\n---\nkind: trait\nid: t\nexpresion: x\n---\nkind: story\nid: s\n"
    with pytest.raises(InvalidDocuments) as caught:
        plan(parse(text, "f.yaml").checked(), [], BASE_KINDS)
    assert [str(placed) for placed in caught.value.faults] == [
        "f.yaml:3:1: Expected str, got int",
        "f.yaml:7:1: unknown field `expresion` (known: expression, unit)",
        "f.yaml:5:1: `expression` is missing (add `expression:`)",
        "f.yaml:9:1: unknown kind (one of mapping, namespace, schema, segment, source, trait)",
    ]

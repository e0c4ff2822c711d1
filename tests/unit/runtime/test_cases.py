"""Cases that somebody else wrote: what can't be read is told case by case, and ends nothing."""

import json
from pathlib import Path

from typer.testing import CliRunner

from clew.runtime.cli import app
from clew.runtime.conformance import load_cases, run_cases

_HEAD = """
- id: {id}
  kind: segment
  expr: {expr}
  log:
{log}
  transitions: [{transitions}]
  until: 2026-02-01T00:00:00Z
"""
_VISIT = "    - {at: 2026-01-01T00:00:00Z, event: visit, profile: p1, id: e1}"
_GOOD = _HEAD.format(id="good", expr="did visit", log=_VISIT, transitions='["2026-01-01T00:00:00Z", p1, enter]')


def test_what_cannot_be_read_is_told_and_the_others_are_run(tmp_path: Path) -> None:
    more = {
        "wrong": _HEAD.format(id="wrong", expr="did visit", log=_VISIT, transitions=""),
        "no-expression": _GOOD.replace("id: good", "id: no-expression").replace("expr: did visit", "why: none"),
        "no-date": _GOOD.replace("id: good", "id: no-date").replace("2026-02-01T", "2026-02-31T"),
        "new-operator": _HEAD.format(id="new-operator", expr="did visit sideways", log=_VISIT, transitions=""),
        "new-record": _HEAD.format(
            id="new-record", expr="did visit", log="    - {at: 2026-01-01T00:00:00Z, wish: p1}", transitions=""
        ),
        "no-kind": "\n- {id: no-kind}\n- only words\n",
        "new-node": """
- id: new-node
  kind: journey
  def: {entry: {event: go}, nodes: {a: {teleport: mars}}}
  actions: []
  ends: []
  until: "2026-01-01T00:00:00Z"
""",
    }
    (tmp_path / "a.yaml").write_text(_GOOD + "".join(more.values()))
    (tmp_path / "b.yml").write_text("a: [")
    (tmp_path / "c.yaml").write_text("just: a mapping")

    ran = CliRunner().invoke(app, ["conformance", str(tmp_path), "--mode", "stream"])

    assert ran.exit_code == 1
    lines = ran.stdout.splitlines()
    assert lines[-3:] == [
        "failed: wrong no-expression no-date no-kind a.yaml#8 b.yml c.yaml",
        "not yet supported: new-operator new-record new-node",
        "11 cases, 1 passed, 7 failed, 3 not yet supported",
    ]
    assert any("it lacks 'expr'" in line for line in lines)


def test_the_same_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_GOOD)

    ran = CliRunner().invoke(app, ["conformance", str(tmp_path), "--mode", "stream", "--json"])

    assert ran.exit_code == 0
    assert json.loads(ran.stdout)["summary"] == "1 cases, 1 passed, 0 failed, 0 not yet supported"


def test_an_absorbed_name_answers_for_its_survivor_until_it_is_its_own_again(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("""
- id: parted
  kind: segment
  expr: count(visit in last 30d) >= 2
  log:
    - {at: "2026-01-01T00:00:00Z", event: visit, profile: a, id: e1}
    - {at: "2026-01-02T00:00:00Z", event: visit, profile: b, id: e2}
    - {at: "2026-01-10T00:00:00Z", merge: [b, a]}
    - {at: "2026-01-11T00:00:00Z", event: visit, profile: b, id: e3}
    - {at: "2026-01-12T00:00:00Z", unmerge: [a, b]}
  expect:
    - ["2026-01-11T00:00:00Z", b, true]
  transitions:
    - ["2026-01-10T00:00:00Z", a, enter]
    - ["2026-01-12T00:00:00Z", a, exit]
    - ["2026-01-12T00:00:00Z", b, enter]
  until: "2026-01-20T00:00:00Z"
""")

    (outcome,) = run_cases(load_cases(tmp_path), ["batch"])

    assert outcome.reasons == ()


def test_a_log_may_be_told_person_by_person_and_a_definition_in_short(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("""
- id: told
  kind: journey
  config: {caps: [{channel: email, max: 1, per: 24h, policy: skip}]}
  def:
    entry: {event: go}
    max_lag: 2h
    exit: {event: stop}
    goal: {event: stop, name: yes}
    nodes:
      mail: {send: bill, channel: email, transactional: true, next: w}
      w: {wait: 1h, next: end}
  log:
    - {at: "2026-01-01T00:00:00Z", event: go, profile: p1, id: e1}
    - {at: "2026-01-01T00:30:00Z", event: stop, profile: p1, id: e2}
    - {at: "2026-01-01T00:00:00Z", event: go, profile: p2, id: e3}
    - {at: "2026-01-01T02:00:00Z", event: go, profile: p2, id: e4}
  actions:
    - ["2026-01-01T00:00:00Z", p1, bill]
    - ["2026-01-01T00:00:00Z", p2, bill]
    - ["2026-01-01T02:00:00Z", p2, bill]
  ends:
    - ["2026-01-01T00:30:00Z", p1, exit]
    - ["2026-01-01T01:00:00Z", p2, completed]
    - ["2026-01-01T03:00:00Z", p2, completed]
  until: "2026-01-02T00:00:00Z"
""")

    (outcome,) = run_cases(load_cases(tmp_path), ["stream"])

    assert outcome.reasons == ()

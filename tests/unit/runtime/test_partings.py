"""`clew profile unmerge` and `merge`, as a shell would run it."""

from pathlib import Path

from tests.unit.runtime.conftest import Clew

MAPPING = """\
kind: mapping
id: visits
when: {present: $.id}
event:
  type: visit
  id: {concat: [v-, $.id]}
  identities: {user_id: $.who, email: $.mail}
"""
ROWS = "id,who,mail\n1,u1,\n2,,a@example.com\n3,u1,a@example.com\n"


def test_two_who_were_taken_for_one_are_parted(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "visits.yaml").write_text(MAPPING)
    (tmp_path / "visits.csv").write_text(ROWS)
    imported = clew("import", "visits.csv", "--mapping", "visits.yaml")
    assert imported.code == 0, imported.err
    names = ("user_id:u1", "email:a@example.com")
    parted = clew("profile", "unmerge", *names, "--json").json
    assert (parted["changed"], parted["applied"]) == (True, True)
    sides = [
        {f"{name['namespace']}:{name['value']}" for name in parted[side]["identities"]} for side in ("one", "other")
    ]
    assert sides == [{names[0]}, {names[1]}]
    again = clew("profile", "unmerge", *names)
    assert again.out.splitlines()[0] == "they were apart already"
    assert [line for line in again.out.splitlines() if line.startswith("profile ")] == [
        f"profile {parted[side]['profile']}" for side in ("one", "other")
    ]
    shown = [clew("profile", "show", name, "--json").json["id"] for name in names]
    assert shown == [parted[side]["profile"] for side in ("one", "other")]
    assert clew("profile", "show", names[0], "--events", "0", "--json").json["timeline"] == []
    merged = clew("profile", "merge", *names, "--json").json
    assert merged["changed"]
    assert {f"{name['namespace']}:{name['value']}" for name in merged["person"]["identities"]} == {*names}
    assert [clew("profile", "show", name, "--json").json["id"] for name in names] == [merged["person"]["profile"]] * 2
    assert clew("profile", "merge", *names).out.splitlines()[0] == "they were one already"
    assert clew("profile", "merge", "user_id:u9", names[1]).code == 1
    assert clew("profile", "unmerge", "user_id:u9", names[1]).code == 1
    assert clew("profile", "unmerge", names[0], names[0]).code == 1
    assert clew("profile", "unmerge", "u1", names[1]).code == 2

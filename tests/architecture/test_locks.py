"""What is installed is what was locked, by version and hash, and no lock names where it came from."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINE = re.compile(
    r"(?P<name>[a-z0-9._-]+)==(?P<version>\S+)( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*"
)


def _locked(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pins = [found for line in lines if (found := LINE.fullmatch(line)) and found["name"]]
    return {canonicalize_name(pin["name"]): pin["version"] for pin in pins}


def _group(name: str) -> Iterator[str]:
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from _group(entry["include-group"])


def _node_locks() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", "*package-lock.json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.split()]


@pytest.mark.parametrize("name", ["run.lock", "dev.lock", "peer.lock"])
def test_every_line_of_a_lock_is_a_pin_with_hashes_or_a_comment(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    strange = [line for line in text.splitlines() if not LINE.fullmatch(line)]
    assert strange == []
    assert "://" not in text


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run.lock", [*PROJECT["project"]["dependencies"], *_group("build")]),
        ("dev.lock", [*PROJECT["project"]["dependencies"], *_group("dev")]),
        ("peer.lock", [*_group("peer")]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    locked = _locked(name)
    missing = [
        str(requirement)
        for requirement in map(Requirement, wanted)
        if locked.get(canonicalize_name(requirement.name), "") not in requirement.specifier
    ]
    assert missing == [], f"run `make lock`: {missing}"


def test_the_development_lock_extends_the_one_of_the_product() -> None:
    development = _locked("dev.lock")
    product = _locked("run.lock")
    assert product.items() <= development.items()


def test_npm_locks_hold_integrity_and_no_hosts() -> None:
    for path in _node_locks():
        packages = json.loads(path.read_text())["packages"]
        installed = {name: package for name, package in packages.items() if name}
        assert [name for name, package in installed.items() if "resolved" in package] == [], path
        assert [name for name, package in installed.items() if "integrity" not in package] == [], path


def test_every_direct_dependency_has_its_line_in_the_documentation() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text().lower()
    wanted = [*PROJECT["project"]["dependencies"], *_group("dev"), *_group("peer")]
    missing = [name for name in (Requirement(text).name for text in wanted) if f"**{name.lower()}**" not in page]
    assert missing == []

"""The expressions on which the console proves that its builder loses nothing: those of all cases, and drawn ones."""

import json
import os
from pathlib import Path

from clew.expressions import parse, to_json, to_text
from clew.runtime.conformance import load_cases
from tests.laws.expressions.trees import Trees

SNAPSHOT = Path(__file__).with_name("trees.json")
OURS = Path(__file__).parents[2] / "conformance" / "cases"
DRAWN = 150


def test_the_builder_is_held_to_the_expressions_of_today(shared: Path) -> None:
    cases = [case for folder in (OURS, shared / "cases" / "semantics") for case in load_cases(folder)]
    texts = {to_text(parse(case.expression)) for case in cases if case.expression}
    texts |= {to_text(Trees(seed, 0).predicate("profile", 4)) for seed in range(DRAWN)}
    lines = [json.dumps([text, to_json(parse(text))], ensure_ascii=False) for text in sorted(texts)]
    said = "[\n" + ",\n".join(lines) + "\n]\n"
    if os.environ.get("CLEW_SNAPSHOT") == "write":
        SNAPSHOT.write_text(said)
    assert said == SNAPSHOT.read_text(), "write it anew with CLEW_SNAPSHOT=write"

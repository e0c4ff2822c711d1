"""What is only installed beside Clew is not loaded by its processes."""

import subprocess
import sys

import pytest

from clew.runtime.extras import EXTRAS, do_without_extras

PROCESS = """
import sys
from clew.runtime.extras import EXTRAS, do_without_extras

do_without_extras()
import lightgbm
import numpy
import pyarrow

assert pyarrow.array(["a", None]).to_pylist() == ["a", None]
assert lightgbm.Dataset(numpy.array([[1.0], [2.0]]), [0, 1]).construct().num_data() == 2
print(*(EXTRAS & sys.modules.keys()))
"""


def test_arrow_and_lightgbm_work_without_what_they_load_if_it_is_there() -> None:
    ran = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "", "what LightGBM says of so little stands before"


def test_only_extras_are_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    do_without_extras()
    absent = sys.meta_path[0]
    for name in EXTRAS:
        with pytest.raises(ModuleNotFoundError, match=name):
            absent.find_spec(name, None)
    assert absent.find_spec("numpy", None) is None

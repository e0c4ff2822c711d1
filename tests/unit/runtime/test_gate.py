"""Expensive reads: so many at once, and who finds no room is told when to come again."""

from threading import Thread

import pytest

from clew.api.problems import problem_of
from clew.runtime.services.gate import Busy, Gate


def test_who_finds_no_room_is_told_to_come_again() -> None:
    gate = Gate(2, Busy, "as many run as may")
    with gate.inside(0.0), gate.inside(0.0), pytest.raises(Busy) as refused:
        gate.enter(0.001)
    answer = problem_of(refused.value)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.media_type == "application/problem+json"
    with gate.inside(0.0), gate.inside(0.0):
        pass


def test_who_may_wait_comes_in_when_somebody_leaves() -> None:
    gate = Gate(1, Busy, "as many run as may")
    gate.enter()
    came: list[bool] = []

    def waits() -> None:
        with gate.inside(30.0):
            came.append(True)

    thread = Thread(target=waits)
    thread.start()
    gate.leave()
    thread.join(30)
    assert came == [True]


def test_a_place_is_given_back_whatever_happens() -> None:
    gate = Gate(1, Busy, "as many run as may")
    with pytest.raises(ValueError, match="broken"), gate.inside(0.0):
        raise ValueError("broken")
    gate.enter()

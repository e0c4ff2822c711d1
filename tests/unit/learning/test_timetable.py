"""What is due is begun, one after another; what failed is not tried again at once."""

from clew.kernel.instants import HOUR
from clew.learning import JobRuns
from clew.runtime.services.timetable import Timetable
from tests.conftest import ManualClock


class Desk:
    """Models of which something is due."""

    def __init__(self) -> None:
        self.due = [("churn", "train"), ("churn", "score"), ("value", "train")]
        self.begun: list[tuple[str, str]] = []
        self.busy = False

    def overdue(self) -> list[tuple[str, str]]:
        """What should be done."""
        return self.due

    def begin(self, model_id: str, kind: str) -> object:
        """Note it."""
        if self.busy:
            raise JobRuns("one runs")
        self.begun.append((model_id, kind))
        return None


def test_what_is_due_is_begun_in_order_and_once_an_hour(manual_clock: ManualClock) -> None:
    desk = Desk()
    table = Timetable(desk, manual_clock)

    found = [table.look() for _ in range(4)]

    assert found == [("churn", "train"), ("churn", "score"), ("value", "train"), None]
    manual_clock.advance(HOUR)
    assert table.look() == ("churn", "train")


def test_while_a_job_runs_nothing_is_begun_and_nothing_forgotten(manual_clock: ManualClock) -> None:
    desk = Desk()
    table = Timetable(desk, manual_clock)
    desk.busy = True
    assert table.look() is None
    desk.busy = False
    assert table.look() == ("churn", "train")

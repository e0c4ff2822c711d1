"""Trainings and scorings in processes of their own: the web process stays quick, and can stop them."""

import subprocess
import sys
from collections import OrderedDict
from threading import Lock, Thread
from typing import Any, Literal

from clew.api.models.views import JobView
from clew.kernel.instants import format_instant
from clew.kernel.packing import from_json
from clew.learning import JobRuns
from clew.runtime.supervise import lifeline
from clew.runtime.workspace import Workspace

MOST_KEPT = 50
"""Jobs that are remembered."""

_LEARNER = "clew.runtime.roles.learner"


class Jobs:
    """Jobs since this process began; one at a time, for a training takes all that a small machine has.

    Attributes:
        mark: Another number once any of them has moved.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._jobs: OrderedDict[str, JobView] = OrderedDict()
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._count = 0
        self.mark = 0

    def begin(self, model: str, kind: Literal["train", "score"]) -> JobView:
        """Begin one.

        Raises:
            JobRuns: if one runs already.
        """
        with self._lock:
            if self._running:
                raise JobRuns("a training or scoring is running", hint="wait until it ends, or cancel it")
            self._count += 1
            now = self._workspace.clock.now()
            job = JobView(
                id=f"job-{now}-{self._count}",
                model=model,
                kind=kind,
                state="running",
                doing="starting",
                share=0.0,
                begun_at=format_instant(now),
            )
            process = subprocess.Popen(  # noqa: S603  (our own interpreter and module; the model is an argument)
                [sys.executable, "-m", _LEARNER, str(self._workspace.folder), model, kind],
                stdout=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                pass_fds=lifeline(),
                text=True,
            )
            self._running[job.id] = process
            self._keep(job)
        Thread(target=self._follow, args=(job.id, process), name=job.id, daemon=True).start()
        return job

    def of(self, model: str) -> list[JobView]:
        """Jobs of a model, the newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.model == model]

    def get(self, job: str) -> JobView | None:
        """One of them."""
        with self._lock:
            return self._jobs.get(job)

    def cancel(self, job: str) -> JobView | None:
        """Stop one; harmless once it has ended."""
        with self._lock:
            found, process = self._jobs.get(job), self._running.get(job)
            if found is not None and process is not None:
                found = found.model_copy(update={"state": "cancelled", "doing": ""})
                self._keep(found)
                process.terminate()
        return found

    def _follow(self, job: str, process: "subprocess.Popen[str]") -> None:
        """Take in what the process says, line by line; how it ended counts when it has, for then another may begin."""
        ending: dict[str, Any] = {"state": "failed", "doing": "", "error": "the process ended"}
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        with process.stdout as lines:
            for line in lines:
                said: dict[str, Any] = from_json(line)
                if "state" in said:
                    ending = said
                else:
                    self._take(job, said)
        process.wait()
        with self._lock:
            self._running.pop(job, None)
        self._take(job, ending)

    def _take(self, job: str, said: dict[str, Any]) -> None:
        with self._lock:
            found = self._jobs.get(job)
            if found is not None and found.state == "running":
                self._keep(found.model_copy(update=said))

    def _keep(self, job: JobView) -> None:
        self._jobs[job.id] = job
        self.mark += 1
        while len(self._jobs) > MOST_KEPT:
            self._jobs.popitem(last=False)

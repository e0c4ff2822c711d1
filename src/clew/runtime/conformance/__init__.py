"""`clew conformance`: run a folder of semantics cases against the real engine under a virtual clock.

Three modes, which must agree: `stream` (record by record, timers by the clock), `restart` (the same, with the engine
thrown away and opened again after every record) and `batch` (the whole log up to each instant at once: membership by
SQL over lake and tail, seeded from history, and by the naive reference).
"""

from clew.runtime.conformance.cases import Case, load_cases
from clew.runtime.conformance.run import MODES, Mode, Outcome, run_cases

__all__ = ["MODES", "Case", "Mode", "Outcome", "load_cases", "run_cases"]

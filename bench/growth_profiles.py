"""Cost per event with 10,000, 100,000 and 1,000,000 known profiles: it must hardly grow.

The cost is processor time of the engine process (where that is not known: the time that passes), with the catalogue
of 50 segments and 20 traits, on a full log, with the keeper beside it. Users are drawn uniformly from all profiles,
the hardest case: of ten thousand, a batch touches most and each of them more than once; of a million, nearly every
event loads and writes a state that no cache holds. `growth_profiles` is the cost at the largest size over that at the
smallest; the two tenfold steps stand beside it. `growth_profiles.hot` draws the events at the largest size from as
few people as the smallest has, which leaves what the size of the tables alone does.
"""

from bench.population import populated
from bench.result import Result
from bench.scale import sized
from bench.served import engine_alone
from bench.watch import consumed
from bench.workload import Draw, events, uniform
from bench.workspaces import BODY, append
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import Workspace, open_workspace

_BUDGET = 1.3


def run() -> list[Result]:
    """Microseconds an event at each size, and how many times more the largest costs."""
    sizes = sized((10_000, 100_000, 1_000_000), (100, 200, 400))
    costs: dict[int, float] = {}
    for size in sizes:
        with populated(size) as folder, open_workspace(folder, SystemClock()) as workspace:
            costs[size] = _cost(workspace, uniform(size), seed=1)
            if size == sizes[-1]:
                hot = _cost(workspace, uniform(size, among=sizes[0]), seed=2)
    small, middle, large = (costs[size] for size in sizes)
    labels = ("10k", "100k", "1m")
    return [
        Result("growth_profiles", large / small, "x", "lower", _BUDGET),
        Result("growth_profiles.10k_to_100k", middle / small, "x", "lower", _BUDGET),
        Result("growth_profiles.100k_to_1m", large / middle, "x", "lower", _BUDGET),
        Result("growth_profiles.hot", hot / small, "x", "lower", _BUDGET),
        *(
            Result(f"growth_profiles.cost_{label}", cost, "us/event", "lower")
            for label, cost in zip(labels, costs.values(), strict=True)
        ),
    ]


def _cost(workspace: Workspace, draw: Draw, *, seed: int) -> float:
    warm, measured = sized(40_000, 1_000), sized(80_000, 9_000)
    first, now = workspace.store.offset().seq + warm // BODY, workspace.clock.now()
    append(workspace, events(warm + measured, draw, seed=seed, first_id=seed << 32, start=now, step=0))
    with engine_alone(workspace.folder) as roles:
        found = consumed(workspace, roles, first, first + measured // BODY)
    return found.cpu_us or 1e6 / found.rate

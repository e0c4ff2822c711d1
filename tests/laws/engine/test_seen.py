"""Laws: `Seen` answers like a set of everything remembered within the window, whatever becomes of what it keeps."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.adapters.seen import SeenFolder
from clew.engine import Seen
from clew.engine import seen as module

SECRET = b"s" * 32
event_key = Seen(secret=SECRET).key


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of five keys, so that freezing and merging happen all the time."""
    monkeypatch.setattr(module, "_RUN_LENGTH", 5)


@given(st.lists(st.lists(st.integers(0, 60), max_size=7), max_size=25))
def test_it_answers_like_a_set(batches: list[list[int]]) -> None:
    seen = Seen(window=10**9)
    model: set[bytes] = set()
    for at, batch in enumerate(batches):
        keys = [event_key("s", str(number)) for number in batch]
        assert seen.lookup(keys) == model & set(keys)
        seen.remember(keys, at, at)
        model |= set(keys)
        assert len(seen) >= len(model)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
@settings(max_examples=50)
def test_nothing_inside_the_window_is_forgotten(numbers: list[int]) -> None:
    seen = Seen(window=20)
    newest: dict[bytes, int] = {}
    for at, number in enumerate(numbers):
        key = event_key("s", str(number))
        seen.remember([key], at, at)
        newest[key] = at
        recent = {k for k, when in newest.items() if when >= at - 20}
        assert recent <= seen.lookup(sorted(newest))


WINDOW = 20

HAPPENINGS = st.one_of(
    st.lists(st.integers(0, 60), min_size=1, max_size=7),
    st.sampled_from(["start", "damage", "lose", "restore"]),
)


def started(folder: Path, log: list[list[bytes]]) -> Seen:
    """As an engine starts: what is kept, and what the log says after it; row n was received at instant n."""
    seen = Seen(WINDOW, SeenFolder(folder), secret=SECRET)
    after = seen.recall(len(log) - WINDOW, len(log))
    rows = enumerate(log[after:], after + 1)
    seen.learn(((at, keys) for at, keys in rows if at >= len(log) - WINDOW), len(log))
    return seen


@given(st.lists(HAPPENINGS, max_size=60), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_what_is_kept_may_be_damaged_or_lost(happenings: list[list[int] | str], chance: Random) -> None:
    log: list[list[bytes]] = []
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "seen"
        seen = started(folder, log)
        for happening in happenings:
            files = sorted(folder.glob("*.keys"))
            if isinstance(happening, list):
                log.append([event_key("s", str(number)) for number in happening])
                seen.remember(log[-1], len(log), len(log))
                continue
            if happening == "damage" and files:
                found = chance.choice(files)
                found.write_bytes(found.read_bytes()[:-1])
            elif happening == "lose" and files:
                chance.choice(files).unlink()
            elif happening == "restore" and log:
                # From a backup: what was consumed since did not happen, and other things do in its place.
                del log[chance.randrange(len(log)) :]
            seen = started(folder, log)
            inside = {key for keys in log[max(0, len(log) - WINDOW - 1) :] for key in keys}
            assert seen.lookup(sorted(inside)) == inside
            never = [event_key("s", str(number)) for number in range(61, 70)]
            assert not seen.lookup(never)
            if happening == "restore":
                gone = {event_key("s", str(number)) for number in range(61)} - {key for keys in log for key in keys}
                assert not seen.lookup(sorted(gone))


def test_much_that_was_learnt_is_kept(tmp_path: Path) -> None:
    log = [[event_key("s", str(number))] for number in range(12)]
    started(tmp_path / "seen", log)
    again = Seen(WINDOW, SeenFolder(tmp_path / "seen"), secret=SECRET)
    assert again.recall(0, len(log)) == len(log)
    assert len(again) == len(log)


def test_a_revision_has_a_key_of_its_own() -> None:
    assert event_key("s", "e", 1) == event_key("s", "e")
    assert event_key("s", "e", 2) != event_key("s", "e")
    assert event_key("s", "1") != event_key("s1", "")


def test_what_is_kept_can_be_tried_out_with_the_secret_alone(tmp_path: Path) -> None:
    """An id such as `order-17` is soon guessed."""
    started(tmp_path / "seen", [[event_key("s", f"order-{number}")] for number in range(20)])
    (kept,) = (path.read_bytes() for path in (tmp_path / "seen").iterdir())
    assert event_key("s", "order-17") in kept
    assert Seen().key("s", "order-17") not in kept
    assert Seen(secret=b"t" * 32).key("s", "order-17") not in kept


def test_a_draft_that_was_never_finished_goes_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = [[event_key("s", str(number))] for number in range(12)]

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            started(tmp_path / "seen", log)
    started(tmp_path / "seen", log)
    assert {path.suffix for path in (tmp_path / "seen").iterdir()} == {".keys"}

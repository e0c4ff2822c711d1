"""Laws of roles and attempts."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clew.access import ROLES, SCOPES, Attempts
from clew.access.people.attempts import Bucket


def test_each_role_may_do_what_the_next_one_may() -> None:
    assert ROLES["admin"] == frozenset(SCOPES)
    for more, fewer in pairwise(("admin", "editor", "viewer", "agent")):
        assert ROLES[more] > ROLES[fewer], (more, fewer)


def test_only_those_who_build_may_write_and_only_admins_let_people_in() -> None:
    for role in ("viewer", "agent"):
        assert not [scope for scope in ROLES[role] if not scope.endswith(":read")], role
    guarded = {scope for scope in SCOPES if scope.partition(":")[0] in {"keys", "accounts", "audit"}}
    assert not ROLES["editor"] & guarded


@given(
    most=st.integers(1, 5),
    drain=st.integers(1, 50),
    pauses=st.lists(st.integers(0, 60), min_size=1, max_size=80),
)
def test_of_attempts_so_many_pass_and_nobody_waits_longer_than_one_drain(
    most: int, drain: int, pauses: list[int]
) -> None:
    attempts, bucket, now, passed = Attempts(), Bucket("k", most, drain), 0, list[int]()
    for pause in pauses:
        now += pause
        wait = attempts.wait((bucket,), now)
        assert 0 <= wait <= drain
        if wait == 0:
            passed.append(now)
        else:
            assert attempts.wait((bucket,), now + wait - 1) > 0
    for first, start in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= most + (passed[last] - start) // drain


@given(now=st.integers(0, 100))
def test_a_refusal_by_one_bucket_fills_no_other(now: int) -> None:
    attempts, full, free = Attempts(), Bucket("full", 1, 1000), Bucket("free", 1, 1000)
    assert attempts.wait((full,), now) == 0
    assert attempts.wait((free, full), now) == 1000
    assert attempts.wait((free,), now) == 0
    attempts.forget(full)
    assert attempts.wait((full,), now) == 0

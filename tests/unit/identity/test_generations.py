"""The bounded cache."""

from clew.identity.generations import Generations


def test_what_is_used_stays_and_what_is_not_goes() -> None:
    cache: Generations[int, str] = Generations(4)
    for number in range(4):
        cache.put(number, str(number))
    cache.turn()
    assert cache.get(0) == "0"
    cache.put(9, "9")
    cache.turn()
    assert [cache.get(number) for number in (0, 1, 9)] == ["0", None, "9"]
    assert len(cache) == 2


def test_it_forgets_only_when_told_to() -> None:
    cache: Generations[int, str] = Generations(2)
    for number in range(100):
        cache.put(number, str(number))
    assert len(cache) == 100
    assert cache.get(0) == "0"


def test_a_turn_of_few_forgets_nothing() -> None:
    cache: Generations[int, str] = Generations(100)
    cache.put(1, "one")
    for _ in range(3):
        cache.turn()
    assert cache.get(1) == "one"


def test_a_new_value_replaces_an_old_one_for_good() -> None:
    cache: Generations[int, str] = Generations(2)
    cache.put(1, "old")
    cache.turn()
    cache.put(1, "new")
    assert cache.get(1) == "new"
    cache.drop(1)
    assert cache.get(1) is None
    cache.put(2, "two")
    cache.clear()
    assert len(cache) == 0

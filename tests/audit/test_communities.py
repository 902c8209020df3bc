"""Groups of nodes that belong together."""

from itertools import combinations

from django_opinionated_startapp.audit.communities import communities


def test_two_crowds_with_one_tie_are_two_groups() -> None:
    crowds = ("abcd", "wxyz")
    weights = {pair: 1.0 for crowd in crowds for pair in combinations(crowd, 2)}
    assert communities("abcdwxyz", {**weights, ("d", "w"): 0.5}) == (tuple("abcd"), tuple("wxyz"))


def test_heavy_ties_count_more_than_many() -> None:
    weights = {("a", "b"): 9.0, ("b", "c"): 1.0, ("c", "d"): 9.0, ("a", "d"): 1.0, ("d", "d"): 5.0}
    assert communities("abcd", weights) == (("a", "b"), ("c", "d"))


def test_groups_grow_together_to_larger_ones() -> None:
    ring = [f"{crowd}{number}" for crowd in "abcdefgh" for number in range(3)]
    weights = {(left, right): 1.0 for left, right in combinations(ring, 2) if left[0] == right[0]}
    weights |= {(f"{left}2", f"{right}0"): 2.5 for left, right in ("ab", "cd", "ef", "gh")}
    found = communities(ring, weights)
    assert {frozenset(name[0] for name in group) for group in found} == {*map(frozenset, ("ab", "cd", "ef", "gh"))}


def test_nodes_without_ties_stay_alone() -> None:
    assert communities("cab", {}) == (("a",), ("b",), ("c",))

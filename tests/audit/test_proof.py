"""The proved cut: never above what moving nodes about finds, never below the bound, and right where it says so."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.audit import proof
from django_opinionated_startapp.audit.cuts import cheapest_cut
from django_opinionated_startapp.audit.proof import Proof, proved_cut

from .test_cuts import Edges, has_cycle, lowest

small = st.dictionaries(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), st.integers(1, 6), max_size=11)


def nodes_of(edges: Edges) -> set[str]:
    return {node for edge in edges for node in edge}


def tangle(nodes: int, number: int, seed: int) -> Edges:
    """Return a graph such as no project has: every edge goes anywhere, at any price."""
    chance = random.Random(seed)  # noqa: S311
    edges: Edges = {}
    while len(edges) < number:
        source, target = chance.sample(range(nodes), 2)
        edges[f"{source:02}", f"{target:02}"] = chance.randint(1, 9)
    return edges


@given(small)
@settings(max_examples=30, deadline=None)
def test_a_small_graph_is_solved_for_good(edges: Edges) -> None:
    found = proved_cut(nodes_of(edges), edges)
    assert not has_cycle({edge: 1 for edge in edges if edge not in found.edges and edge[0] != edge[1]})
    assert (found.cost, found.bound, found.optimal) == (lowest(edges), lowest(edges), True)
    assert found.cost == sum(edges[edge] for edge in found.edges)


def test_a_tangle_has_an_honest_bound_and_the_same_cut_every_time() -> None:
    edges = tangle(14, 70, seed=1)
    found = proved_cut(nodes_of(edges), edges)
    assert found.bound <= found.cost <= sum(edges[edge] for edge in cheapest_cut(nodes_of(edges), edges))
    assert not has_cycle({edge: 1 for edge in edges if edge not in found.edges})
    assert proved_cut(sorted(nodes_of(edges), reverse=True), dict(reversed(edges.items()))) == found


@pytest.mark.parametrize(("nodes", "number", "seed"), [(20, 80, 5), (12, 40, 37)])
def test_a_tangle_of_middle_size_is_solved_for_good(nodes: int, number: int, seed: int) -> None:
    edges = tangle(nodes, number, seed)
    found = proved_cut(nodes_of(edges), edges)
    assert found.optimal
    assert found.cost <= sum(edges[edge] for edge in cheapest_cut(nodes_of(edges), edges))


def test_a_search_that_takes_too_long_says_how_far_it_may_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_WORK", 300)
    edges = tangle(14, 70, seed=3)
    found = proved_cut(nodes_of(edges), edges)
    assert 0 < found.bound < found.cost
    assert not found.optimal
    assert not has_cycle({edge: 1 for edge in edges if edge not in found.edges})


def test_without_a_cycle_nothing_is_cut() -> None:
    assert proved_cut("abc", {("a", "b"): 2, ("b", "c"): 1, ("a", "a"): 4}) == Proof((), 0, 0)

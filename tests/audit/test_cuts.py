"""Components and cuts: right, small and the same every time."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.audit.cuts import cheapest_cut, components

Edges = dict[tuple[str, str], int]
graphs = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), st.integers(1, 9), max_size=16
)


def reachable(edges: Edges, start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        node = ahead.pop()
        ahead += [target for source, target in edges if source == node and target not in found]
        found |= {target for source, target in edges if source == node}
    return found


def has_cycle(edges: Edges) -> bool:
    return any(source != target and source in reachable(edges, target) for source, target in edges)


def lowest(edges: Edges) -> int:
    proper = {edge: price for edge, price in edges.items() if edge[0] != edge[1]}
    every = (cut for size in range(len(proper) + 1) for cut in combinations(proper, size))
    return min(
        sum(proper[edge] for edge in cut)
        for cut in every
        if not has_cycle({edge: price for edge, price in proper.items() if edge not in cut})
    )


@given(graphs)
def test_two_nodes_share_a_component_if_each_leads_to_the_other(edges: Edges) -> None:
    nodes = sorted({node for edge in edges for node in edge})
    found = components(nodes, edges)
    assert sorted(node for each in found for node in each) == nodes
    for left, right in combinations(nodes, 2):
        together = right in reachable(edges, left) and left in reachable(edges, right)
        assert any({left, right} <= each for each in found) == together


@given(graphs)
@settings(max_examples=60)
def test_without_the_cut_there_is_no_cycle_and_each_edge_of_it_is_needed(edges: Edges) -> None:
    cut = cheapest_cut({node for edge in edges for node in edge}, edges)
    left = {edge: price for edge, price in edges.items() if edge not in cut and edge[0] != edge[1]}
    assert not has_cycle(left)
    assert cut == sorted(cut)


@pytest.mark.parametrize(
    "edges",
    [
        {("a", "b"): 1, ("b", "a"): 5},
        {("a", "b"): 3, ("b", "c"): 2, ("c", "a"): 4, ("b", "a"): 1},
        {("a", "b"): 9, ("b", "c"): 9, ("c", "d"): 9, ("d", "a"): 2, ("c", "a"): 3, ("d", "b"): 1},
        {("a", "b"): 2, ("b", "a"): 2, ("b", "c"): 2, ("c", "b"): 2, ("a", "c"): 1, ("c", "a"): 9},
        {("a", "a"): 1},
        {},
    ],
)
def test_the_cut_of_a_small_graph_is_the_cheapest_there_is(edges: Edges) -> None:
    cut = cheapest_cut({node for edge in edges for node in edge}, edges)
    assert sum(edges[edge] for edge in cut) == lowest(edges)


def test_a_long_chain_is_no_problem() -> None:
    nodes = [f"n{number:05}" for number in range(5000)]
    edges = list(pairwise(nodes))
    assert len(components(nodes, edges)) == 5000
    assert len(components(nodes, [*edges, (nodes[-1], nodes[0])])) == 1

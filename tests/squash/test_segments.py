"""Few pieces: every migration once, no cycle between them, and as few as a search through all choices finds."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.squash.segments import Graph, Pieces, segments


@st.composite
def graphs(draw: st.DrawFn, most: int) -> Graph:
    count = draw(st.integers(1, most))
    order = tuple((draw(st.sampled_from("abc")), f"{number:04}") for number in range(count))
    parents = {
        key: draw(st.sets(st.sampled_from(order[:place]))) if place else set() for place, key in enumerate(order)
    }
    return Graph(order, parents, draw(st.frozensets(st.sampled_from(order), max_size=2)))


def is_acyclic(graph: Graph, pieces: Pieces) -> bool:
    number = {key: place for place, piece in enumerate(pieces) for key in piece}
    edges = {
        place: {number[parent] for key in piece for parent in graph.parents[key]} - {place}
        for place, piece in enumerate(pieces)
    }
    try:
        list(TopologicalSorter(edges).static_order())
    except CycleError:
        return False
    return True


def partitions(graph: Graph) -> Iterator[Pieces]:
    """Yield every way to put migrations of one app together."""

    def extend(pieces: list[list[tuple[str, str]]], left: tuple[tuple[str, str], ...]) -> Iterator[Pieces]:
        if not left:
            yield tuple(map(tuple, pieces))
            return
        key, *rest = left
        for place, piece in enumerate(pieces):
            if piece[0][0] == key[0] and not {key, piece[0]} & graph.fixed:
                yield from extend([*pieces[:place], [*piece, key], *pieces[place + 1 :]], tuple(rest))
        yield from extend([*pieces, [key]], tuple(rest))

    return extend([], graph.order)


@given(graphs(14))
@settings(max_examples=200)
def test_pieces_cover_everything_once_and_can_be_run_in_their_order(graph: Graph) -> None:
    found = segments(graph)
    assert sorted(key for piece in found.pieces for key in piece) == sorted(graph.order)
    assert all(len({app for app, _ in piece}) == 1 for piece in found.pieces)
    assert all(len(piece) == 1 or not graph.fixed & set(piece) for piece in found.pieces)
    done: set[tuple[str, str]] = set()
    for piece in found.pieces:
        assert all(graph.parents[key] <= done | set(piece) for key in piece)
        done.update(piece)
    assert found.bound <= len(found.pieces)


@given(graphs(7))
@settings(max_examples=100)
def test_no_choice_has_fewer(graph: Graph) -> None:
    least = min(len(pieces) for pieces in partitions(graph) if is_acyclic(graph, pieces))
    found = segments(graph)
    assert len(found.pieces) == least
    assert found.bound <= least


def test_two_ways_to_the_same_place_count_once() -> None:
    # Two apps that wait for each other twice: whichever begins, the search comes to the same sets.
    order = tuple((app, name) for name in ("1", "2", "3") for app in "ab")
    parents = {key: {(app, str(int(key[1]) - 1)) for app in "ab"} & set(order) for key in order}
    parents["a", "2"].add(("b", "1"))
    found = segments(Graph(order, parents, frozenset()))
    assert len(found.pieces) == 4


def test_the_greedy_way_is_left_where_it_costs_a_piece() -> None:
    a, b, c = ([(app, str(number)) for number in range(2)] for app in "abc")
    parents = {a[0]: set(), b[0]: set(), c[0]: set(), a[1]: {a[0], b[0]}, b[1]: {b[0], a[0]}, c[1]: {c[0], a[1]}}
    order = (a[0], b[0], c[0], a[1], b[1], c[1])
    found = segments(Graph(order, parents, frozenset()))
    assert len(found.pieces) == found.bound + 1 == 4

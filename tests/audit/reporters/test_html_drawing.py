"""The drawing of the graph: nothing stands over anything else, and each edge leads from its app to its app."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.audit.reporters.html.drawing import HEIGHT, Box, Drawing, draw
from django_opinionated_startapp.audit.reporters.html.layers import implied, ranks
from django_opinionated_startapp.audit.reporters.html.order import arranged, spread
from django_opinionated_startapp.audit.reports.graph import GraphReport

from .pages import report_of

labels = st.text("abcdefgh_", min_size=1, max_size=40)
graphs = st.lists(labels, min_size=0, max_size=14, unique=True).flatmap(
    lambda found: st.builds(
        report_of,
        st.just(found),
        st.sets(
            st.tuples(st.sampled_from(found), st.sampled_from(found)).filter(lambda edge: edge[0] != edge[1]),
            max_size=40,
        )
        if len(found) > 1
        else st.just(set[tuple[str, str]]()),
    )
)


def boxes(drawing: Drawing) -> dict[str, Box]:
    return {box.label: box for box in drawing.boxes}


def points(path: str) -> list[tuple[int, int]]:
    """Return the points of a path, those that steer its curves too."""
    found: list[tuple[int, int]] = []
    for letter, rest in re.findall(r"([MCV])([-\d ]+)", path):
        numbers = [int(each) for each in rest.split()]
        found += [(found[-1][0], numbers[0])] if letter == "V" else zip(numbers[::2], numbers[1::2], strict=True)
    return found


def touches(box: Box, point: tuple[int, int]) -> bool:
    return box.x <= point[0] <= box.x + box.width and point[1] in {box.y, box.y + HEIGHT}


@settings(max_examples=60)
@given(graphs)
def test_no_two_boxes_overlap(report: GraphReport) -> None:
    drawing = draw(report)
    assert [box.label for box in drawing.boxes] == [node.label for node in report.nodes]
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
    for one, other in combinations(drawing.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


@settings(max_examples=60)
@given(graphs)
def test_every_edge_leads_from_its_app_to_its_app_within_the_drawing(report: GraphReport) -> None:
    drawing = draw(report)
    found = boxes(drawing)
    assert [(each.source, each.target) for each in drawing.curves] == [(e.source, e.target) for e in report.links]
    for curve, link in zip(drawing.curves, report.links, strict=True):
        way = points(curve.path)
        assert touches(found[curve.source], way[0])
        assert touches(found[curve.target], way[-1])
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in way)
        assert link.cut or found[curve.source].y < found[curve.target].y


@settings(max_examples=60)
@given(graphs)
def test_a_line_of_an_edge_that_is_not_implied_passes_no_box(report: GraphReport) -> None:
    drawing = draw(report)
    found = boxes(drawing)
    for curve in drawing.curves:
        for x, y in points(curve.path)[3:-3] if not curve.implied else ():
            for box in found.values():
                assert not (box.x < x < box.x + box.width and box.y < y < box.y + HEIGHT)


@settings(max_examples=60)
@given(graphs)
def test_the_same_graph_is_drawn_the_same(report: GraphReport) -> None:
    assert draw(report) == draw(report)


def test_what_others_imply_is_marked() -> None:
    drawing = draw(report_of("abc", [("a", "b"), ("b", "c"), ("a", "c")]))
    assert [(each.source, each.target) for each in drawing.curves if each.implied] == [("a", "c")]


def test_an_edge_to_be_cut_leads_up_past_what_is_between() -> None:
    drawing = draw(report_of("abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]))
    found = boxes(drawing)
    cut = next(each for each in drawing.curves if found[each.source].y > found[each.target].y)
    assert len(points(cut.path)) > 4


def test_an_edge_to_be_cut_between_neighbours_leads_over_their_heads() -> None:
    report = report_of("ab", [("a", "b")])
    drawing = draw(replace(report, links=tuple(replace(each, cut=True) for each in report.links)))
    way = points(drawing.curves[0].path)
    assert [y for _, y in way[:1] + way[-1:]] == [drawing.boxes[0].y, drawing.boxes[1].y]
    assert way[1][1] < way[0][1]


def test_apps_without_edges_stand_in_rows_at_the_foot() -> None:
    drawing = draw(report_of([f"application_{number:02}" for number in range(20)], []))
    assert len({box.y for box in drawing.boxes}) > 1
    mixed = boxes(draw(report_of("abc", [("a", "b")])))
    assert mixed["c"].y > mixed["b"].y > mixed["a"].y


def test_long_labels_are_cut_short() -> None:
    (box,) = draw(report_of(["x" * 80], [])).boxes
    assert (box.text, box.width) == (f"{'x' * 29}…", 258)


def test_an_empty_project_is_an_empty_drawing() -> None:
    assert draw(report_of([], [])).boxes == ()


@pytest.mark.parametrize("widest", [1, 2, 9])
def test_layers_hold_no_more_than_they_may(widest: int) -> None:
    rank = ranks("abcdef", [("a", "b"), ("c", "b"), ("d", "b"), ("e", "f")], widest)
    assert max(list(rank.values()).count(layer) for layer in rank.values()) <= widest
    assert all(rank[source] > rank[target] for source, target in (("a", "b"), ("c", "b"), ("d", "b"), ("e", "f")))
    assert sorted({*rank.values()}) == list(range(len({*rank.values()})))


def test_what_is_needed_more_than_it_needs_stands_near_to_what_needs_it() -> None:
    chain = [("a", "b"), ("b", "c"), ("c", "d")]
    rank = ranks("abcdx", [*chain, ("a", "x"), ("b", "x")], 9)
    assert rank["x"] == rank["b"] - 1


def test_implied_edges_are_those_with_a_longer_way() -> None:
    assert implied("abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("b", "d")]) == {("a", "d"), ("b", "d")}


def test_layers_are_put_into_an_order_without_crossings() -> None:
    assert arranged([[0, 1], [2, 3]], [(0, 3), (1, 2)]) in ([[0, 1], [3, 2]], [[1, 0], [2, 3]])


def test_items_move_to_their_neighbours_and_keep_their_distance() -> None:
    centre = spread([[0], [1, 2, 3]], [(0, 1), (0, 3)], dict.fromkeys(range(4), 10), 5)
    assert [centre[each] - centre[1] for each in (1, 2, 3)] == pytest.approx([0, 15, 30])
    assert centre[0] == pytest.approx(centre[2])

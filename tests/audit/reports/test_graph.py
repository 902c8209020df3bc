"""The graph and its cuts, as values."""

import pytest

from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.report import Report
from django_opinionated_startapp.audit.reports import make_report
from django_opinionated_startapp.audit.reports.cuts import CutsReport, CycleCuts, cuts_report
from django_opinionated_startapp.audit.reports.graph import GraphReport, graph_report
from django_opinionated_startapp.errors import OpinionatedError

NONE = Report((), 0, ())


def test_edges_between_two_apps_are_one_with_kinds_cycle_and_cut(shop: Project) -> None:
    report = graph_report(shop)
    links = {(each.source, each.target): (each.kinds, each.cycle, each.cut) for each in report.links}
    assert links == {
        ("billing", "orders"): ((("relation", 1),), 1, False),
        ("billing", "people"): ((("relation", 1),), 0, False),
        ("goods", "orders"): ((("import", 1),), 1, True),
        ("orders", "billing"): ((("import", 1),), 1, True),
        ("orders", "goods"): ((("import", 1), ("relation", 1)), 1, False),
    }
    assert report.cycles == (("billing", "goods", "orders"),)
    assert [(each.label, each.name, each.cycle) for each in report.nodes][:2] == [
        ("billing", "billing", 1),
        ("goods", "goods", 1),
    ]


def test_of_some_apps_only_their_neighbours_are_shown(shop: Project) -> None:
    report = graph_report(shop, frozenset({"people"}))
    assert [each.label for each in report.nodes] == ["billing", "people"]
    assert [(each.source, each.target) for each in report.links] == [("billing", "people")]
    assert graph_report(shop, frozenset({"lonely"})) == GraphReport(
        report.nodes[:0] + graph_report(shop).nodes[2:3], (), ()
    )


def test_the_cuts_of_a_cycle_have_a_price_and_a_bound(shop: Project) -> None:
    (cycle,) = cuts_report(shop).cycles
    assert (cycle.apps, cycle.price, cycle.bound, cycle.edges, cycle.places) == (
        ("billing", "goods", "orders"),
        2,
        2,
        4,
        5,
    )
    assert cycle.optimal
    assert [(cut.source, cut.target, circle) for cut, circle in cycle.cuts] == [
        ("goods", "orders", ("goods", "orders", "goods")),
        ("orders", "billing", ("orders", "billing", "orders")),
    ]
    assert not CycleCuts((), (), 3, 2, 4, 5).optimal


def test_targets_choose_what_a_report_is_about(shop: Project) -> None:
    assert make_report("cuts", shop, ("lonely",), NONE) == CutsReport(5, ())
    assert make_report("cuts", shop, ("orders/api.py",), NONE) == cuts_report(shop)
    assert make_report("graph", shop, (), NONE) == graph_report(shop)
    assert make_report("graph", shop, ("people",), NONE) == graph_report(shop, frozenset({"people"}))


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ((), "--report split is about one app.\nName it: --report split APP."),
        (("orders", "goods"), "--report split is about one app.\nName it: --report split APP."),
        (("order",), "There is no app 'order'.\nDid you mean orders?"),
    ],
)
def test_a_report_about_one_app_wants_one(shop: Project, targets: tuple[str, ...], says: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        make_report("split", shop, targets, NONE)
    assert str(caught.value) == says

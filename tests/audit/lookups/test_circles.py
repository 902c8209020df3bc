from django_opinionated_startapp.audit.lookups.circles import shortest_circle


def test_the_shortest_way_back_is_found_however_many_lead_to_the_same_place() -> None:
    edges = [("a", "b"), ("b", "c"), ("b", "d"), ("c", "e"), ("d", "e"), ("d", "b"), ("e", "a"), ("c", "a")]
    assert shortest_circle(("a", "b"), edges) == ["a", "b", "c", "a"]
    assert shortest_circle(("d", "e"), edges) == ["d", "e", "a", "b", "d"]


def test_a_longer_way_is_taken_where_there_is_no_other() -> None:
    edges = [("a", "b"), ("b", "c"), ("b", "d"), ("c", "d"), ("d", "a")]
    assert shortest_circle(("a", "b"), edges) == ["a", "b", "d", "a"]
    assert shortest_circle(("b", "c"), edges) == ["b", "c", "d", "a", "b"]

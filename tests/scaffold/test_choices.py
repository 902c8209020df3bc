"""What is chosen of a pattern beside single components: what these need, and its options."""

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49, SERVICES
from django_opinionated_startapp.scaffold.request import choose_components, choose_options


def test_what_a_component_is_written_with_comes_along() -> None:
    assert choose_components(SERVICES, only=["checks"]).components == {"checks", "conf"}
    assert choose_components(SERVICES, only=["rest_api"]).components == {"rest_api", "services", "selectors"}
    assert choose_components(SERVICES, default=[], with_=["cache"]).components == {"cache", "services", "selectors"}


def test_what_others_need_is_left_out_with_them_only() -> None:
    with pytest.raises(OpinionatedError) as caught:
        choose_components(SERVICES, without=["conf"])
    assert str(caught.value) == (
        "'conf' can't be left out, since it is what 'checks' is written with.\n"
        "Leave them out together: --without conf checks"
    )
    with pytest.raises(OpinionatedError) as caught:
        choose_components(SERVICES, without=["services", "conf", "checks"])
    assert str(caught.value) == (
        "'services' can't be left out, since it is what 'cache' is written with.\n"
        "Leave them out together: --without services cache rest_api"
    )
    assert "checks" not in choose_components(SERVICES, without=["conf", "checks"]).components


def test_an_option_that_is_not_given_has_its_usual_value() -> None:
    assert choose_options(SERVICES, {"api_style": None}) == (("api_style", "viewset"),)
    assert choose_options(SERVICES, {"api_style": "operation"}) == (("api_style", "operation"),)
    assert choose_options(OEP49, {"api_style": None}) == ()


def test_an_option_of_another_pattern_is_refused() -> None:
    with pytest.raises(OpinionatedError) as caught:
        choose_options(OEP49, {"api_style": "viewset"})
    assert str(caught.value) == "--api-style means nothing for the pattern oep49.\nLeave it out."


def test_a_value_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(OpinionatedError) as caught:
        choose_options(SERVICES, {"api_style": "viewsets"})
    assert str(caught.value) == "--api-style can't be 'viewsets'.\nDid you mean viewset?"

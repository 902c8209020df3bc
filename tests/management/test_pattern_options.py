"""Options of patterns on the command line."""

import json

import pytest

from .conftest import Project


def test_the_style_of_the_api_is_chosen_on_the_command_line(pristine: Project) -> None:
    pytest.importorskip("rest_framework")
    command = ("apps.orders", "--pattern", "services", "--only", "rest_api", "--model", "Order title owner:user")
    for style, name in (("viewset", "class OrderViewSet("), ("operation", "class OrderCreateApi(")):
        patch = pristine.run(*command, "--api-style", style, "--diff").stdout
        assert f"+{name}" in patch
    assert "+class OrderViewSet(" in pristine.run(*command, "--diff").stdout


def test_a_style_that_there_is_not_and_one_that_means_nothing_are_refused(pristine: Project) -> None:
    message = pristine.refused("orders", "--pattern", "services", "--api-style", "operations")
    assert message == "CommandError: --api-style can't be 'operations'.\nDid you mean operation?\n"
    message = pristine.refused("orders", "--pattern", "oep49", "--api-style", "viewset")
    assert message == "CommandError: --api-style means nothing for the pattern oep49.\nLeave it out.\n"


def test_options_are_listed_with_their_pattern(pristine: Project) -> None:
    listed = pristine.run("--list").stdout
    assert "  --api-style viewset|operation  how the REST API is written: " in listed
    patterns = {each["name"]: each for each in json.loads(pristine.run("--list", "--json").stdout)}
    assert patterns["oep49"]["options"] == []
    (option,) = patterns["services"]["options"]
    assert (option["name"], option["values"]) == ("api_style", ["viewset", "operation"])

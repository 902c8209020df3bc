"""Single files from the templates, for apps that exist."""

import ast
from pathlib import Path

import pytest

from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.model import ModelSpec
from django_opinionated_startapp.scaffold.pieces import render_piece
from django_opinionated_startapp.scaffold.render import Templates
from django_opinionated_startapp.scaffold.request import AppRequest, Place


def piece(name: str, root: Path, pattern: str = "oep49", models: tuple[str, ...] = ("Order",)) -> dict[str, str]:
    place = Place("orders", "shop.orders", root / "shop/orders", root)
    specs = tuple(ModelSpec(each, "orders", ()) for each in models)
    request = AppRequest(place, "orders", PATTERNS[pattern], frozenset(PATTERNS[pattern].component_names), specs)
    return render_piece(name, request, Environment((5, 2)), Templates(root / "startapp_templates"), 88)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_has_every_piece(pattern: str, tmp_path: Path) -> None:
    assert "Keeps orders." in piece("readme", tmp_path, pattern)["README.rst"]
    config = piece("appconfig", tmp_path, pattern)["apps.py"]
    assert [ast.unparse(each) for each in ast.parse(config).body[1:-1]] == ["from django.apps import AppConfig"]
    assert 'name = "shop.orders"\n    label = "orders"\n' in config
    assert not any(word in config for word in ("default_auto_field", "verbose_name", "ready"))
    assert 'apps.get_app_config("orders")' in piece("tests", tmp_path, pattern)["tests/test_app.py"]


def test_a_readme_needs_models_and_a_piece_a_name(tmp_path: Path) -> None:
    assert piece("readme", tmp_path, models=()) == {}
    assert piece("kitchen", tmp_path) == {}


def test_the_templates_of_the_project_go_first(tmp_path: Path) -> None:
    template = tmp_path / "startapp_templates/oep49/README.rst.jinja"
    template.parent.mkdir(parents=True)
    template.write_text("Ours: {{ app.module }}\n", encoding="utf-8")
    assert piece("readme", tmp_path) == {"README.rst": "Ours: shop.orders\n"}

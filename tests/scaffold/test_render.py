"""Templates: the sandbox, the project's own, and what their mistakes are answered with."""

from dataclasses import replace
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold import render
from django_opinionated_startapp.scaffold.environment import Environment, inspect_environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.render import Templates, format_python, make_context, render_app
from django_opinionated_startapp.scaffold.request import AppRequest, Place

ENVIRONMENT = Environment((6, 1))


@pytest.fixture
def request_(tmp_path: Path) -> AppRequest:
    """Return a request for apps.orders with everything in it."""
    place = Place("orders", "apps.orders", tmp_path / "apps" / "orders", tmp_path)
    models = parse_models(["Order title owner:user"], app="orders", label="orders", environment=ENVIRONMENT)
    return AppRequest(place, "orders", OEP49, frozenset(OEP49.component_names), models)


def rendered(request: AppRequest, folder: Path) -> dict[str, str]:
    """Return the text of every file by its path."""
    return {file.path: file.text for file in render_app(request, ENVIRONMENT, Templates(folder))}


def override(folder: Path, name: str, text: str) -> Path:
    """Write a template of the project."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def refusal(request: AppRequest, folder: Path) -> str:
    """Return what the rendering is refused with."""
    with pytest.raises(OpinionatedError) as caught:
        rendered(request, folder)
    return str(caught.value)


def test_every_file_of_the_pattern(request_: AppRequest, tmp_path: Path) -> None:
    """All files come out, in the pattern's order."""
    paths = [file.target.replace("{version}", "v1") for file in OEP49.files]
    assert list(rendered(request_, tmp_path / "none")) == paths


def test_tests_of_the_rest_api_allow_for_what_the_project_puts_before_it(request_: AppRequest, tmp_path: Path) -> None:
    drf = Environment((6, 1), packages=frozenset({"rest_framework"}))
    texts = []
    for environment in (drf, replace(drf, layered=True, own_errors=True)):
        made = render_app(request_, environment, Templates(tmp_path))
        texts.append(next(file.text for file in made if file.path == "tests/test_rest_api_v1.py"))
    plain, behind = texts
    assert "with self.assertNumQueries(2):" in plain
    assert "CaptureQueriesContext" not in plain
    assert "self.assertEqual(list(response.json()), [name])" in plain
    assert "with CaptureQueriesContext(connection) as shorter:" in behind
    assert "with self.assertNumQueries(len(shorter)):" in behind
    assert "self.assertIn(name, response.content.decode())" in behind
    for name in ("from django.db import connection", "from django.test.utils import CaptureQueriesContext"):
        assert (name in plain, name in behind) == (False, True)


def test_file_override(request_: AppRequest, tmp_path: Path) -> None:
    """A file of the project takes the place of the built-in one."""
    folder = override(tmp_path, "oep49/README.rst.jinja", "{{ app.label }}, mine\n")
    assert rendered(request_, folder)["README.rst"] == "orders, mine\n"


def test_block_override(request_: AppRequest, tmp_path: Path) -> None:
    """A block of the project takes the place of one block, and the rest stays."""
    text = '{% extends "builtin:oep49/apps.py.jinja" %}{% block docstring %}"""Mine."""\n{% endblock %}'
    made = rendered(request_, override(tmp_path, "oep49/apps.py.jinja", text))["apps.py"]
    assert made.startswith('"""Mine."""\n')
    assert "class OrdersConfig(AppConfig):" in made


def test_more_files(request_: AppRequest, tmp_path: Path) -> None:
    """A template that the pattern does not know makes one more file; partials make none."""
    override(tmp_path, "oep49/constants.py.jinja", 'LABEL = "{{ app.label }}"\n')
    made = rendered(request_, override(tmp_path, "oep49/_partial.jinja", "x"))
    assert made["constants.py"] == 'LABEL = "orders"\n'
    assert "_partial" not in made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n{{ ap.label }}", "oep49/README.rst.jinja, line 2: 'ap' is undefined.\nDid you mean app?"),
        ("{{ zzz }}", "oep49/README.rst.jinja, line 1: 'zzz' is undefined.\nChoose from app, "),
        (
            "{{ models[0].snak }}",
            "oep49/README.rst.jinja, line 1: 'django_opinionated_startapp.scaffold.model.ModelSpec object' has no attribute 'snak'.\nDid you mean snake?",  # noqa: E501
        ),
        (
            "{{ has.apii }}",
            "oep49/README.rst.jinja, line 1: 'dict object' has no attribute 'apii'.\nDid you mean api?",
        ),
        (
            "{% if %}",
            "oep49/README.rst.jinja, line 1: Expected an expression, got 'end of statement block'\nMend the template.",
        ),
        ("{{ 1 / 0 }}", "oep49/README.rst.jinja, line 1: division by zero\nMend the template."),
        (
            '{% include "nothing" %}',
            "oep49/README.rst.jinja: there is no template 'nothing'.\nThe built-in template is called \"builtin:oep49/README.rst.jinja\".",  # noqa: E501
        ),
        (
            '{% extends "oep49/README.rst.jinja" %}',
            'oep49/README.rst.jinja extends itself.\nThe built-in template is called "builtin:oep49/README.rst.jinja".',  # noqa: E501
        ),
        (
            "{{ ''.__class__.__mro__ }}",
            "oep49/README.rst.jinja, line 1: access to attribute '__class__' of 'str' object is unsafe.",
        ),
    ],
    ids=["nearest", "none-near", "attribute", "component", "syntax", "exception", "missing", "itself", "sandbox"],
)
def test_mistakes(request_: AppRequest, tmp_path: Path, text: str, message: str) -> None:
    """Each is one sentence with template and line, and a hint."""
    assert refusal(request_, override(tmp_path, "oep49/README.rst.jinja", text)).startswith(message)


def test_none_has_nothing(request_: AppRequest, tmp_path: Path) -> None:
    """What has no attributes gets no near miss."""
    folder = override(tmp_path, "oep49/README.rst.jinja", "{{ models[0].key.name }}")
    assert refusal(request_, folder) == (
        "oep49/README.rst.jinja, line 1: 'None' has no attribute 'name'.\ndocs/templates.md lists what there is."
    )


def test_not_utf8(request_: AppRequest, tmp_path: Path) -> None:
    """A template in another encoding is named."""
    override(tmp_path, "oep49/README.rst.jinja", "").joinpath("oep49/README.rst.jinja").write_bytes(b"\xff")
    assert refusal(request_, tmp_path).startswith("oep49/README.rst.jinja: 'utf-8' codec can't decode byte 0xff")


def test_models_of_one_request_make_each_other(tmp_path: Path) -> None:
    """A model of the same app is made by its own factory, one of another app by one more."""
    place = Place("orders", "apps.orders", tmp_path / "orders", tmp_path)
    specs = ["Author name", "Book author:fk:Author owner:user"]
    models = parse_models(specs, app="orders", label="orders", environment=ENVIRONMENT)
    request = AppRequest(place, "orders", OEP49, frozenset(OEP49.component_names), models)
    targets = make_context(request, ENVIRONMENT)["targets"]
    assert isinstance(targets, tuple)
    assert [target.factory for target in targets] == ["make_user"]


def test_what_a_model_needs_is_made_before_it(tmp_path: Path) -> None:
    """A permission of Django's is one of a content type."""
    place = Place("orders", "apps.orders", tmp_path / "orders", tmp_path)
    booted = inspect_environment(booted=True)
    models = parse_models(["Order may:fk:auth.Permission"], app="orders", label="orders", environment=booted)
    request = AppRequest(place, "orders", OEP49, frozenset(OEP49.component_names), models)
    targets = make_context(request, booted)["targets"]
    assert isinstance(targets, tuple)
    assert [target.label for target in targets] == ["contenttypes.ContentType", "auth.Permission"]


def test_no_python(request_: AppRequest, tmp_path: Path) -> None:
    """A template that does not make Python is named."""
    folder = override(tmp_path, "oep49/apps.py.jinja", "class (:\n")
    assert refusal(request_, folder).startswith("The template oep49/apps.py.jinja does not make Python: ")


def test_format_refuses_what_is_no_python() -> None:
    """Black's complaint names the template."""
    with pytest.raises(OpinionatedError) as caught:
        format_python("class (:\n", "a.jinja", 88)
    assert caught.value.message.startswith("The template a.jinja does not make Python: ")


def test_format_keeps_the_line_length() -> None:
    """The project's own line length is used."""
    text = f"x = f({'a' * 40}, {'b' * 40})\n"
    assert format_python(text, "a.jinja", 119) == text
    assert format_python(text, "a.jinja", 79).count("\n") == 4


def test_context_is_documented(request_: AppRequest) -> None:
    """The variables are those that docs/templates.md describes."""
    assert sorted(make_context(request_, ENVIRONMENT)) == [
        "app",
        "common",
        "env",
        "has",
        "models",
        "options",
        "targets",
        "version",
    ]


@pytest.mark.parametrize(("forbidden", "kept"), [(False, True), (True, False)], ids=["may write", "may not"])
def test_compiled_templates_are_kept_where_python_keeps_its_own(
    request_: AppRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, forbidden: bool, kept: bool
) -> None:
    """A second run finds them, and says the same; where Python may not write, nothing is written."""
    monkeypatch.setattr("sys.dont_write_bytecode", forbidden)
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "compiled"))
    folder = Path(cache_from_source(render.__file__)).parent
    folder.mkdir(parents=True)
    first = rendered(request_, tmp_path)
    written = {path: path.stat().st_mtime_ns for path in folder.glob("template_*.cache")}
    assert bool(written) is kept
    assert rendered(request_, tmp_path) == first
    assert {path: path.stat().st_mtime_ns for path in folder.glob("template_*.cache")} == written

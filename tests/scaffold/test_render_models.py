"""Files that a pattern has for each model."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import DOMAIN, OEP49, SERVICES, Pattern, PatternFile
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.render import Templates, render_app
from django_opinionated_startapp.scaffold.request import AppRequest, Place

ENVIRONMENT = Environment((6, 1))


def rendered(
    folder: Path, *specs: str, versions: tuple[str, ...] = ("v1",), pattern: Pattern = DOMAIN, without: str = ""
) -> dict[str, str]:
    """Return the text of every file of an app by its path; ``folder`` has the project's own templates."""
    place = Place("orders", "apps.orders", folder / "apps" / "orders", folder)
    models = parse_models(specs, app="orders", label="orders", environment=ENVIRONMENT)
    request = AppRequest(place, "orders", pattern, frozenset(pattern.component_names) - {without}, models, versions)
    return {file.path: file.text for file in render_app(request, ENVIRONMENT, Templates(folder))}


def own(folder: Path, name: str, text: str) -> None:
    """Write a template of the project."""
    path = folder / "domain" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_name_of_a_template_says_model_and_models() -> None:
    assert PatternFile("domain/{model}.py").template == "domain/model.py.jinja"
    assert PatternFile("queries/_list_{models}.py").template == "queries/_list_models.py.jinja"


def test_each_model_has_its_own_modules(tmp_path: Path) -> None:
    made = rendered(tmp_path, "Order title", "OrderItem label order:fk:Order", "Series name")
    for verb in ("create", "update", "delete"):
        names = [Path(path).name for path in made if path.startswith(f"domain/mutations/_{verb}")]
        assert names == [f"_{verb}_order.py", f"_{verb}_order_item.py", f"_{verb}_series.py"]
    names = [Path(path).name for path in made if path.startswith("domain/queries/_list")]
    assert names == ["_list_orders.py", "_list_order_items.py", "_list_series_list.py"]
    assert "def create_order_item(" in made["domain/mutations/_create_order_item.py"]


def test_files_of_a_version_and_of_a_model_are_apart(tmp_path: Path) -> None:
    own(tmp_path, "rest_api/{version}/{model}.py.jinja", 'WHAT = "{{ version }} {{ model.name }}"\n')
    made = rendered(tmp_path, "Order title", "Item label", versions=("v1", "v2"))
    assert {path: text for path, text in made.items() if "WHAT" in text} == {
        "rest_api/v1/order.py": 'WHAT = "v1 Order"\n',
        "rest_api/v1/item.py": 'WHAT = "v1 Item"\n',
        "rest_api/v2/order.py": 'WHAT = "v2 Order"\n',
        "rest_api/v2/item.py": 'WHAT = "v2 Item"\n',
    }


def test_a_project_may_add_a_private_module(tmp_path: Path) -> None:
    own(tmp_path, "domain/mutations/_cancel_order.py.jinja", "def cancel_order() -> None: ...\n")
    own(tmp_path, "_parts.jinja", "no module\n")
    made = rendered(tmp_path, "Order title")
    assert made["domain/mutations/_cancel_order.py"] == "def cancel_order() -> None: ...\n"
    assert not any("_parts" in path for path in made)


@pytest.mark.parametrize(("model", "module"), [("Mutations", "domain/mutations.py"), ("Queries", "domain/queries.py")])
def test_a_model_may_not_hide_a_package(tmp_path: Path, model: str, module: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        rendered(tmp_path, f"{model} title")
    assert caught.value.message == f"{module} can't be imported beside the folder of the same name."
    assert caught.value.hint == "Choose another name for the model."


def test_a_field_may_be_called_like_its_model_or_like_a_method_of_tuples(tmp_path: Path) -> None:
    made = rendered(tmp_path, "Size size:int count:posint index:int")
    update = made["domain/mutations/_update_size.py"]
    assert "    size_.size = size\n" in update
    assert "    count_: int\n    index_: int\n" in made["domain/size.py"]
    assert "count=count" in made["domain/mutations/_create_size.py"]


OWN_NAMES = (
    "Size owner:user size:int title:str",
    "Note note:fk:self note_pk:int title:str",
    "Mark mark:user count:int",
    "Tag tag:m2m:self transaction:str partial:str",
    "Item items:int item_id:str",
)


def overwritten(tree: ast.Module) -> Iterator[str]:
    """Yield the parameters that their functions, or loops in these, give another value."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            given = {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}
            names = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
            called = [each.func for each in ast.walk(function) if isinstance(each, ast.Call)]
            used = [each.value if isinstance(each, ast.Attribute) else each for each in called]
            yield from given & {each.id for each in names if isinstance(each.ctx, ast.Store)}
            yield from given & {"partial", "transaction"} & {each.id for each in used if isinstance(each, ast.Name)}


@pytest.mark.parametrize("without", ["signals", ""])
@pytest.mark.parametrize("pattern", [OEP49, SERVICES, DOMAIN], ids=lambda each: each.name)
def test_no_field_takes_the_name_of_something_else(tmp_path: Path, pattern: Pattern, without: str) -> None:
    made = rendered(tmp_path, *OWN_NAMES, pattern=pattern, without=without)
    for path, text in made.items():
        if path.endswith(".py"):
            tree = ast.parse(text)
            compile(tree, path, "exec")
            assert (path, list(overwritten(tree))) == (path, [])


@pytest.mark.parametrize("pattern", [OEP49, SERVICES, DOMAIN], ids=lambda pattern: pattern.name)
def test_no_object_takes_the_name_of_the_request_or_its_body(tmp_path: Path, pattern: Pattern) -> None:
    for model in ("Request", "Body"):
        views = rendered(tmp_path, f"{model} title owner:user", pattern=pattern)["rest_api/v1/views.py"]
        methods = [node for node in ast.walk(ast.parse(views)) if isinstance(node, ast.FunctionDef)]
        for method in methods:
            own = [node.arg for node in method.args.args]
            own += [
                node.id for node in ast.walk(method) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ]
            assert own.count(model.lower()) <= 1, (model, method.name)


def test_the_domain_says_whether_values_are_taken_together(tmp_path: Path) -> None:
    with_drf = replace(ENVIRONMENT, packages=frozenset({"rest_framework"}))
    (order,) = parse_models(["Order title number:int"], app="orders", label="orders", environment=with_drf)
    order = replace(order, fields=tuple(replace(field, together=True) for field in order.fields))
    place = Place("orders", "orders", tmp_path / "orders", tmp_path)
    request = AppRequest(place, "orders", DOMAIN, frozenset(DOMAIN.component_names), (order,))
    made = {file.path: file.text for file in render_app(request, with_drf, Templates(tmp_path))}
    assert "        validators = ()\n" in made["rest_api/v1/http_payloads.py"]

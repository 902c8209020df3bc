"""What apps share: where it is imported from, what is made of it, and what is left alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold.build import Project
from django_opinionated_startapp.scaffold.common import common_changes
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.manifest import ManifestFile, dump, manifest_for, parse, request_from
from django_opinionated_startapp.scaffold.render import Templates, render_app
from django_opinionated_startapp.scaffold.request import AppRequest, Place
from django_opinionated_startapp.scaffold.shared import common_notes, shared_classes
from django_opinionated_startapp.scaffold.upgrade import regrow

DRF = Environment((6, 1), packages=frozenset({"rest_framework"}))
PROJECT = Project(DRF, Config())
OWNED, SHARED = "Order title owner:user", "Hub size:int"
NEITHER = {"StandardPagination": "", "IsOwner": "", "IsStaffOrReadOnly": ""}
OWN = "defines no {0}, so apps.orders has one of its own."


def app(root: Path, *specs: str, pattern: str = "oep49", common: str = "common", only: str = "rest_api") -> AppRequest:
    """Return a request for an app in ``root``, with the component ``only`` and what it needs."""
    needs = {"services": ("services", "selectors"), "domain": ("concepts", "mutations", "queries")}.get(pattern, ())
    models = parse_models(specs or (OWNED, SHARED), app="orders", label="orders", environment=DRF)
    place = Place("orders", "apps.orders", root / "apps" / "orders", root)
    components = frozenset({*only.split(), *needs})
    return AppRequest(place, "orders", PATTERNS[pattern], components, models, specs=specs, common=common)


def rendered(request: AppRequest) -> dict[str, str]:
    """Return the files of the app."""
    made = render_app(request, DRF, Templates(request.place.root / "startapp_templates"))
    return {file.path.removeprefix("rest_api/v1/"): file.text for file in made}


def made(request: AppRequest, *imports: str) -> dict[str, str]:
    """Return what is made in the shared package for an app that has the lines ``imports``."""
    changes = common_changes(request, PROJECT, [line.encode() for line in imports])
    return {each.path.relative_to(request.place.root).as_posix(): each.content.decode() for each in changes}


def write(root: Path, files: dict[str, str]) -> None:
    """Write ``files``."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.mark.parametrize("pattern", ["oep49", "services", "domain"])
def test_an_app_imports_what_it_would_define(tmp_path: Path, pattern: str) -> None:
    files = rendered(app(tmp_path, pattern=pattern))
    assert "from common.pagination import StandardPagination\n" in files["views.py"]
    assert "Pagination(" not in files["views.py"]
    assert "pagination_class = StandardPagination" in files["views.py"]
    assert "from common.permissions import IsOwner, IsStaffOrReadOnly\n" in files["permissions.py"]
    assert 'class IsOrderOwner(IsOwner):\n    """Only' in files["permissions.py"]
    assert '__all__ = ["IsOrderOwner", "IsStaffOrReadOnly"]' in files["permissions.py"]
    assert "class IsStaffOrReadOnly" not in files["permissions.py"]


def test_sizes_in_the_settings_of_an_app_are_its_own(tmp_path: Path) -> None:
    views = rendered(app(tmp_path, pattern="services", only="rest_api conf"))["views.py"]
    assert "class OrdersPagination(PageNumberPagination):" in views
    assert "StandardPagination" not in views


def test_nothing_is_shared_unless_somebody_asks(tmp_path: Path) -> None:
    write(tmp_path, {"common/permissions.py": "class IsStaffOrReadOnly: pass\n"})
    request = app(tmp_path, common="")
    assert shared_classes(request) == NEITHER
    assert "common" not in "".join(rendered(request).values())
    assert made(request, "from common.permissions import IsOwner") == {}
    assert list(common_notes(request, DRF)) == []


def test_what_the_app_imports_is_made_and_nothing_else(tmp_path: Path) -> None:
    request = app(tmp_path, common="shop.common")
    files = made(request, "from shop.common.permissions import IsOwner")
    assert list(files) == ["shop/__init__.py", "shop/common/__init__.py", "shop/common/permissions.py"]
    assert files["shop/common/permissions.py"].startswith('"""Permissions in the REST API')
    assert made(request, "from common.permissions import IsOwner") == {}


def test_templates_of_the_project_go_first(tmp_path: Path) -> None:
    text = '{% extends "builtin:common/pagination.py.jinja" %}{% block sizes %}    page_size = 7\n{% endblock %}'
    write(tmp_path, {"startapp_templates/common/pagination.py.jinja": text, "common/dates.py": ""})
    files = made(app(tmp_path), "from common.pagination import StandardPagination")
    assert list(files) == ["common/pagination.py"]
    assert files["common/pagination.py"].endswith("    page_size = 7\n")


@pytest.mark.parametrize(
    ("text", "used"),
    [
        (
            'class IsOwner:\n    owner_attribute = "user_id"\nclass IsStaffOrReadOnly: pass\n',
            ["IsOwner", "IsStaffOrReadOnly"],
        ),
        ('class IsOwner:\n    owner_attribute: str = "user_id"\n    def f(self): ...\n', ["IsOwner"]),
        ("class IsOwner:\n    owner_attribute: str\n", []),
        ("class IsStaffOrReadOnly: pass\n", ["IsStaffOrReadOnly"]),
        ("from elsewhere import IsOwner\n", []),
        ("class IsOwner(:\n", []),
    ],
    ids=["both", "annotated", "no-value", "one", "imported", "broken"],
)
@pytest.mark.parametrize("module", ["common/permissions.py", "common/permissions/__init__.py"])
def test_a_module_of_the_project_is_used_as_it_is(tmp_path: Path, module: str, text: str, used: list[str]) -> None:
    write(tmp_path, {module: text})
    request = app(tmp_path)
    found = shared_classes(request)
    assert [name for name, where in found.items() if where == "common.permissions"] == used
    files = rendered(request)["permissions.py"]
    assert ("class IsOrderOwner(IsOwner)" in files) == ("IsOwner" in used)
    assert ("class IsStaffOrReadOnly" in files) == ("IsStaffOrReadOnly" not in used)
    assert made(request, "from common.permissions import IsOwner") == {}
    missing = {"IsOwner": "IsOwner with owner_attribute", "IsStaffOrReadOnly": "IsStaffOrReadOnly"}
    wanted = [f"common.permissions {OWN.format(what)}" for name, what in missing.items() if name not in used]
    assert list(common_notes(request, DRF)) == wanted


def test_there_is_no_note_on_what_the_app_has_no_use_for(tmp_path: Path) -> None:
    write(tmp_path, {"common/permissions.py": "", "common/pagination.py": ""})
    paged = f"common.pagination {OWN.format('StandardPagination with page_size_query_param')}"
    staff = f"common.permissions {OWN.format('IsStaffOrReadOnly')}"
    assert list(common_notes(app(tmp_path, SHARED), DRF)) == [paged, staff]
    assert list(common_notes(app(tmp_path, only="admin"), DRF)) == []
    bare = list(common_notes(app(tmp_path), Environment((6, 1))))
    assert bare == ["Nothing of common is used: what apps share needs Django REST framework."]


def test_a_package_from_elsewhere_is_used_and_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    write(elsewhere, {"acme/pagination.py": "class StandardPagination:\n    page_size_query_param = 'n'\n"})
    monkeypatch.syspath_prepend(str(elsewhere))
    request = app(root, common="acme")
    assert shared_classes(request) == {**NEITHER, "StandardPagination": "acme.pagination"}
    assert made(request, "from acme.permissions import IsOwner") == {}


@pytest.mark.parametrize(
    ("package", "files", "message"),
    [
        ("apps.orders.common", {}, "apps.orders can't be in apps.orders.common, which holds"),
        ("apps", {}, "apps.orders can't be in apps, which holds"),
        ("shop.common", {"shop/common.py": ""}, "shop.common is a module, and can't hold"),
        ("keyword", {}, "keyword is a module, and can't hold"),
    ],
)
def test_a_package_that_cannot_be(tmp_path: Path, package: str, files: dict[str, str], message: str) -> None:
    write(tmp_path, files)
    with pytest.raises(OpinionatedError) as caught:
        shared_classes(app(tmp_path, common=package))
    assert caught.value.message.startswith(message)


def test_the_manifest_holds_it(tmp_path: Path) -> None:
    request = app(tmp_path, OWNED, common="shop.common")
    manifest = manifest_for(request, DRF, Config(), (), ())
    assert manifest.answers["common"] == "shop.common"
    text = dump(manifest)
    assert request_from(parse(text, tmp_path), request.place, DRF) == request
    assert b"common" not in dump(replace(manifest, common=""))
    with pytest.raises(OpinionatedError, match="shared package can't be one"):
        parse(text.replace(b"shop.common", b"shop common"), tmp_path)


def test_what_was_taken_away_is_not_made_again(tmp_path: Path) -> None:
    """Growth makes what the app did not import before; an upgrade what the templates import now."""
    request = app(tmp_path, OWNED, only="admin")
    earlier = manifest_for(request, DRF, Config(), (), ())
    (request.place.directory).mkdir(parents=True)
    (request.place.directory / ".startpatternapp.json").write_bytes(dump(earlier))
    grown = replace(request, components=request.components | {"rest_api"})
    changes = regrow(earlier, grown, PROJECT).changes.changes
    paths = [each.path.relative_to(tmp_path).as_posix() for each in changes]
    assert [path for path in paths if path.startswith("common")] == [
        "common/__init__.py",
        "common/pagination.py",
        "common/permissions.py",
    ]
    assert ChangeSet(tmp_path, changes).conflicts() == ()
    files = (ManifestFile("views.py", b"from common.pagination import StandardPagination\n"),)
    again = common_changes(grown, PROJECT, [files[0].base], replace(earlier, files=files))
    assert again == ()

"""Two questions, asked of an app list and of a URLconf: is the edit the one expected, or is it refused in these words?

Every text is also run, before and after: what counts is what Django would get to see.
"""

import contextlib
import difflib
import importlib
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import clear_url_caches
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from django_opinionated_startapp.scaffold.wire import (
    AppEntry,
    CannotWire,
    Find,
    SourceFile,
    WireEdit,
    add_installed_apps,
    add_url_include,
    additions,
    take_back,
)

Text = str | bytes
Tree = Mapping[str, Text]

ORDERS = AppEntry("apps.orders", "apps.orders.apps.OrdersConfig")
# Modules that the texts of the tests mention, so that they can be run.
SURROUNDINGS = {
    "views.py": "def view(request, **kwargs): ...\nrest = admin = view\n",
    "apps/orders/urls.py": "from django.urls import path\nimport views\n"
    "urlpatterns = [path('', views.view, name='new')]\n",
    "routers.py": "from django.urls import path\nimport views\nclass Router:\n    @property\n"
    "    def urls(self): return [path('users/', views.view)]\nrouter = Router()\n",
    "configurations.py": "class Configuration: ...\n",
    "split_settings/tools.py": textwrap.dedent(
        """\
        import inspect, pathlib
        optional = str
        def include(*names):
            scope = inspect.stack()[1].frame.f_globals
            for path in [pathlib.Path(scope["__file__"]).parent / name for name in names]:
                if path.exists():
                    exec(path.read_text(), scope)
        """
    ),
}


def encoded(text: Text) -> bytes:
    return text if isinstance(text, bytes) else textwrap.dedent(text).encode()


def write(root: Path, files: Tree) -> None:
    for name, text in {**SURROUNDINGS, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(text))


def finder(*roots: Path) -> Find:
    def find(module: str) -> SourceFile | None:
        stem = module.replace(".", "/")
        for path in (root / name for root in roots for name in (f"{stem}.py", f"{stem}/__init__.py")):
            if path.is_file():
                return SourceFile(path, path.read_bytes())
        return None

    return find


@contextlib.contextmanager
def imported(root: Path, module: str) -> Iterator[ModuleType]:
    """Give the module of the project below ``root``, imported afresh."""
    tops = {path.stem for path in root.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.partition(".")[0] in tops]:
            patch.delitem(sys.modules, name)  # a package of this name that is installed
        before = set(sys.modules)
        patch.syspath_prepend(root)
        patch.setattr(sys, "dont_write_bytecode", True)
        try:
            yield importlib.import_module(module)
        finally:
            for name in set(sys.modules) - before:
                if str(getattr(sys.modules[name], "__file__", None) or root).startswith(str(root)):
                    del sys.modules[name]
            clear_url_caches()


def lines(text: bytes) -> list[str]:
    """Return the lines, shown with their ends."""
    return [repr(line) for line in re.split(rb"(?<=\n)|(?<=\r)(?!\n)", text)]


def changed_lines(edit: WireEdit) -> tuple[int, int]:
    """Return how many lines are gone and how many are new."""
    differences = [line[0] for line in difflib.ndiff(lines(edit.before), lines(edit.after))]
    return differences.count("-"), differences.count("+")


def installed_apps(root: Path, module: str, attribute: str) -> list[str]:
    with imported(root, module) as settings:
        return list(attrgetter(attribute)(settings))


def tree(files: Tree | Text, name: str) -> dict[str, bytes]:
    """Return the files as bytes; of a text alone, the file ``name``."""
    return {path: encoded(text) for path, text in (files if isinstance(files, Mapping) else {name: files}).items()}


def check_edits(root: Path, files: Tree, edits: Sequence[WireEdit], expected: Tree, diff: tuple[int, int]) -> None:
    """Hold that the edits lead to what is ``expected``, and carry them out."""
    assert {edit.path.relative_to(root).as_posix(): edit.after for edit in edits} == expected
    assert [edit.before for edit in edits] == [files[edit.path.relative_to(root).as_posix()] for edit in edits]
    assert [changed_lines(edit) for edit in edits] == [diff] * len(edits)
    write(root, expected)


def check_apps(
    tmp_path: Path,
    before: Tree | Text,
    after: Tree | Text,
    *entries: AppEntry,
    where: str = "settings:INSTALLED_APPS",
    diff: tuple[int, int] = (0, 1),
) -> tuple[WireEdit, ...]:
    """Hold that the files of ``after`` change, by ``diff`` lines, no others, and that the list gains the apps."""
    files, expected = tree(before, "settings.py"), tree(after, "settings.py")
    wanted = entries or (ORDERS,)
    module, attribute = where.split(":")
    root = tmp_path / "project"
    write(root, files)
    old = installed_apps(root, module, attribute)
    edits = add_installed_apps(module, wanted, find=finder(root), root=root)
    check_edits(root, files, edits, expected, diff)
    new = installed_apps(root, module, attribute)
    added = [text for text in new if text not in old]
    assert len(added) == len(wanted)
    assert all(entry.is_spelled(text) for entry, text in zip(wanted, added, strict=True))
    assert [text for text in new if text not in added] == old
    assert add_installed_apps(module, wanted, find=finder(root), root=root) == ()
    check_taken_back(edits, wanted)
    return edits


def check_taken_back(edits: Sequence[WireEdit], entries: Sequence[AppEntry] = ()) -> None:
    """Hold that what the edits have added can be named, and taken back to the byte."""
    for edit in edits:
        added = additions(edit, entries, "apps.orders.urls")
        assert added
        assert take_back(SourceFile(edit.path, edit.after), added) == edit.before
        if b"include('apps.orders.urls')" not in edit.before:
            assert take_back(SourceFile(edit.path, edit.before), added) == edit.before


def check_apps_refused(tmp_path: Path, before: Tree | Text, message: str, hint: str) -> None:
    root = tmp_path / "project"
    write(root, tree(before, "settings.py"))
    with pytest.raises(CannotWire) as caught:
        add_installed_apps("settings", [ORDERS], find=finder(root, tmp_path / "outside"), root=root)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def shown(pattern: URLPattern | URLResolver) -> tuple[str, str]:
    included = getattr(pattern, "urlconf_name", "")
    return str(pattern.pattern), getattr(included, "__name__", repr(type(included)))


def url_patterns(root: Path, module: str) -> list[tuple[str, str]]:
    with imported(root, module) as urlconf:
        return [shown(pattern) for pattern in urlconf.urlpatterns]


def resolved_name(root: Path, module: str, request: str) -> str | None:
    with imported(root, module) as urlconf:
        match: Any = URLResolver(RegexPattern(r"^"), urlconf).resolve(request)
        return str(match.url_name)


def check_urls(
    tmp_path: Path,
    before: Tree | str,
    after: Tree | str,
    *,
    route: str = "api/orders/",
    diff: tuple[int, int] = (0, 1),
) -> tuple[WireEdit, ...]:
    """Hold that the files of ``after`` change, by ``diff`` lines, no others, and that requests now reach the app."""
    files, expected = tree(before, "urls.py"), tree(after, "urls.py")
    root = tmp_path / "project"
    write(root, files)
    old = url_patterns(root, "urls")
    edits = add_url_include("urls", route=route, module="apps.orders.urls", find=finder(root), root=root)
    check_edits(root, files, edits, expected, diff)
    new = url_patterns(root, "urls")
    assert [pattern for pattern in new if pattern in old] == old
    assert len(new) - len(old) == ("urls.py" in expected)
    assert resolved_name(root, "urls", route) == "new"
    assert add_url_include("urls", route=route, module="apps.orders.urls", find=finder(root), root=root) == ()
    check_taken_back(edits)
    return edits


def check_urls_refused(
    tmp_path: Path, before: Tree | str, message: str, hint: str = "", *, outside: Tree | None = None
) -> None:
    root = tmp_path / "project"
    write(root, tree(before, "urls.py"))
    write(tmp_path / "outside", outside or {})
    add = 'Add this line to urlpatterns in urls.py: path("api/orders/", include("apps.orders.urls")),'
    with pytest.raises(CannotWire) as caught:
        add_url_include(
            "urls",
            route="api/orders/",
            module="apps.orders.urls",
            find=finder(root, tmp_path / "outside"),
            root=root,
        )
    assert (caught.value.message, caught.value.hint) == (message, hint or add)

"""Single files for an app that exists already, from the same templates that make whole apps."""

import ast
from dataclasses import replace

from ..pattern import OEP49, Pattern
from .environment import Environment
from .render import SUFFIX, Templates, format_python, make_context
from .request import AppRequest
from .tidy import tidy_imports

_TESTS = "pieces/tests/test_app.py"
# What an app without an AppConfig has not, and would have from then on: it would need a migration, or look different.
_DECISIONS = ("default_auto_field", "verbose_name")


def render_piece(
    piece: str, request: AppRequest, environment: Environment, templates: Templates, line_length: int
) -> dict[str, str]:
    """Return the files that ``piece`` consists of, by their paths in the app; none for a piece that can't be told.

    Pieces are ``readme``, ``appconfig`` and ``tests``. Raises ``OpinionatedError`` for a broken template.
    """
    if piece == "readme" and request.models:  # without a model there is nothing to say about purpose or vocabulary
        pattern, name = _readme(request.pattern)
        return {name: templates.render(f"{pattern}/{name}{SUFFIX}", make_context(request, environment)).lstrip("\n")}
    if piece == "appconfig":
        bare = replace(request, components=frozenset())
        name = f"{request.pattern.name}/apps.py{SUFFIX}"
        text = tidy_imports(_undecided(templates.render(name, make_context(bare, environment))), name)
        return {"apps.py": format_python(text, name, line_length)}
    if piece == "tests":
        text = templates.render(f"{_TESTS}{SUFFIX}", make_context(request, environment))
        return {"tests/__init__.py": "", "tests/test_app.py": format_python(text, _TESTS, line_length)}
    return {}


def _readme(pattern: Pattern) -> tuple[str, str]:
    """Return the pattern and the name of its README, those of OEP-49 for one that has none inside the app."""
    names = [file.target for file in pattern.files if file.target.startswith("README") and not file.beside]
    return (pattern.name, names[0]) if names else (OEP49.name, "README.rst")


def _undecided(text: str) -> str:
    """Return the module with its class leaving open what is open without one."""
    gone: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(each, ast.Name) and each.id in _DECISIONS for each in targets):
            gone.update(each.lineno for each in targets)
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True), 1) if number not in gone)

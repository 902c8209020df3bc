"""For a wall and for a review: one page that holds everything, and needs no network.

It is readable without JavaScript; the script filters the findings, and shows the evidence of an edge that was chosen.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ....wording import counted, printable
from ...project import Project
from ...report import Report
from .._look import Look
from .page import make_page, project_name
from .picture import make_picture
from .trend import LEVELS

_FOLDER = Path(__file__).parent


def render(report: Report, look: Look) -> str:
    """Return the page: the counts, the graph of the apps if ``look`` knows the project, and the findings."""
    return _filled(
        "page.html.jinja",
        name=project_name(look.project) if look.project else "",
        subject="Audit of the apps",
        page=make_page(report, look),
        picture=make_picture(look.project) if look.project else None,
        levels=[level.value for level in LEVELS],
        by_level={level.value: level for level in LEVELS},
    )


def graph_page(project: Project) -> str:
    """Return a page with the graph alone."""
    picture = make_picture(project)
    return _filled("graph.html.jinja", name=project_name(project), subject="Graph of the apps", picture=picture)


def _filled(template: str, **values: object) -> str:
    style, script = (_content(name) for name in ("page.css", "page.js"))
    policy = _policy(style, script)
    return _environment().get_template(template).render(style=style, script=script, policy=policy, **values)


def _content(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return the rules of the page: it loads nothing, and runs nothing but its own script."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"printable": printable, "counted": counted}
    return environment

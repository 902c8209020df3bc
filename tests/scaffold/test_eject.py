from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.eject import TemplateStatus, eject, template_status
from django_opinionated_startapp.scaffold.render import BUILTIN


def ejected(folder: Path, wanted: str) -> list[str]:
    eject(wanted, folder, folder).apply()
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_pattern_is_ejected_whole(tmp_path: Path) -> None:
    every = sorted(path.relative_to(BUILTIN).as_posix() for path in (BUILTIN / "oep49").rglob("*.jinja"))
    assert ejected(tmp_path, "oep49") == every
    assert {status.state for status in template_status(tmp_path)} == {"current"}
    assert eject("oep49", tmp_path, tmp_path).pending().changes == ()


@pytest.mark.parametrize("file", ["rest_api/v1/urls.py", "rest_api/v1/urls.py.jinja"])
def test_one_file_is_ejected_under_a_line_of_its_own(tmp_path: Path, file: str) -> None:
    assert ejected(tmp_path, f"oep49/{file}") == ["oep49/rest_api/v1/urls.py.jinja"]
    first, rest = (tmp_path / "oep49/rest_api/v1/urls.py.jinja").read_bytes().split(b"\n", 1)
    assert first.startswith(b"{# ejected from oep49/rest_api/v1/urls.py.jinja sha256:")
    assert rest == (BUILTIN / "oep49/rest_api/v1/urls.py.jinja").read_bytes()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("oep94", "There is no pattern 'oep94'.\nDid you mean oep49?"),
        ("../etc", "There is no pattern '..'.\nChoose from domain, oep49, reusable, services."),
        ("oep49/model.py", "The pattern oep49 has no template 'model.py'.\nDid you mean models.py.jinja?"),
        ("oep49/../../render.py", "The pattern oep49 has no template '../../render.py'.\n"),
    ],
)
def test_what_there_is_not(tmp_path: Path, wanted: str, message: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        eject(wanted, tmp_path, tmp_path)
    assert str(caught.value).startswith(message)


def test_states(tmp_path: Path) -> None:
    for name in ("api", "data", "apps", "urls"):
        ejected(tmp_path, f"oep49/{name}.py")
    folder = tmp_path / "oep49"
    data, apps, urls = (folder / f"{name}.py.jinja" for name in ("data", "apps", "urls"))
    data.write_text("{# ejected from oep49/data.py.jinja sha256:" + "0" * 64 + " of 0.0.1 #}\nchanged")
    apps.write_text("{# ejected from oep49/old.py.jinja sha256:" + "0" * 64 + " of 0.0.1 #}\n")
    urls.write_text("{# ejected from oep48/urls.py.jinja sha256:" + "0" * 64 + " of 0.0.1 #}\n")
    (folder / "own.py.jinja").write_bytes(b"\xff")
    (folder / "folder.jinja").mkdir()
    assert list(template_status(tmp_path)) == [
        TemplateStatus("oep49/api.py.jinja", "current"),
        TemplateStatus("oep49/apps.py.jinja", "gone upstream"),
        TemplateStatus("oep49/data.py.jinja", "changed upstream"),
        TemplateStatus("oep49/own.py.jinja", "own"),
        TemplateStatus("oep49/urls.py.jinja", "gone upstream"),
    ]


def test_no_folder_no_templates(tmp_path: Path) -> None:
    assert list(template_status(tmp_path / "missing")) == []

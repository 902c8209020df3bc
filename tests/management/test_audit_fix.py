"""``--fix``, ``--unsafe`` and ``--diff`` of auditapps, through both doors."""

import io
import json
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.fixes.kinds import Edit, Fix
from django_opinionated_startapp.audit.rules.appconfig.app_config_name_mismatch import AppConfigNameMismatch
from django_opinionated_startapp.management.audit import Streams
from tests.audit.trees import write_tree

TREE = {
    "shop/__init__.py": "",
    "shop/orders/__init__.py": 'default_app_config = "shop.orders.apps.OrdersConfig"\n',
    "shop/orders/apps.py": """
        from django.apps import AppConfig

        class OrdersConfig(AppConfig):
            name = "orders"  # moved
        """,
    "shop/orders/models.py": """
        from django.db import models

        class Order(models.Model):
            customer = models.ForeignKey("auth.User", models.CASCADE)
        """,
}
RULES = "AC002,AC003,MO002"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a project with two findings that --fix mends and one that --unsafe does."""
    root = write_tree(tmp_path.resolve(), TREE)
    monkeypatch.chdir(root)
    return root


def audit(*arguments: str) -> int:
    return main(["auditapps", "--select", RULES, "--no-cache", *arguments])


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_safe_fixes_are_made_and_what_remains_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--fix") == 1
    out, err = capsys.readouterr()
    assert err == (
        "Fixed 2 findings in 2 files: shop/orders/__init__.py, shop/orders/apps.py.\n"
        "1 finding remains, 1 of which --unsafe would fix.\n"
    )
    assert "MO002" in out
    assert "1 finding may be fixable with --fix --unsafe" in out
    assert 'name = "shop.orders"  # moved' in (project / "shop/orders/apps.py").read_text()
    assert not (project / "shop/orders/__init__.py").read_text()


def test_unsafe_fixes_are_made_where_they_are_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--fix", "--unsafe", "--format", "json") == 0
    out, err = capsys.readouterr()
    assert err.endswith("shop/orders/models.py.\n")
    assert json.loads(out)["findings"] == []
    assert "settings.AUTH_USER_MODEL" in (project / "shop/orders/models.py").read_text()
    assert audit("--fix", "--unsafe") == 0
    assert capsys.readouterr().err == "Nothing to fix.\n"


@pytest.mark.parametrize("options", [("--diff",), ("--fix", "--diff"), ("--fix", "--dry-run")])
def test_a_diff_is_a_patch_that_does_the_same(
    options: tuple[str, ...], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "shop/orders/apps.py").write_bytes(
        b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + (project / "shop/orders/apps.py").read_bytes()
    )
    before = contents(project)
    assert audit(*options) == 1
    out, err = capsys.readouterr()
    assert contents(project) == before
    assert err.startswith("Would fix 2 findings in 2 files")
    command = ["git", "apply", "-"]
    subprocess.run(command, cwd=project, input=out.encode("utf-8", "surrogateescape"), check=True)
    patched = contents(project)
    write_tree(project, dict(before))
    audit("--fix")
    assert contents(project) == patched


def test_the_other_door_fixes_by_the_source(project: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("auditapps", select=[RULES], fix=True, unsafe=True, no_cache=True, stdout=out, stderr=err)
    assert err.getvalue().startswith("Fixed 3 findings in 3 files")
    assert "settings.AUTH_USER_MODEL" in (project / "shop/orders/models.py").read_text()
    with pytest.raises(CommandError, match="--fix goes by the source, so --introspect can't go with it"):
        call_command("auditapps", fix=True, introspect=True, stdout=out)


def test_a_report_of_what_remains_goes_into_a_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("--fix", "--output", "report.txt") == 1
    assert capsys.readouterr().out == ""
    assert "MO002" in (project / "report.txt").read_text()


def test_what_is_excused_or_not_asked_about_stays(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "shop/orders/apps.py"
    path.write_text(path.read_text().replace("# moved", "# audit: ignore[AC002] later"))
    assert audit("--write-baseline") == 0
    before = contents(project)
    assert audit("--fix", "--unsafe") == 0
    assert audit("--fix", "--unsafe", "shop/orders/models.py") == 0
    assert contents(project) == before
    assert "Nothing to fix." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unsafe"], "--unsafe goes with --fix or --diff."),
        (["--fix", "--init"], "--init and --fix can't go together."),
        (["--diff", "--write-baseline"], "--write-baseline and --diff can't go together."),
        (["--fix", "--watch"], "--watch and --fix can't go together."),
        (["--diff", "--statistics"], "--statistics and --diff can't go together."),
        (["--diff", "--output", "x"], "--diff prints a patch and no report, so --output can't go with it."),
        (["--fix", "--dry-run", "--format", "json"], "--dry-run prints a patch and no report, so --format"),
    ],
)
def test_options_that_do_not_go_together(
    options: list[str], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(*options) == 2
    assert said in capsys.readouterr().err
    assert project


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = AppConfigNameMismatch.fix

    def slow(*arguments: object) -> object:
        found = fix(*arguments)  # type: ignore[arg-type]
        (project / "shop/orders/apps.py").write_text("# somebody else's\n")
        return found

    monkeypatch.setattr(AppConfigNameMismatch, "fix", slow)
    assert audit("--fix") == 2
    assert "has been changed meanwhile" in capsys.readouterr().err
    assert (project / "shop/orders/__init__.py").read_text()


def test_a_fix_that_crashes_is_named_and_stops_no_other(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AppConfigNameMismatch, "fix", lambda *_: 1 / 0)
    assert audit("--fix") == 2
    assert "the fix of app-config-name-mismatch failed: ZeroDivisionError" in capsys.readouterr().err
    assert not (project / "shop/orders/__init__.py").read_text()


def test_a_fix_that_would_break_a_file_is_named(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Fix((Edit("shop/orders/apps.py", 0, 0, "("),))
    monkeypatch.setattr(AppConfigNameMismatch, "fix", lambda *_: broken)
    assert audit("--fix") == 1
    said = "not fixed, since Python could not read shop/orders/apps.py then (app-config-name-mismatch)."
    assert said in capsys.readouterr().err
    assert project


def test_many_files_are_not_all_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(12):
        write_tree(
            project, {f"app{number:02}/__init__.py": "default_app_config = 'x'\n", f"app{number:02}/models.py": ""}
        )
    audit("--fix")
    assert " and 4 more.\n" in capsys.readouterr().err


def test_a_readme_says_where_the_models_are(project: Path) -> None:
    write_tree(project, {"bills/__init__.py": "", "bills/models/__init__.py": TREE["shop/orders/models.py"]})
    assert main(["auditapps", "--fix", "--select", "missing-readme", "--no-cache"]) == 0
    assert "* ``models/`` is" in (project / "bills/README.rst").read_text()
    assert "* ``models.py`` is" in (project / "shop/orders/README.rst").read_text()


def test_a_patch_has_the_bytes_of_the_files() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    Streams(out, io.StringIO()).patch("+caf\N{LATIN SMALL LETTER E WITH ACUTE}\udcff\n")
    assert raw.getvalue() == "+café".encode() + b"\xff\n"

"""Keys of an app in pyproject.toml: they are taken out where they have lines of their own, and else all stays."""

from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.named import without_mentions

AUDIT = "[tool.opinionated_startapp.audit]\n"


def after(root: Path, content: bytes) -> bytes | None:
    (root / "pyproject.toml").write_bytes(content)
    edit = without_mentions(("shop", "apps.shop"), root)
    return edit.after if edit else None


def test_keys_go_with_their_lines(tmp_path: Path) -> None:
    content = f"{AUDIT}profiles.shop = [\n    'x',\n]\nfacades.'apps.shop' = ['api']\nstrict_apps = ['shop']\n"
    assert after(tmp_path, content.encode()) == f"{AUDIT}strict_apps = ['shop']\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        f"{AUDIT}profiles = {{ shop = ['x'], other = ['y'] }}\n".encode(),  # no lines of its own
        f"{AUDIT}strict_apps = ['shop']\n".encode(),
        AUDIT.encode() + b"profiles.shop = [\n",
        AUDIT.encode() + b"profiles.shop = ['\xff']\n",
    ],
)
def test_all_else_stays(content: bytes, tmp_path: Path) -> None:
    assert after(tmp_path, content) is None


def test_a_file_above_is_another_project_s(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    assert after(tmp_path, f"{AUDIT}profiles.shop = ['x']\n".encode()) is not None
    assert without_mentions(("shop",), tmp_path / "inner") is None

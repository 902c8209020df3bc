"""Look into what was built: the wheel holds the package, whole and alone; the source archive can run its tests."""

import re
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "django_opinionated_startapp"
ENDS = ("/py.typed", ".jinja")
RELATIVE_LINK = re.compile(r"\]\((?!https?:|#)[^)]+\)")
IN_THE_ARCHIVE = (
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "hatch_build.py",
    "pyproject.toml",
    "tox.ini",
    "tests/conftest.py",
)


def faults(dist: Path) -> list[str]:
    """Return what is wrong with the wheel and the source archive below ``dist``."""
    (wheel,) = dist.glob("*.whl")
    (archive,) = dist.glob("*.tar.gz")
    files = (path for path in (ROOT / PACKAGE).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    wanted = {path.relative_to(ROOT).as_posix() for path in files}
    with zipfile.ZipFile(wheel) as file:
        (metadata,) = (name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        links = RELATIVE_LINK.findall(file.read(metadata).decode())
        found = {name for name in file.namelist() if ".dist-info/" not in name}
    with tarfile.open(archive) as file:
        packed = {name.partition("/")[2] for name in file.getnames()}
    return [
        *(f"{wheel.name} lacks {name}" for name in sorted(wanted - found)),
        *(f"{wheel.name} has {name}, which is not the package's" for name in sorted(found - wanted)),
        *(f"{wheel.name} has no {end}" for end in ENDS if not any(name.endswith(end) for name in found)),
        *(f"{wheel.name} has a link that leads nowhere on PyPI: {link}" for link in links),
        *(f"{archive.name} lacks {name}" for name in sorted({*IN_THE_ARCHIVE, *wanted} - packed)),
    ]


if __name__ == "__main__":
    sys.exit("\n".join(faults(Path(sys.argv[1]))) or None)

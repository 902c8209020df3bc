"""The scripts in docs/, which are in no package, for the tests."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    """Return the module ``docs/<name>.py``; the second time the same one."""
    known = f"docs_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, DOCS / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[known] = module  # dataclasses look their module up
        sys.path.insert(0, str(DOCS))  # as if it were started: the scripts import each other
        try:
            spec.loader.exec_module(module)
        finally:
            sys.path.remove(str(DOCS))
    return sys.modules[known]


def read(page: str) -> str:
    """Return the text of a page in docs/."""
    return (DOCS / page).read_text(encoding="utf-8")

"""What a file is for, told by its name and by the folders between it and its app."""

from fnmatch import fnmatch

from ..project import Kind

_TEST_FOLDERS = {"test", "tests", "testing", "test_utils", "testutils", "testproject", "test_project", "e2e"}
_TEST_FILES = (
    "test_*.py",
    "tests_*.py",
    "*_test.py",
    "*_tests.py",
    "tests.py",
    "conftest.py",
    "test.py",
    "factories.py",
)


def kind_of(path: str, apps: frozenset[str], migrations: frozenset[str]) -> Kind:
    """Return what the file ``path`` is for; ``apps`` and ``migrations`` are folders.

    The folder of an installed app makes no test of its content, whatever its name.
    """
    folder, _, name = path.rpartition("/")
    if folder in migrations:
        return Kind.MIGRATION
    return Kind.TEST if in_tests(folder, apps) or any(fnmatch(name, each) for each in _TEST_FILES) else Kind.PRODUCTION


def in_tests(folder: str, apps: frozenset[str]) -> bool:
    """Tell whether ``folder`` is one of tests or lies in one."""
    while folder:
        parent, _, name = folder.rpartition("/")
        if name in _TEST_FOLDERS and folder not in apps:
            return True
        folder = parent
    return False

"""What more than one pattern says in the same words: homes of code, components, and runs of files."""

from .kinds import Component, Construct, PatternFile

SIGNAL_HOMES = (
    (Construct.SIGNAL, "signals.py"),
    (Construct.SIGNAL, "signals/*.py"),
    (Construct.RECEIVER, "receivers.py"),
    (Construct.RECEIVER, "receivers/*.py"),
    (Construct.RECEIVER, "handlers.py"),
    (Construct.RECEIVER, "signals.py"),
    (Construct.RECEIVER, "signals/*.py"),
)

VIEW_HOMES = ((Construct.VIEW, "views.py"), (Construct.VIEW, "views/*.py"), (Construct.VIEW, "viewsets.py"))

SIGNALS_SUMMARY = "signals/, the signals that the app sends and the handlers of those that it listens to"
SIGNALS = Component("signals", SIGNALS_SUMMARY, homes=SIGNAL_HOMES)
TASKS_SUMMARY = "tasks.py, the work done outside of a request"
TASKS = Component("tasks", TASKS_SUMMARY, homes=((Construct.TASK, "tasks.py"),))
ADMIN = Component("admin", "admin.py, the admin pages", needs_app="django.contrib.admin")
TESTS = Component("tests", "tests/, the tests of each layer")
README = Component("readme", "README.rst, purpose and vocabulary")

APP_FILES = tuple(map(PatternFile, ("__init__.py", "apps.py", "models.py", "migrations/__init__.py")))
SIGNAL_FILES = tuple(PatternFile(f"signals/{name}.py", ("signals",)) for name in ("__init__", "handlers", "signals"))
OUTER_FILES = (
    *SIGNAL_FILES,
    PatternFile("tasks.py", ("tasks",)),
    PatternFile("admin.py", ("admin",)),
    PatternFile("tests/__init__.py", ("tests",)),
    PatternFile("tests/factories.py", ("tests",)),
)
LAST_TEST_FILES = (
    PatternFile("tests/test_signals.py", ("tests", "signals")),
    PatternFile("tests/test_tasks.py", ("tests", "tasks")),
    PatternFile("tests/test_admin.py", ("tests", "admin")),
)


def rest_files(*modules: str) -> tuple[PatternFile, ...]:
    """Return the files of the REST API, with ``modules`` in the folder of each version."""
    names = ("__init__", "urls", "{version}/__init__", *(f"{{version}}/{module}" for module in modules))
    return tuple(PatternFile(f"rest_api/{name}.py", ("rest_api",)) for name in names)

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
TASKS_SUMMARY = "tasks.py, the work done outside of a request"
TASKS = Component("tasks", TASKS_SUMMARY, homes=((Construct.TASK, "tasks.py"),))
ADMIN = Component("admin", "admin.py, the admin pages", needs_app="django.contrib.admin")
TESTS = Component("tests", "tests/, the tests of each layer")
README = Component("readme", "README.rst, purpose and vocabulary")

APP_FILES = tuple(map(PatternFile, ("__init__.py", "apps.py", "models.py", "migrations/__init__.py")))
OUTER_FILES = (
    PatternFile("signals/__init__.py", ("signals",)),
    PatternFile("signals/handlers.py", ("signals",)),
    PatternFile("signals/signals.py", ("signals",)),
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

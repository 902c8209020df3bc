"""A reusable app: a distribution of its own, with settings, checks and tests that need no project."""

from .conventions import SIGNAL_FILES, SIGNALS_SUMMARY
from .kinds import Component, Construct, Pattern, PatternFile

REUSABLE = Pattern(
    name="reusable",
    summary="a distribution to install in many projects, with settings, checks and tests of its own",
    source="How to write reusable apps (Django documentation)",
    components=(
        Component("middleware", "middleware.py, what the app keeps at hand for each request"),
        Component("checks", "checks.py, the system checks of the app's settings"),
        Component(
            "signals",
            SIGNALS_SUMMARY,
            homes=((Construct.SIGNAL, "signals/signals.py"), (Construct.RECEIVER, "signals/handlers.py")),
        ),
        Component("admin", "admin.py, the admin pages"),
        Component("tests", "tests/, the tests of each layer, and tox.ini to run them"),
    ),
    files=(
        PatternFile("__init__.py"),
        PatternFile("apps.py"),
        PatternFile("conf.py"),
        PatternFile("models.py"),
        PatternFile("migrations/__init__.py"),
        PatternFile("py.typed"),
        PatternFile("middleware.py", ("middleware",)),
        PatternFile("checks.py", ("checks",)),
        *SIGNAL_FILES,
        PatternFile("admin.py", ("admin",)),
        PatternFile("tests/__init__.py", ("tests",)),
        PatternFile("tests/factories.py", ("tests",)),
        PatternFile("tests/test_conf.py", ("tests",)),
        PatternFile("tests/test_models.py", ("tests",)),
        PatternFile("tests/test_middleware.py", ("tests", "middleware")),
        PatternFile("tests/test_checks.py", ("tests", "checks")),
        PatternFile("tests/test_signals.py", ("tests", "signals")),
        PatternFile("tests/test_admin.py", ("tests", "admin")),
        PatternFile("tests/__init__.py", ("tests",), beside=True),
        PatternFile("tests/settings.py", ("tests",), beside=True),
        PatternFile("tests/urls.py", ("tests", "admin"), beside=True),
        PatternFile("pyproject.toml", beside=True),
        PatternFile("tox.ini", ("tests",), beside=True),
        PatternFile("README.md", beside=True),
        PatternFile("CHANGELOG.md", beside=True),
    ),
    entries=("apps.py", "conf.py", "middleware.py"),
    standalone=True,
)

"""OEP-49: one Python API, public data classes, a versioned REST API, signals and tasks."""

from .conventions import ADMIN, APP_FILES, LAST_TEST_FILES, OUTER_FILES, SIGNALS_SUMMARY, TASKS, TESTS, rest_files
from .kinds import Component, Construct, Pattern, PatternFile

OEP49 = Pattern(
    name="oep49",
    summary="one Python API, public data classes, a versioned REST API, signals and tasks",
    source="OEP-49, Django App Patterns (Open edX)",
    components=(
        Component("api", "api.py, the one entry for other Python code", public=True),
        Component("data", "data.py, the data structures that api.py returns", public=True, stdlib_only=True),
        Component(
            "rest_api",
            "rest_api/<version>/, the REST API",
            uses=("rest_framework", "django_filters"),
            versioned=True,
            homes=((Construct.REST, "rest_api/*/*.py"),),
        ),
        Component(
            "signals",
            SIGNALS_SUMMARY,
            homes=((Construct.SIGNAL, "signals/signals.py"), (Construct.RECEIVER, "signals/handlers.py")),
        ),
        TASKS,
        ADMIN,
        TESTS,
        Component("readme", "README.rst, purpose and vocabulary (OEP-19)"),
        Component("adr", "docs/decisions/, the first decision record"),
    ),
    files=(
        *APP_FILES,
        PatternFile("api.py", ("api",)),
        PatternFile("data.py", ("data",)),
        PatternFile("urls.py", ("rest_api",)),
        *rest_files("permissions", "serializers", "urls", "views"),
        *OUTER_FILES,
        PatternFile("tests/test_models.py", ("tests",)),
        PatternFile("tests/test_api.py", ("tests", "api")),
        PatternFile("tests/test_data.py", ("tests", "data")),
        PatternFile("tests/test_rest_api_{version}.py", ("tests", "rest_api")),
        *LAST_TEST_FILES,
        PatternFile("README.rst", ("readme",)),
        PatternFile("docs/decisions/0001-purpose-of-this-app.rst", ("adr",)),
    ),
    entries=("apps.py", "urls.py", "models_api.py", "settings_api.py"),
)

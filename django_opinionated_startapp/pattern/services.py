"""Services: functions that write, functions that read, and a REST API that only calls them (HackSoft's style)."""

from .conventions import (
    ADMIN,
    APP_FILES,
    LAST_TEST_FILES,
    OUTER_FILES,
    README,
    SIGNALS,
    TASKS_SUMMARY,
    TESTS,
    VIEW_HOMES,
    rest_files,
)
from .kinds import Component, Construct, Option, Pattern, PatternFile

SERVICES = Pattern(
    name="services",
    summary="functions that write, functions that read, and a REST API that calls them",
    source="the Django Styleguide of HackSoft",
    components=(
        Component(
            "services",
            "services.py, the functions that change data",
            homes=((Construct.WRITE, "services.py"), (Construct.WRITE, "services/*.py")),
        ),
        Component(
            "selectors",
            "selectors.py, the functions that read data",
            homes=((Construct.READ, "selectors.py"), (Construct.READ, "selectors/*.py")),
        ),
        Component(
            "rest_api",
            "rest_api/<version>/, the REST API: views, serializers, filters, permissions",
            uses=("rest_framework", "django_filters"),
            versioned=True,
            homes=((Construct.REST, "rest_api/*/*.py"), *VIEW_HOMES),
            needs=("services", "selectors"),
        ),
        Component("conf", "conf.py, the settings of the app with their defaults"),
        Component("checks", "checks.py, the system checks of the settings", needs=("conf",)),
        Component(
            "cache",
            "cache.py, the keys of what is cached and what makes it invalid",
            needs=("services", "selectors"),
        ),
        SIGNALS,
        Component(
            "tasks",
            TASKS_SUMMARY,
            homes=((Construct.TASK, "tasks.py"), (Construct.TASK, "tasks/*.py")),
        ),
        ADMIN,
        TESTS,
        README,
    ),
    files=(
        *APP_FILES,
        PatternFile("services.py", ("services",)),
        PatternFile("selectors.py", ("selectors",)),
        PatternFile("urls.py", ("rest_api",)),
        *rest_files("filters", "permissions", "serializers", "urls", "views"),
        PatternFile("conf.py", ("conf",)),
        PatternFile("checks.py", ("checks",)),
        PatternFile("cache.py", ("cache",)),
        *OUTER_FILES,
        PatternFile("tests/models/__init__.py", ("tests",)),
        PatternFile("tests/models/test_models.py", ("tests",)),
        PatternFile("tests/services/__init__.py", ("tests", "services")),
        PatternFile("tests/services/test_services.py", ("tests", "services")),
        PatternFile("tests/selectors/__init__.py", ("tests", "selectors")),
        PatternFile("tests/selectors/test_selectors.py", ("tests", "selectors")),
        PatternFile("tests/apis/__init__.py", ("tests", "rest_api")),
        PatternFile("tests/apis/test_rest_api_{version}.py", ("tests", "rest_api")),
        PatternFile("tests/test_conf.py", ("tests", "conf")),
        PatternFile("tests/test_checks.py", ("tests", "checks")),
        *LAST_TEST_FILES,
        PatternFile("README.rst", ("readme",)),
    ),
    entries=("apps.py", "urls.py"),
    options=(
        Option(
            "api_style",
            "how the REST API is written: a viewset for each model, or a class for each operation",
            ("viewset", "operation"),
        ),
    ),
)

"""The generated tests notice when what they are there for is taken away."""

import re
from pathlib import Path

import pytest

from .project import DRF, EVERY_APP, Project

VIEWS = "rest_api/v1/views.py"
# Where, what is taken away, and what stands there instead.
NO_PERMISSIONS = (VIEWS, r"permission_classes = \(.*\)", "permission_classes = ()")
NO_SIGN_IN = (VIEWS, r"not request\.user\.is_authenticated", "False")
ALL_ARE_FOUND = ("selectors.py", r"\.for_user\(user\)", ".all()")
ANYTHING_IS_SAVED = ("services.py", r"    \w+\.full_clean\(\)\n", "")
ALL_ARE_SEEN = (r"\.visible_to\(visible_to\)", ".all()")
NO_LIMITS = ("models.py", r",\s+validators=\[.*\]", "")
OEP49 = {
    "only the owner's are shown": (VIEWS, r"(\w+)\.objects\.visible_to\(.*\)", r"\1.objects.all()"),
    "the signal waits": ("signals/handlers.py", r"transaction\.on_commit\(send, using=using\)", "send()"),
    "handlers are connected": ("apps.py", r"import_module\(f.*\)", "return"),
    "numbers have limits": NO_LIMITS,
    "the api checks values": ("api.py", r"    \w+\.full_clean\(\)\n", ""),
}
MUTATIONS = {
    "orders": {"only users come in": NO_PERMISSIONS, **OEP49},
    "plain": {"only users come in": NO_SIGN_IN, **OEP49},
    # With a class for each operation.
    "tickets": {
        "only users come in": NO_PERMISSIONS,
        "only the owner's are shown": ALL_ARE_FOUND,
        "services check values": ANYTHING_IS_SAVED,
        "services write what changes": ("services.py", r"save\(update_fields=.*\)", "save()"),
        "what is cached is dropped": ("cache.py", r"cache\.delete\(.*\)", "return"),
        "what is cached is kept apart": ("cache.py", r":\{user_id\}", ""),
        "it is dropped late": ("services.py", r"transaction\.on_commit\((partial\(.*\))\)", r"\1()"),
        "refusals are answered": (VIEWS, r"if isinstance\(exc, ValidationError\)", "if not exc"),
        "lists are filtered": (VIEWS, r"filterset_class = .*", "filterset_class = None"),
        "settings count": ("conf.py", r"given\(\)\.get\(name, default\)", "default"),
        "checks are registered": ("apps.py", r"import_module\(f.*checks.*\)", "pass"),
        "handlers are connected": ("apps.py", r"import_module\(f.*handlers.*\)", "pass"),
        "the signal waits": OEP49["the signal waits"],
        "numbers have limits": NO_LIMITS,
    },
    # With a ViewSet.
    "bills": {"only users come in": NO_PERMISSIONS, "only the owner's are shown": ALL_ARE_FOUND},
    # Without Django REST framework.
    "desks": {
        "only users come in": NO_SIGN_IN,
        "only the owner's are shown": ALL_ARE_FOUND,
        "refusals are answered": (VIEWS, r"except ValidationError as error", "except ZeroDivisionError as error"),
        "lists are filtered": (VIEWS, r"filter_(?:desks|drawers)\((.*), self\.request\.GET\)", r"\1"),
    },
    # Domain: a module for each mutation and each query.
    "sales": {
        "only users come in": NO_PERMISSIONS,
        "only the owner's are shown": ("domain/queries/_list_sales.py", *ALL_ARE_SEEN),
        "only the owner's is found": ("domain/queries/_get_sale.py", *ALL_ARE_SEEN),
        "only the owner's are counted": ("domain/queries/_count_sales.py", *ALL_ARE_SEEN),
        "creation checks values": ("domain/mutations/_create_sale.py", r"    \w+\.full_clean\(\)\n", ""),
        "changes are checked": ("domain/mutations/_update_sale.py", r"    \w+\.full_clean\(\)\n", ""),
        "refusals are answered": (VIEWS, r"if isinstance\(exc, ValidationError\)", "if not exc"),
        "handlers are connected": OEP49["handlers are connected"],
        "the signal waits": OEP49["the signal waits"],
        "numbers have limits": NO_LIMITS,
    },
    "shelves": {"only users come in": NO_SIGN_IN},
    # Where no signals are between the mutation and the task.
    "acts": {
        "the task waits": (
            "domain/mutations/_create_act.py",
            r"transaction\.on_commit\((partial\(announce.*\))\)",
            r"\1()",
        )
    },
    # Where no signals are between the service and the task.
    "counters": {"the task waits": ("services.py", r"transaction\.on_commit\((partial\(announce.*\))\)", r"\1()")},
}
COMPONENTS = {app.label: app.only for app in EVERY_APP}
CASES = [
    pytest.param(label, mutation, id=f"{label}: {what}")
    for label, mutations in MUTATIONS.items()
    if DRF or NO_PERMISSIONS not in mutations.values()  # without Django REST framework all are alike
    for what, mutation in mutations.items()
    if "tasks" in COMPONENTS[label] or what != "the task waits"
]


@pytest.mark.parametrize(("label", "mutation"), CASES)
def test_noticed(project: Project, tmp_path: Path, label: str, mutation: tuple[str, str, str]) -> None:
    file, pattern, instead = mutation
    small = project.copy(tmp_path / "copy", label)
    path = small.root / "apps" / label / file
    text, count = re.subn(pattern, instead, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(text, encoding="utf-8")
    done = small.run("manage.py", "test", f"apps.{label}")
    assert done.returncode == 1
    assert re.search(r"^FAILED \((failures|errors)=", done.stderr, re.MULTILINE), done.stderr
    assert "ImportError" not in done.stderr

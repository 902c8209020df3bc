"""Any file of a project broken in any way: the audit says so or goes on, and no rule stumbles."""

import json
import os
import socket
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.memory import Answer, Memory
from django_opinionated_startapp.audit.reporters import Look, render
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.errors import OpinionatedError
from tests.audit.trees import write_tree
from tests.changes.trees import files

from .documents import VALUES, documents, mutated

EXAMPLES = int(os.environ.get("DOS_EXAMPLES", "12"))
TREE = {
    "pyproject.toml": """
        [project]
        dependencies = ["django>=4.2"]

        [tool.opinionated_startapp]
        pattern = "oep49"
        line_length = 100

        [tool.opinionated_startapp.audit]
        ignore = ["MO001"]
        strict_apps = ["bills"]
        """,
    "requirements.txt": "django>=4.2\n",
    "manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
    "config/__init__.py": "",
    "config/settings.py": """
        import os
        from pathlib import Path

        BASE_DIR = Path(__file__).resolve().parent.parent
        DEBUG = os.environ.get("DEBUG", "") == "1"
        INSTALLED_APPS = ["django.contrib.auth", *["orders.apps.OrdersConfig"]] + ["bills"]
        if DEBUG:
            INSTALLED_APPS += ["debug_toolbar"]
        MIDDLEWARE = []
        ROOT_URLCONF = "config.urls"
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db"}}
        """,
    "config/urls.py": """
        from django.contrib import admin
        from django.urls import include, path, re_path

        urlpatterns = [path("admin/", admin.site.urls)]
        urlpatterns += [path("orders/", include(("orders.urls", "orders"), namespace="o"))]
        urlpatterns += [re_path(r"^bills/(?P<pk>[0-9]+)$", include("bills.urls"))]
        """,
    "orders/__init__.py": "",
    "orders/apps.py": """
        from django.apps import AppConfig


        class OrdersConfig(AppConfig):
            name = "orders"
            default_auto_field = "django.db.models.BigAutoField"

            def ready(self):
                from . import signals  # noqa: F401
        """,
    "orders/signals.py": """
        from django.db.models.signals import post_save
        from django.dispatch import receiver

        from .models import Order


        @receiver(post_save, sender=Order, dispatch_uid="x")
        def note(sender, instance, **kwargs):
            instance.lines.update(title="x")
        """,
    "orders/models.py": """
        from django.db import models

        from bills.models import Bill


        class Order(models.Model):
            title = models.CharField(max_length=10, choices=[("a", "b")])
            bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="orders")
            user = models.ForeignKey("auth.User", models.CASCADE)  # audit: ignore[MO002] because until 2030-01-01

            class Meta:
                ordering = ["title"]
                indexes = [models.Index(fields=["title"], name="x")]

            def __str__(self) -> str:
                return f"{self.title}"
        """,
    "orders/views.py": """
        from django.shortcuts import get_object_or_404, render

        from .models import Order


        def order(request, pk):
            found = Order.objects.select_related("bill").filter(pk=pk, bill__total__gt=1).first()
            return render(request, "orders/order.html", {"order": found or get_object_or_404(Order, pk=pk)})
        """,
    "orders/urls.py": 'from django.urls import path\n\nfrom . import views\n\napp_name = "orders"\n'
    'urlpatterns = [path("<int:pk>/", views.order, name="order")]\n',
    "orders/templates/orders/order.html": "{% load static %}{% url 'orders:order' pk=1 %}\n",
    "orders/migrations/__init__.py": "",
    "orders/migrations/0001_initial.py": """
        from django.db import migrations, models


        def fill(apps, schema_editor):
            apps.get_model("orders", "Order").objects.create(title="x")


        class Migration(migrations.Migration):
            dependencies = [("bills", "0001_initial")]
            replaces = [("orders", "0001_a")]
            operations = [
                migrations.CreateModel("Order", fields=[("id", models.AutoField(primary_key=True))]),
                migrations.RunPython(fill, migrations.RunPython.noop),
            ]
        """,
    "orders/tests.py": "from django.test import TestCase\n\nfrom bills.models import Bill\n\n\nclass T(TestCase):\n"
    "    def test_x(self):\n        assert Bill.objects.count() == 0\n",
    "bills/__init__.py": "",
    "bills/models.py": """
        from django.db import models


        class Bill(models.Model):
            total = models.DecimalField(max_digits=9, decimal_places=2)
            parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
        """,
    "bills/urls.py": "urlpatterns = []\n",
    "bills/migrations/__init__.py": "",
    ".audit-baseline/orders.txt": "direct-fk-import orders/models.py Order.bill\nread-me orders/%20x.py a b\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tree(tmp_path_factory.mktemp("hostile").resolve(), TREE)


def audited(root: Path) -> None:
    """Audit the project from the source alone, as the second door does it; no rule may crash."""
    request = AuditRequest(
        root, load_config(root, None).audit, cache=False, configure=lambda found: load_config(root, found).audit
    )
    done = audit(request)
    assert done.report.failures == ()
    for name in ("text", "json", "sarif", "github", "junit"):
        render(name, done.report, Look(done.rules, project=done.project)).encode(errors="surrogateescape")


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_a_broken_file_breaks_nothing(root: Path, data: st.DataObject) -> None:
    path = root / data.draw(st.sampled_from([name for name, text in TREE.items() if text]))
    valid = path.read_bytes()
    try:
        path.write_bytes(data.draw(documents(valid)))
        audited(root)
    except OpinionatedError:
        pass
    finally:
        path.write_bytes(valid)


def stuff(folder: Path, name: str) -> None:
    """Put what no program expects where it looks for a file called ``name``."""
    os.mkfifo(folder / f"fifo_{name}")
    (folder / f"loop_{name}").symlink_to(f"loop_{name}")
    (folder / f"broken_{name}").symlink_to("nowhere")
    (folder / f"device_{name}").symlink_to("/dev/zero")
    (folder / f"folder_{name}").mkdir()
    (folder / f"empty_{name}").write_bytes(b"")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / f"socket_{name}"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path.resolve(), TREE)
    monkeypatch.chdir(root)
    return root


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_pipes_devices_and_loops_are_told_and_not_waited_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, name in {
        "orders": "x.py",
        "orders/migrations": "0002_x.py",
        "orders/templates/orders": "x.html",
        "config": "settings.py",
        ".": "requirements.txt",
        ".audit-baseline": "x.py",
    }.items():
        stuff(project / folder, name)
    (project / "loop").symlink_to(project, target_is_directory=True)
    assert main(["auditapps"]) == 1
    out, err = capsys.readouterr()
    assert "orders/fifo_x.py" in out + err
    assert "Traceback" not in err
    assert main(["auditapps", "--fix", "--unsafe", "--dry-run"]) in {0, 1}
    assert main(["auditapps", "--report", "removable", "bills"]) in {0, 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
@pytest.mark.parametrize("name", [".audit-baseline/bills.txt", "manage.py", "requirements.txt", "config/settings.py"])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(name: str, project: Path) -> None:
    (project / name).unlink(missing_ok=True)
    os.mkfifo(project / name)
    assert main(["auditapps"]) in {0, 1, 2}


def test_a_poisoned_cache_makes_no_harm(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["auditapps"]) == 1
    expected = capsys.readouterr().out
    kept = sorted((project / ".audit-cache").glob("*.facts"))
    assert kept
    for path in kept:
        lines = []
        for line in path.read_bytes().splitlines():
            name, key = line.split(b" ", 2)[:2]
            outline, body = b'{"imports": 7, "error": ["x"], "comments": 3}', b"[[[[7]]]]"
            lines.append(b"%s %s %08x %d %s%s" % (name, key, crc32(body, crc32(outline)), len(outline), outline, body))
        path.write_bytes(b"\n".join(lines))
    for path in (project / ".audit-cache").glob("*.answer"):
        path.unlink()
    assert main(["auditapps"]) == 1
    assert capsys.readouterr().out == expected


DEEP = b'{"a":' * 100_000


@pytest.mark.parametrize(
    "payload",
    [
        DEEP,
        b"[]",
        b"7",
        b'{"key": null}',
        b'{"text": "x", "code": Infinity}',
        b'{"folders": 7, "texts": {}, "modules": [7]}',
        b'{"texts": [["/dev/zero", null, "x"]], "folders": [[7, 7, 7]], "modules": []}',
        b'{"folders": [], "texts": [], "modules": [["/dev/zero", null, 1, 2, 3, 4, 5]]}',
        b'{"folders": [], "texts": [["\\ud800\\u0000", null, ""]], "modules": [[{}]]}',
    ],
)
def test_a_poisoned_answer_is_no_answer(payload: bytes, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["auditapps"]) == 1
    expected = capsys.readouterr().out
    (path,) = (project / ".audit-cache").glob("*.answer")
    if payload is not DEEP and payload.startswith(b"{"):
        known = json.loads(path.read_bytes().partition(b"\n")[2])
        payload = json.dumps({**known, **json.loads(payload)}).encode()
    path.write_bytes(b"%08x\n%s" % (crc32(payload), payload))
    assert main(["auditapps"]) == 1
    assert capsys.readouterr().out == expected


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_broken_facts_are_made_anew(root: Path, data: st.DataObject) -> None:
    request = AuditRequest(root, load_config(root, None).audit)
    expected = audit(request).report
    path = data.draw(st.sampled_from(sorted((root / ".audit-cache").glob("*.facts"))))
    valid = path.read_bytes()
    try:
        path.write_bytes(data.draw(mutated(valid)))
        assert audit(request).report == expected
    finally:
        path.write_bytes(valid)


@settings(max_examples=EXAMPLES)
@given(key=st.sampled_from(["key", "day", "text", "code", "texts", "folders", "modules"]), value=VALUES)
def test_an_answer_of_any_shape_is_read(root: Path, key: str, value: object) -> None:
    memory = Memory(root, root / ".audit-cache", {})
    done = audit(AuditRequest(root, load_config(root, None).audit))
    memory.keep(Answer("x", 1), done.inputs)
    known = json.loads(memory._file.read_bytes().partition(b"\n")[2])
    payload = json.dumps({**known, key: value}).encode()
    memory._file.write_bytes(b"%08x\n%s" % (crc32(payload), payload))
    found = memory.recall()
    assert found is None or isinstance(found, Answer)


ODD = {
    "orders/a b.py": b"x = 1\n",
    'orders/it\'s "so".py': b"x = 1\n",
    "orders/\u00e9\u4e2d.py": "\u00e9 = '\u4e2d'\n".encode(),
    f"orders/{'n' * 252}.py": b"import orders\n",
    "orders/line\nend.py": b"x = 1\n",
    "orders/Models.py": b"x = 1\n",
    "orders/empty.py": b"",
    "orders/bom.py": b"\xef\xbb\xbfx = '\xc3\xa9'\r\n",
    "orders/mac.py": b"x = 1\ry = 2\r",
    "orders/latin.py": b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
    "orders/windows.py": b"# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
    "orders/lying.py": b"# coding: ascii\nx = '\xe9'\n",
    "orders/utf16.py": "x = 1\n".encode("utf-16"),
    "orders/null.py": b"x = 1\n\0",
    "orders/remark.py": b"if x:\n    y\n# audit: ignore[x]\0x\n",
    "orders/sum.py": b"x = " + b"1+" * 10_000 + b"1\n",
    "orders/signs.py": b"x = " + b"-" * 10_000 + b"1\n",
    "orders/dots.py": b"x = a" + b".b" * 10_000 + b"\n",
    "orders/calls.py": b"x = a" + b"()" * 10_000 + b"\n",
    "orders/ifs.py": b"if x:\n    pass\n" + b"elif x:\n    pass\n" * 10_000,
    "orders/blocks.py": b"".join(b" " * depth + b"if x:\n" for depth in range(500)) + b" " * 500 + b"pass\n",
    "orders/views/__init__.py": b"",
    f"deep/{'d' * 200}/{'e' * 200}/{'f' * 200}/{'g' * 200}/apps.py": b"",
}


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_odd_names_and_odd_sources_are_read_or_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in ODD.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (project / "bills/migrations/__init__.py").unlink()
    (project / "bills/migrations").rmdir()
    (project / "bills/migrations").write_bytes(b"A file where a folder should be.")
    before = files(project)
    audited(project)
    assert main(["auditapps", "--no-cache", "--statistics"]) in {0, 1}
    assert main(["auditapps", "--no-cache", "--fix", "--unsafe", "--dry-run"]) in {0, 1}
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert files(project) == before


def test_a_module_that_is_data_is_named_and_not_parsed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "ROWS = [\n" + '    ("abcdefgh", 12345, 1.5),\n' * 80_000 + "]\n"
    (project / "orders" / "rows.py").write_text(rows, encoding="utf-8")
    (project / "orders" / "tests.py").write_text(f"# audit: ignore[AC001]\n{rows}", encoding="utf-8")
    for options in ((), ("--no-cache",), ()):  # the second time from the cache
        assert main(["auditapps", *options]) == 1
        out = capsys.readouterr().out
        for name in ("rows", "tests"):
            assert f"    orders/{name}.py: has more than 2 MB: it counts as data\n" in out


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (
            "INSTALLED_APPS = ['django.contrib.auth']\n",
            "INSTALLED_APPS names no app of the project, and nothing looks like one: startpatternapp makes one",
        ),
        ("", "there are no apps and no INSTALLED_APPS here: run it in the folder of manage.py"),
    ],
)
def test_a_project_without_apps_is_told_what_comes_next(
    settings: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_tree(tmp_path, {"manage.py": TREE["manage.py"], "config/__init__.py": "", "config/settings.py": settings})
    monkeypatch.chdir(tmp_path)
    assert main(["auditapps", "--no-cache"]) == 0
    assert f"Not looked at:\n    .: {reason}\n" in capsys.readouterr().out

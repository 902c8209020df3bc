"""The pages about reports and test suites: what stands there under a command is what it prints, the code runs."""

import re
from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.names import REPORTS

from .audit.trees import write_tree

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "audit-reports.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^```console\n(\S[^\n]*)\n```\n\n```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
BLOG = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
    "config/__init__.py": "",
    "config/settings.py": """
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = ["accounts", "weblog", "news"]
        AUTH_USER_MODEL = "accounts.User"
        """,
    "accounts/__init__.py": "",
    "accounts/models.py": """
        from django.contrib.auth.models import AbstractUser


        class User(AbstractUser):
            \"\"\"Someone who may log in.\"\"\"
        """,
    "accounts/views.py": """
        from weblog.models import Blog


        def profile(request, name):
            return Blog.objects.filter(author__user__username=name)
        """,
    "accounts/migrations/__init__.py": "",
    "news/__init__.py": "",
    "news/models.py": "",
    "news/migrations/__init__.py": "",
    "news/views.py": """
        from weblog.models import Blog


        def latest(request):
            return Blog.objects.order_by("-pk")[:5]
        """,
    "weblog/__init__.py": "",
    "weblog/models/__init__.py": """
        from .billing import MonthlyViewCount, Payout, Price
        from .writing import Author, Blog, Category
        """,
    "weblog/models/writing.py": """
        from django.conf import settings
        from django.db import models


        class Author(models.Model):
            user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)


        class Category(models.Model):
            name = models.CharField(max_length=50)


        class Blog(models.Model):
            author = models.ForeignKey(Author, models.CASCADE)
            category = models.ForeignKey(Category, models.CASCADE)
            text = models.TextField()

            def increase_view_count(self):
                from .billing import MonthlyViewCount

                MonthlyViewCount.objects.create(blog=self)
        """,
    "weblog/models/billing.py": """
        from django.db import models


        class Price(models.Model):
            category = models.ForeignKey("weblog.Category", models.CASCADE)


        class MonthlyViewCount(models.Model):
            blog = models.ForeignKey("weblog.Blog", models.CASCADE)
            price = models.ForeignKey(Price, models.PROTECT)


        class Payout(models.Model):
            counts = models.ManyToManyField(MonthlyViewCount)
        """,
    "weblog/migrations/__init__.py": "",
    "weblog/tasks.py": """
        from .models import MonthlyViewCount, Payout, Price


        def send_payments():
            for price in Price.objects.all():
                payout = Payout.objects.create()
                payout.counts.set(MonthlyViewCount.objects.filter(price=price))
        """,
    "weblog/views.py": """
        from .models import Author, Blog, Payout


        def show(request, pk):
            blog = Blog.objects.get(pk=pk)
            blog.increase_view_count()
            return blog, Author.objects.get(blog=blog)


        def earnings(request):
            return Payout.objects.all()
        """,
}


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_tree(tmp_path.resolve(), BLOG)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(("command", "kind", "shown"), STEPS, ids=[command for command, _kind, _shown in STEPS])
@pytest.mark.usefixtures("blog")
def test_a_command_of_the_page_prints_what_it_says(
    command: str, kind: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start, *arguments = command.split()
    assert start == "./manage.py"
    assert main([*arguments, "--no-cache"]) == 0
    printed = capsys.readouterr().out
    assert kind in ("text", "mermaid")
    assert "\n".join(line.rstrip() for line in printed.splitlines()) == shown.rstrip("\n")


def test_the_page_has_every_report_with_its_formats() -> None:
    assert {command.split()[3] for command, _kind, _shown in STEPS} == {*REPORTS}
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", PAGE, re.MULTILINE))
    assert {name: set(re.findall(r"\w+", formats)) for name, formats in rows.items()} == {
        name: {*formats} for name, formats in REPORTS.items()
    }


@pytest.mark.usefixtures("blog")
def test_a_report_goes_to_a_file() -> None:
    (line,) = re.findall(r"^```sh\n(.*?)\n```$", PAGE, re.MULTILINE)
    assert main([*line.split()[1:], "--no-cache"]) == 0
    assert "weblog" in Path(line.split()[-1]).read_text(encoding="utf-8")


TESTS = re.findall(
    r"^```python\n(.*?)^```$", (DOCS / "audit-tests.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
OWN = re.search(
    r"`(audit_rules/\S+)`:\n\n```python\n(.*?)^```$",
    (DOCS / "auditapps.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)


def test_the_tests_of_the_page_hold_and_fail_as_they_should(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OWN
    apps = {"billing/__init__.py": "", "billing/models.py": "", "billing/tests.py": ""}
    root = write_tree(tmp_path.resolve(), {**apps, "audit_rules/__init__.py": "", OWN[1]: OWN[2]})
    monkeypatch.syspath_prepend(str(root))
    page: dict[str, Any] = {"__file__": str(root / "test_architecture.py")}
    for source in TESTS:
        exec(source, page)  # noqa: S102  (it is what the page tells to write)
    page["test_apps_keep_to_their_patterns"]()
    page["BoundaryTests"]("test_billing_queries_no_models_of_others").debug()
    page["test_our_rules_keep_their_word"]()
    write_tree(
        root, {"billing/apps.py": "from django.apps import AppConfig\n\n\nclass C(AppConfig):\n    name = 'x'\n"}
    )
    with pytest.raises(AssertionError, match=r"billing/apps\.py:5:5: error AC002 C\.name is 'x'"):
        page["test_apps_keep_to_their_patterns"]()

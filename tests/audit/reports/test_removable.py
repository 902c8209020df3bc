"""What is in the way of removing an app."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.report import Report
from django_opinionated_startapp.audit.reports import make_report, removable
from django_opinionated_startapp.audit.reports.removable import RemovableReport, Step, removable_report
from tests.audit.trees import read_project, write_tree


def about(shop: Project, app: str) -> RemovableReport:
    found = make_report("removable", shop, (f"{app}/",), Report((), 0, ()))
    assert isinstance(found, RemovableReport)
    return found


def rows(report: RemovableReport) -> list[tuple[Step, str, str, str]]:
    return [(each.step, each.app, str(each.place), each.text) for each in report.needs]


def test_everything_that_needs_an_app_stands_in_the_order_of_work(shop: Project) -> None:
    report = about(shop, "billing")
    assert rows(report) == [
        (Step.CODE, "orders", "orders/api.py:1:28", "billing.models.Bill"),
        (Step.TEMPLATE, "", "templates/base.html:1:1", "{% load money %}"),
        (Step.TEMPLATE, "", "templates/base.html:2:10", "<a href=\"{% url 'billing:list' %}\">{{ price }}</a>"),
        (Step.TEMPLATE, "orders", "orders/templates/orders/order.html:1:1", '{%- extends "billing/bill.html" %}'),
        (Step.TEST, "orders", "orders/tests/test_api.py:1:1", "billing.models.Bill"),
        (Step.URL, "", "config/urls.py:2:25", "billing.urls"),
        (Step.SETTING, "", "config/settings.py:1:29", "INSTALLED_APPS: billing"),
        (Step.SETTING, "", "config/settings.py:5:1", "SHOP_BILL_MODEL: billing.Bill"),
        (Step.SETTING, "", "config/settings.py:6:1", "MIGRATION_MODULES: billing"),
        (Step.SETTING, "", "config/settings.py:6:1", "MIGRATION_MODULES: billing.migrations"),
    ]
    assert not report.removable
    assert len(report.blockers) == 5
    assert (report.own.models, report.own.migrations, report.own.templates) == (("Bill",), 1, 1)
    assert report.needs_apps == ("orders", "people")


def test_relations_and_migrations_of_others_are_in_the_way(shop: Project) -> None:
    steps = [(step, app) for step, app, _place, _text in rows(about(shop, "orders"))]
    assert steps == [
        (Step.CODE, "goods"),
        (Step.RELATION, "billing"),
        (Step.MIGRATION, "billing"),
        (Step.SETTING, ""),
    ]


def test_the_user_model_is_the_first_thing_in_the_way(shop: Project) -> None:
    report = about(shop, "people")
    assert rows(report)[0] == (Step.USER, "", "config/settings.py:2:1", "AUTH_USER_MODEL = 'people.Person'")
    assert not report.removable


def test_what_only_wires_an_app_in_is_not_in_the_way(shop: Project) -> None:
    report = about(shop, "lonely")
    assert [step for step, *_ in rows(report)] == [Step.SETTING]
    assert report.removable


def test_what_applets_need_of_their_app_is_its_own_affair(tmp_path: Path) -> None:
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["content.units"]\n',
        "config/settings.py": "INSTALLED_APPS = ['content', 'other']\nAUTH_USER_MODEL = 'auth.User'\n",
        "content/__init__.py": "",
        "content/models.py": "from content.units.models import Unit\n",
        "content/units/__init__.py": "",
        "content/templatetags/__init__.py": "",
        "content/templatetags/unit_tags.py": "",
        "content/units/models.py": "import content.models\n",
        "other/__init__.py": "",
        "other/models.py": "from content.units.models import Unit\n",
    }
    project = read_project(write_tree(tmp_path.resolve(), tree))
    report = removable_report(project, project.apps["content"])
    assert [each.app for each in report.needs] == ["other", ""]
    assert report.needs_apps == ()


def test_a_template_that_cannot_be_read_says_nothing(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: str) -> None:
        raise PermissionError

    monkeypatch.setattr(removable, "read", refuse)
    assert Step.TEMPLATE not in [step for step, _, _, _ in rows(about(shop, "billing"))]

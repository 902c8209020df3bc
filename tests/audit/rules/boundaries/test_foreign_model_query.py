from pathlib import Path
from textwrap import dedent

import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.boundaries.foreign_model_query import ForeignModelQuery
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import load_config
from tests.audit.trees import run_rule, write_tree

BILLING = {
    "billing/__init__.py": "",
    "billing/api.py": "",
    "billing/models.py": """
        from django.db import models

        class Base(models.Model):
            class Meta:
                abstract = True

        class Invoice(Base):
            pass
        """,
    "orders/__init__.py": "",
    "orders/models.py": "",
}


def found(source: str, path: str = "orders/views.py") -> list[str]:
    tree = {**BILLING, path: dedent(source)}
    return [each.anchor for each in run_rule(ForeignModelQuery, tree)]


@pytest.mark.parametrize(
    "call",
    [
        "Invoice.objects.filter(paid=True)",
        "Invoice.objects.filter(paid=True).order_by('pk').first()",
        "Invoice._default_manager.get(pk=1)",
        "Invoice(paid=True)",
        "get_object_or_404(Invoice, pk=1)",
        "get_object_or_404(Invoice.objects, pk=1)",
        "get_list_or_404(Invoice.objects.all(), paid=True)",
    ],
)
def test_each_way_of_asking_for_another_apps_rows_is_found_once(call: str) -> None:
    source = f"""
        from django.shortcuts import get_list_or_404, get_object_or_404
        from billing.models import Invoice

        def view(request):
            return {call}
        """
    assert found(source) == ["view -> billing.models.Invoice"]


@pytest.mark.parametrize(
    "code",
    [
        "order: Invoice",
        "class Draft(Invoice): pass",
        "isinstance(1, Invoice)",
        "Invoice.DoesNotExist",
        "Invoice.objects.none()",
        "get_user_model().objects.all()",
        "@receiver(post_save, sender=Invoice)\ndef announce(**kwargs): ...",
        "Base()",
        "unknown[Invoice]()",
    ],
)
def test_what_asks_for_no_rows_is_not_found(code: str) -> None:
    head = """
        from django.contrib.auth import get_user_model
        from django.db.models.signals import post_save
        from django.dispatch import receiver
        from billing.models import Base, Invoice
        """
    assert found(f"{dedent(head)}\n{code}\n") == []


def test_models_that_are_loaded_by_name_are_known() -> None:
    source = """
        from django.apps import apps
        from oscar.core.loading import get_model

        Invoice = get_model("billing", "Invoice")
        Other = apps.get_model("billing.Invoice")
        Third = apps.get_model(app_label="billing", model_name="Invoice")
        Unknown = get_model("sites", "Site")
        LIMIT = int("10")

        def view(request):
            Unknown.objects.all()
            Other.objects.all()
            Third.objects.all()
            return Invoice.objects.all()
        """
    assert found(source) == ["view -> billing.models.Invoice"] * 3


def test_the_top_level_of_a_module_has_its_own_anchor() -> None:
    assert found("from billing.models import Invoice\n\nALL = Invoice.objects.all()\n") == ["billing.models.Invoice"]


def test_code_that_belongs_to_no_app_is_left_to_others() -> None:
    assert found("from billing.models import Invoice\n\nALL = Invoice.objects.all()\n", "scripts/dump.py") == []


def test_an_app_may_ask_for_its_own() -> None:
    assert found("from billing.models import Invoice\n\nALL = Invoice.objects.all()\n", "billing/pages.py") == []


def test_among_its_own_the_foreign_one_is_found() -> None:
    own = "from django.db import models\n\nclass Order(models.Model): ...\n"
    source = f"from billing.models import Invoice\n{own}\nOrder()\nInvoice()\n"
    assert found(source, "orders/models.py") == ["billing.models.Invoice"]


def test_a_re_export_leads_to_the_model() -> None:
    tree = {
        **BILLING,
        "shop.py": "from billing.models import Invoice",
        "orders/views.py": "import shop\nshop.Invoice()\n",
    }
    (finding,) = run_rule(ForeignModelQuery, {**tree, "orders/views.py": "from shop import Invoice\nInvoice()\n"})
    assert finding.message == "orders.views instantiates Invoice, a model of the app billing."
    assert finding.hint.startswith("Call a function of its api.py:")


def test_without_an_api_the_hint_asks_for_a_function() -> None:
    tree = {path: source for path, source in BILLING.items() if path != "billing/api.py"}
    tree["orders/views.py"] = "from billing.models import Invoice\nInvoice()\n"
    (finding,) = run_rule(ForeignModelQuery, tree)
    assert finding.hint.startswith("Let it offer a function for that:")


@pytest.mark.parametrize(
    ("profiles", "severity"),
    [
        ("", Severity.WARNING),
        ('orders = ["oep49"]', Severity.ERROR),
        ('billing = ["oep49"]', Severity.ERROR),
        ('billing = ["strict"]', Severity.WARNING),
    ],
)
def test_it_is_an_error_where_one_of_the_two_apps_follows_oep_49(
    tmp_path: Path, profiles: str, severity: Severity
) -> None:
    source = "from billing.models import Invoice\nInvoice()\n"
    pyproject = f"[tool.opinionated_startapp.audit.profiles]\n{profiles}\n"
    write_tree(tmp_path, {**BILLING, "orders/views.py": source, "pyproject.toml": pyproject})
    report = audit(AuditRequest(tmp_path, load_config(tmp_path, None).audit, cache=False)).report
    assert [each.severity for each in report.findings if each.code == "BD001"] == [severity]


def test_applets_of_one_app_are_others_to_each_other_and_not_to_the_app_around_them() -> None:
    model = "from django.db import models\n\nclass {0}(models.Model): ...\n"
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["shop.applets.*"]\n',
        **{f"{folder}/__init__.py": "" for folder in ("shop", "shop/applets", "shop/applets/a", "shop/applets/b")},
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
        "settings.py": "INSTALLED_APPS = ['shop']\n",
        "shop/models.py": model.format("Item"),
        "shop/applets/a/models.py": model.format("Cart"),
        "shop/api.py": "from .applets.a.models import Cart\nCart()\n",
        "shop/applets/b/api.py": "from ..a.models import Cart\nfrom shop.models import Item\nItem()\nCart()\n",
    }
    found = run_rule(ForeignModelQuery, tree, profiles=("oep49",))
    assert [(each.place.path, each.anchor, each.severity) for each in found] == [
        ("shop/applets/b/api.py", "shop.applets.a.models.Cart", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    "declared",
    [
        "invoice = ModelChoiceField(queryset=Invoice.objects.all())",
        "queryset = Invoice.objects.filter(paid=True)",
    ],
)
def test_what_a_form_or_filter_chooses_from_has_to_be_a_queryset(declared: str) -> None:
    source = f"""
        from django.forms import ModelChoiceField
        from billing.models import Invoice

        class Pay:
            {declared}
        """
    assert found(source) == []
    assert found(f"# as an error\n{dedent(source)}".replace("class Pay", "def pay()")) == [
        "pay -> billing.models.Invoice"
    ]


@pytest.mark.parametrize("call", ["objects.unpaid()", "objects.all().unpaid()", "unpaid.all()", "objects.filter()"])
def test_a_method_of_its_own_manager_is_what_the_other_app_offers(call: str) -> None:
    source = f"from billing.models import Invoice\n\ndef view(request):\n    return Invoice.{call}\n"
    assert found(source) == ([] if call == "objects.unpaid()" else ["view -> billing.models.Invoice"])


def layered(models: int) -> dict[str, str]:
    many = "".join(f"class Model{number}(models.Model): ...\n" for number in range(models))
    return {
        "base/__init__.py": "",
        "base/models.py": f"from django.db import models\n{many}",
        "orders/__init__.py": "",
        "orders/models.py": "from django.db import models\n\nclass Order(models.Model): ...\n",
        "orders/views.py": "from base.models import Model1\n\ndef view():\n    Model1.objects.all()\n",
    }


def test_an_app_that_holds_most_models_of_a_project_is_its_layer_of_models() -> None:
    assert run_rule(ForeignModelQuery, layered(20)) == ()
    assert len(run_rule(ForeignModelQuery, layered(19))) == 1
    others = "".join(f"class Own{number}(models.Model): ...\n" for number in range(20))
    tree = layered(20)
    tree["orders/models.py"] += others
    assert len(run_rule(ForeignModelQuery, tree)) == 1


def test_who_follows_oep_49_goes_through_the_api_in_all_of_these_cases(tmp_path: Path) -> None:
    source = """
        from base.models import Model1

        class Pay:
            queryset = Model1.objects.all()

        def view():
            return Model1.objects.unpaid()
        """
    write_tree(tmp_path, {**layered(20), "orders/views.py": source})
    (tmp_path / "pyproject.toml").write_text(
        '[tool.opinionated_startapp.audit.profiles]\norders = ["oep49"]\n', encoding="utf-8"
    )
    report = audit(AuditRequest(tmp_path, load_config(tmp_path, None).audit, cache=False)).report
    assert len([each for each in report.findings if each.rule == "foreign-model-query"]) == 2


def test_a_module_that_makes_test_data_is_left_out() -> None:
    source = "from billing.models import Invoice\n\ndef f():\n    Invoice.objects.get()\n"
    assert found(source, "orders/factory.py")
    assert found(f"from .factory import a\n{source}", "orders/factory.py")
    assert not found(f"from factory.django import DjangoModelFactory\n{source}", "orders/factory.py")

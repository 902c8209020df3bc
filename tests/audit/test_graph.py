"""The graph of apps: an edge of every kind, each with its evidence."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit import graph as graph_module
from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.graph import AppGraph, EdgeKind, Evidence, app_graph, build_graph
from django_opinionated_startapp.audit.lookups.labels import Labels
from django_opinionated_startapp.audit.lookups.routes import Routes
from django_opinionated_startapp.audit.project import Kind, Project
from django_opinionated_startapp.audit.proof import Proof, proved_cut
from tests.audit.trees import read_project, write_tree

TARGETS = ("people", "bills", "goods", "stock", "mail", "news", "polls", "units")
TREE = {
    "manage.py": "DJANGO_SETTINGS_MODULE = 'config.settings'",
    "config/__init__.py": "",
    "config/settings.py": f"""
        from orders.defaults import *
        INSTALLED_APPS = ["orders", "config", {", ".join(map(repr, TARGETS))}]
        AUTH_USER_MODEL = "people.Person"
        ROOT_URLCONF = "config.urls"
        """,
    "config/urls.py": "from django.urls import include, path\nurlpatterns = [path('', include('orders.urls'))]\n",
    **{f"{app}/__init__.py": "" for app in ("orders", *TARGETS)},
    **{f"{app}/models.py": "" for app in TARGETS},
    "people/models.py": "from django.db import models\nclass Person(models.Model): ...\n",
    "orders/defaults.py": "LIMIT = 1\n",
    "orders/models.py": """
        from typing import TYPE_CHECKING
        from django.conf import settings
        from django.db import models
        import django.contrib.auth
        if TYPE_CHECKING:
            from units import models as u

        class Order(models.Model):
            owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
            bill = models.ForeignKey("bills.Bill", models.CASCADE)
            again = models.ForeignKey("self", models.CASCADE)
            other = models.ForeignKey("auth.Group", models.CASCADE)
        """,
    "orders/api.py": """
        from goods.api import price
        from goods.gone import lost
        from orders.models import Order
        from polls import apps

        def close():
            apps.get_model("stock", "Item")
            import_string("mail.senders.send")
            get_class("nowhere.x", "Y")
            reverse("news:list")
            reverse("poll")
            reverse("ours")
            app.send_task("units.tasks.count")
            signal.connect(close, sender="bills.Bill")
            include("goods.urls")
            return app_label == "units"
        """,
    "goods/api.py": "def price(): ...\nfrom orders import api\n",
    "news/urls.py": "app_name = 'news'\nurlpatterns = [path('', view, name='list')]\n",
    "polls/urls.py": "urlpatterns = [path('', view, name='poll'), path('x', view, name='ours'), other()]\n",
    "orders/urls.py": "urlpatterns = [path('', view, name='ours')]\n",
    "orders/tests/test_api.py": "from units.models import Unit\n",
    "orders/migrations/0001_initial.py": """
        from django.db import migrations
        class Migration(migrations.Migration):
            dependencies = [("units", "0001_initial"), ("auth", "0001_initial")]
        """,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(write_tree(tmp_path_factory.mktemp("graph"), TREE))


def rows(graph: AppGraph, source: str = "orders") -> set[tuple[str, str, str]]:
    return {
        (target, each.kind.value, each.text)
        for (start, target), found in graph.edges.items()
        if start == source
        for each in found
    }


def test_every_way_to_name_another_app_is_an_edge(project: Project) -> None:
    graph = app_graph(project)
    assert rows(graph) == {
        ("people", "relation", "settings.AUTH_USER_MODEL"),
        ("bills", "relation", "bills.Bill"),
        ("goods", "import", "goods.api.price"),
        ("goods", "import", "goods.gone.lost"),
        ("polls", "import", "polls.apps"),
        ("stock", "model", "stock.Item"),
        ("mail", "class", "mail.senders.send"),
        ("news", "url", "news:list"),
        ("polls", "url", "poll"),
        ("units", "task", "units.tasks.count"),
        ("bills", "sender", "bills.Bill"),
        ("goods", "include", "goods.urls"),
    }
    assert app_graph(project) is graph


def test_evidence_has_its_place_and_its_module(project: Project) -> None:
    (evidence,) = app_graph(project).edges["orders", "people"]
    assert (str(evidence.place), evidence.module, evidence.kind) == (
        "orders/models.py:9:13",
        "orders.models",
        EdgeKind.RELATION,
    )


def test_settings_and_the_root_urlconf_put_together_and_do_not_count(project: Project) -> None:
    assert rows(app_graph(project), "config") == set()


def test_tests_migrations_and_typing_count_when_asked_for(project: Project) -> None:
    usual = rows(app_graph(project))
    assert rows(build_graph(project, typing=True)) - usual == {("units", "import", "units.models")}
    assert rows(build_graph(project, kinds=(Kind.TEST,))) == {("units", "import", "units.models.Unit")}
    assert rows(build_graph(project, kinds=(Kind.MIGRATION,))) == {("units", "dependency", "units.0001_initial")}


def test_a_cycle_is_a_group_with_a_cheapest_cut(project: Project) -> None:
    graph = app_graph(project)
    (cycle,) = graph.cycles()
    assert cycle == {"orders", "goods"}
    (cut,) = graph.cuts(cycle)
    assert (cut.source, cut.target, cut.price) == ("goods", "orders", 1)
    assert [str(each.place) for each in cut.evidence] == ["goods/api.py:2:20"]
    assert graph.targets("goods") == ("orders",)
    assert graph.sources("goods") == ("orders",)


def test_an_app_and_its_applets_are_not_held_against_each_other(tmp_path: Path) -> None:
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["content.applets.*"]\n',
        "content/__init__.py": "",
        "content/models.py": "",
        "content/api.py": "from content.applets.units import api\nfrom content.applets.media import api as m\n",
        "content/applets/__init__.py": "",
        "content/applets/units/__init__.py": "",
        "content/applets/units/api.py": "from content import models\nfrom content.applets.media.models import File\n",
        "content/applets/media/__init__.py": "",
        "content/applets/media/models.py": "from django.db import models\nclass File(models.Model): ...\n",
        "other/__init__.py": "",
        "other/models.py": "x = ForeignKey('content.File')\n",
    }
    project = read_project(write_tree(tmp_path, tree))
    assert set(app_graph(project).edges) == {("content.units", "content.media"), ("other", "content.media")}


def test_a_label_alone_or_an_unknown_model_leads_nowhere(project: Project) -> None:
    labels = project.shared(Labels)
    assert labels.of_reference("Order") is None
    assert labels.of_reference("orders.") is None
    assert labels.of_reference("auth.Group") is None


def test_loaders_may_start_from_a_part_of_the_name(tmp_path: Path) -> None:
    tree = {
        f"oscar/apps/{app}/{file}.py": ""
        for app in ("catalogue", "dashboard/catalogue")
        for file in ("__init__", "models")
    }
    tree |= {"oscar/__init__.py": "", "oscar/apps/__init__.py": "", "oscar/apps/dashboard/__init__.py": ""}
    project = read_project(write_tree(tmp_path, tree))
    labels = project.shared(Labels)
    found = {
        dotted: labels.of_loaded(dotted)
        for dotted in ("catalogue.models.Product", "dashboard.catalogue.forms.F", "x.y")
    }
    assert {dotted: app.name if app else "" for dotted, app in found.items()} == {
        "catalogue.models.Product": "oscar.apps.catalogue",
        "dashboard.catalogue.forms.F": "oscar.apps.dashboard.catalogue",
        "x.y": "",
    }


def test_without_a_user_model_of_its_own_the_setting_leads_nowhere(tmp_path: Path) -> None:
    project = read_project(
        write_tree(tmp_path, {"config/settings.py": "AUTH_USER_MODEL = 'auth.User'\nINSTALLED_APPS = []\n"})
    )
    assert project.shared(Labels).of_reference("settings.AUTH_USER_MODEL") is None
    assert project.shared(Routes).app_of("x:y") is None


def test_what_ends_a_cycle_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[frozenset[str]] = []

    def counted(nodes: frozenset[str], prices: dict[tuple[str, str], int]) -> Proof:
        searches.append(nodes)
        return proved_cut(nodes, prices)

    monkeypatch.setattr(graph_module, "proved_cut", counted)
    place = (Evidence(EdgeKind.IMPORT, Place("a/views.py", 3, 1), "a.views", "b.models.B"),)
    graph = AppGraph(("a", "b"), {("a", "b"): place, ("b", "a"): place})
    (cycle,) = graph.cycles()
    assert graph.cuts(cycle) == graph.cuts(cycle)
    assert graph.proof(cycle).optimal
    assert searches == [cycle]

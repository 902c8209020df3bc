from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.graph.app_cycle import AppCycle
from tests.audit.trees import run_rule

APPS = {f"{app}/{file}.py": "" for app in ("a", "b", "c", "d") for file in ("__init__", "models")}


def test_two_apps_that_need_each_other_are_cut_where_it_is_cheapest() -> None:
    tree = {**APPS, "a/x.py": "import b.models\nimport b.api\n", "b/api.py": "", "b/y.py": "from a.models import A"}
    (finding,) = run_rule(AppCycle, tree)
    assert finding.message == "b needs a (import a.models.A; one place), which closes the circle b → a → b."
    assert (finding.app, finding.anchor, finding.severity) == ("b", "b -> a", Severity.WARNING)
    assert str(finding.place) == "b/y.py:1:22"
    assert finding.related == ()


def test_a_longer_circle_is_counted_and_all_places_are_named() -> None:
    many = "import {0}.models\nimport {0}.models as x\nimport {0}.models as y\n"
    tree = {**APPS, "a/x.py": many.format("b"), "b/x.py": many.format("c"), "c/x.py": "import a.models\nimport a\n"}
    (finding,) = run_rule(AppCycle, tree)
    assert finding.message == "c needs a (import a.models; 2 places), which closes the circle c → a → b → c."
    assert [(str(place), caption) for place, caption in finding.related] == [("c/x.py:2:8", "import a")]


def test_an_edge_need_not_be_an_import() -> None:
    relation = (
        "from django.db import models\n\nclass A(models.Model):\n    b = models.ForeignKey('b.B', models.CASCADE)\n"
    )
    model = "from django.db import models\n\nclass B(models.Model): ...\n"
    (finding,) = run_rule(
        AppCycle, {**APPS, "a/models.py": relation, "b/models.py": model, "b/x.py": "import a\nimport a"}
    )
    assert finding.message == "a needs b (relation b.B; one place), which closes the circle a → b → a."


def test_what_is_cut_does_not_depend_on_where_it_stands() -> None:
    tree = {**APPS, "a/x.py": "import b.models\nimport b\n", "b/y.py": "from a.models import A"}
    moved = {**tree, "b/y.py": "\n\n\nfrom a.models import A"}
    assert [each.anchor for each in run_rule(AppCycle, tree)] == [each.anchor for each in run_rule(AppCycle, moved)]


def test_a_root_urlconf_that_is_no_name_is_passed_over() -> None:
    tree = {
        **APPS,
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config")',
        "config.py": "INSTALLED_APPS = ['a', 'b']\nROOT_URLCONF = ['config.urls']\n",
        "a/x.py": "import b.models\n",
    }
    assert run_rule(AppCycle, tree) == ()

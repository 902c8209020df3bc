import pytest

from django_opinionated_startapp.audit.rules.urls.url_name_collision import UrlNameCollision
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders', 'bills']\nROOT_URLCONF = 'config.urls'\n",
    "orders/__init__.py": "",
    "bills/__init__.py": "",
}
HEAD = "from django.urls import include, path, re_path\nfrom django.conf.urls.i18n import i18n_patterns\n"
PLAIN = "urlpatterns = [path('', print, name='index')]\n"
ONE = "urlpatterns = [path('o/', include('orders.urls'))]\n"
BOTH = "urlpatterns = [path('o/', include('orders.urls')), path('b/', include('bills.urls'))]\n"


def found(root: str = BOTH, orders: str = PLAIN, bills: str = PLAIN, profiles: tuple[str, ...] = ()) -> list[str]:
    sources = {"config/urls.py": root, "orders/urls.py": orders, "bills/urls.py": bills}
    tree = {**PROJECT, **{path: f"{HEAD}{source}" for path, source in sources.items()}}
    return [f"{each.place}: {each.message}" for each in run_rule(UrlNameCollision, tree, profiles=profiles)]


SAID = "bills/urls.py:3:16: bills and orders both have a URL called 'index'."


@pytest.mark.parametrize(
    "root",
    [
        BOTH,
        "urlpatterns = i18n_patterns(path('', include('orders.urls')), path('', include('bills.urls')))\n",
        "urlpatterns = [path('o/', include('orders.urls'))] + [path('b/', include('bills.urls'))]\n",
        "urlpatterns = []\nurlpatterns += [path('', include('orders.urls')), *[path('', include('bills.urls'))]]\n",
        "urlpatterns = [path('o/', include('orders.urls'))]\nurlpatterns.append(path('b/', include('bills.urls')))\n",
        "import orders.urls as o, bills.urls as b\nurlpatterns = [path('', include(o)), path('', view=include(b))]\n",
        "import orders.urls\nfrom bills import urls\nurlpatterns = orders.urls.urlpatterns + urls.urlpatterns\n",
        f"{BOTH.replace('urlpatterns', 'both')}urlpatterns = [path('', include(both))]\n",
        "if DEBUG:\n    urlpatterns = [path('', include('orders.urls')), path('', include('bills.urls'))]\n",
    ],
)
def test_urls_are_followed_however_they_are_put_together(root: str) -> None:
    assert found(root) == [SAID]


@pytest.mark.parametrize(
    "root",
    [
        "urlpatterns = [path('o/', include('orders.urls')), path('b/', include(('bills.urls', 'bills')))]\n",
        "urlpatterns = [path('o/', include('orders.urls', namespace='o')), path('b/', include('bills.urls'))]\n",
        "urlpatterns = [path('o/', include('orders.urls'))]\n",
        f"{ONE}if X:\n    urlpatterns += [path('b/', include('bills.urls'))]\n",
        "urlpatterns = [path('o/', include('orders.urls')), path('b/', include(router.urls)), path('c/', print)]\n",
        "urlpatterns = build('orders.urls', 'bills.urls')\n",
        "urlpatterns = [path('o/', include('orders.urls')), path('o/', include('orders.urls'))]\n",
        "urlpatterns = [path('o/', include('orders.urls')), path('', print, name='index'), include(), path()]\n",
    ],
    ids=["tuple", "namespace", "one", "perhaps", "router", "built", "twice", "project"],
)
def test_what_has_a_namespace_or_stands_alone_does_not_collide(root: str) -> None:
    assert found(root) == []


def test_an_app_name_in_a_constant_is_a_namespace_too() -> None:
    assert found(bills=f"from .names import NAME\napp_name = NAME\n{PLAIN}") == []


@pytest.mark.parametrize(
    ("one", "other", "collides"),
    [
        ("path('<int:pk>/', print, name='index')", "path('', print, name='index')", False),
        ("path('<int:pk>/', print, name='index')", "path('<pk>/', print, name='index')", True),
        ("re_path('^(?P<pk>x)$', print, name='index')", "path('<pk>/', print, name='index')", True),
        ("path(ROUTE, print, name='index')", "path('<pk>/', print, name='index')", False),
    ],
)
def test_parameters_tell_urls_of_one_name_apart(one: str, other: str, collides: bool) -> None:
    assert bool(found(orders=f"urlpatterns = [{one}]\n", bills=f"urlpatterns = [{other}]\n")) is collides


def test_parameters_of_the_include_belong_to_the_url() -> None:
    root = "urlpatterns = [path('<org>/', include('orders.urls')), path('b/', include('bills.urls'))]\n"
    assert found(root) == []


def test_urls_that_include_each_other_come_to_an_end() -> None:
    assert found(orders="urlpatterns = [path('', include('config.urls'))]\n") == []


def test_strict_wants_an_app_name_where_no_include_gives_a_namespace() -> None:
    root = "urlpatterns = [path('o/', include('orders.urls')), path('b/', include(('bills.urls', 'bills')))]\n"
    assert found(root, profiles=("strict",)) == ["orders/urls.py: orders.urls sets no app_name."]
    assert found(root, orders=f"app_name = 'orders'\n{PLAIN}", profiles=("strict",)) == []

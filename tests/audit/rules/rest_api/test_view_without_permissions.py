import pytest

from django_opinionated_startapp.audit.rules.rest_api.view_without_permissions import ViewWithoutPermissions
from tests.audit.trees import run_rule

HEAD = (
    "from rest_framework.decorators import api_view, permission_classes\n"
    "from rest_framework.serializers import Serializer\nfrom rest_framework.views import APIView\n\n"
)


def found(source: str, settings: str = "") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/views.py": HEAD + source}
    if settings:
        tree["manage.py"] = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'
        tree["settings.py"] = f"INSTALLED_APPS = ['orders']\n{settings}\n"
    return [each.anchor for each in run_rule(ViewWithoutPermissions, tree)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class V(APIView): ...", ["V"]),
        ("@api_view()\ndef f(request): ...", ["f"]),
        ("class V(APIView):\n    def get(self): ...", ["V"]),
        ("class V(APIView):\n    permission_classes = ()", []),
        ("class V(APIView):\n    def get_permissions(self): ...", []),
        ("class B(APIView):\n    permission_classes = ()\n\nclass V(B): ...", []),
        ("class B(APIView):\n    def check_permissions(self): ...\n\nclass V(B): ...", []),
        ("@api_view()\n@permission_classes([])\ndef f(request): ...", []),
        ("class S(Serializer): ...", []),
    ],
)
def test_a_view_says_who_may_use_it(source: str, expected: list[str]) -> None:
    assert found(source) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("DEBUG = True", ["V"]),
        ("REST_FRAMEWORK = {}", ["V"]),
        ("REST_FRAMEWORK = load()", []),
        ("REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': load()}", []),
        ("REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': []}", ["V"]),
        ("REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.AllowAny']}", ["V"]),
        ("REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated']}", []),
    ],
)
def test_settings_may_close_all_views(settings: str, expected: list[str]) -> None:
    assert found("class V(APIView): ...", settings) == expected

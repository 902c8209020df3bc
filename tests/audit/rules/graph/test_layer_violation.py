import pytest

from django_opinionated_startapp.audit.rules.graph.layer_violation import LayerViolation
from tests.audit.trees import run_rule

APPS = {
    f"{app}/{file}.py": ""
    for app in ("orders", "billing", "catalog", "users", "other")
    for file in ("__init__", "models")
}
LAYERS = '[tool.opinionated_startapp.audit]\nlayers = [["orders", "bill*"], ["catalog"], ["users"]]\n'


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("users/x.py", "import orders.models", ["users needs orders, which ranks above it (import orders.models)."]),
        ("users/x.py", "import billing", ["users needs billing, which ranks above it (import billing)."]),
        ("catalog/x.py", "import users.models", []),
        ("orders/x.py", "import billing.models", []),
        ("other/x.py", "import orders.models", []),
        ("users/x.py", "import other.models", []),
    ],
)
def test_nobody_needs_a_higher_rank(path: str, line: str, expected: list[str]) -> None:
    found = run_rule(LayerViolation, {**APPS, "pyproject.toml": LAYERS, path: line})
    assert [each.message for each in found] == expected


def test_each_place_is_a_finding_of_its_own() -> None:
    tree = {**APPS, "pyproject.toml": LAYERS, "users/x.py": "import orders.models\nimport orders\n"}
    anchors = [each.anchor for each in run_rule(LayerViolation, tree)]
    assert anchors == ["users.x -> orders.models", "users.x -> orders"]


def test_without_ranks_nothing_is_found() -> None:
    assert run_rule(LayerViolation, {**APPS, "users/x.py": "import orders.models"}) == ()

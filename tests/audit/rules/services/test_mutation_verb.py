import pytest

from django_opinionated_startapp.audit.rules.services.mutation_verb import MutationVerb
from tests.audit.trees import run_rule

MODELS = "from django.db import models\n\nclass GameResult(models.Model): ...\n\nclass Order(models.Model): ...\n"


def found(name: str, path: str = "orders/domain/mutations/_it.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": MODELS, path: f"def {name}(): ...\n"}
    return [each.anchor for each in run_rule(MutationVerb, tree)]


@pytest.mark.parametrize(
    "name", ["cancellation", "new_order", "saving_result", "payment_for", "game_result", "is_paid"]
)
def test_what_starts_with_no_verb_is_found(name: str) -> None:
    assert found(name) == [name]


@pytest.mark.parametrize(
    "name",
    ["save_game_result", "order_items", "mention_user", "apply_rules", "ping", "bring_back", "_cancellation", "bill"],
)
def test_what_starts_with_a_verb_or_may_do_so_is_not(name: str) -> None:
    assert found(name) == []


@pytest.mark.parametrize("path", ["orders/domain/queries/_it.py", "orders/services.py", "it.py"])
def test_only_mutations_are_meant(path: str) -> None:
    assert found("cancellation", path) == []

from django_opinionated_startapp.audit.rules.migrations.squash_due import SquashDue
from tests.audit.trees import run_rule


def test_the_threshold_is_the_project_s() -> None:
    assert run_rule(SquashDue, SquashDue.good, thresholds={"max_migrations": 49})
    assert not run_rule(SquashDue, SquashDue.bad, thresholds={"max_migrations": 51})


def test_the_migrations_of_apps_for_its_tests_are_not_the_app_s() -> None:
    nested = {f"orders/tests/demo/{path.partition('/')[2]}": text for path, text in SquashDue.good.items()}
    assert not run_rule(SquashDue, {**SquashDue.good, **nested})

"""The rule ``query-in-ready``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.queries import runs_query
from ...lookups.starting import runs_in_ready
from ...project import Module, Project
from ...rule import Rule


class QueryInReady(Rule):
    """`ready()`, or something that it calls, asks the database.

    **Why.** `ready()` runs in every process: in `migrate` before the table exists, in each worker, in the test run
    against the real database instead of the test database. A project with such a query can't be set up from scratch.

    **Instead.** Ask when the answer is needed first, and keep it then (`functools.cache`). Work that belongs to an
    installation goes into a receiver of `post_migrate` or a management command. A `QuerySet` that is only described,
    and code in lambdas and inner functions, is not meant: it doesn't run in `ready()`.
    """

    code = "RD001"
    name = "query-in-ready"
    severity = Severity.ERROR
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": """
            from django.db import models

            class Currency(models.Model):
                code = models.CharField(max_length=3)
            """,
        "orders/apps.py": """
            from django.apps import AppConfig

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    self.load_currencies()

                def load_currencies(self):
                    from .models import Currency

                    self.currencies = list(Currency.objects.values_list("code", flat=True))
            """,
    }
    good = {
        **bad,
        "orders/apps.py": """
            from django.apps import AppConfig
            from django.db.models.signals import post_migrate

            class OrdersConfig(AppConfig):
                name = "orders"

                def ready(self):
                    post_migrate.connect(self.create_currencies, sender=self)

                def create_currencies(self, **kwargs):
                    from .models import Currency

                    Currency.objects.get_or_create(code="EUR")
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what each ``ready`` in the module runs."""
        for started in runs_in_ready(project, module):
            for call in started.calls():
                if model := runs_query(project, call):
                    asked = model.removesuffix("()").rpartition(".")[2]
                    yield self.finding(
                        started.module.at(call),
                        f"{started.chain} asks the database ({asked}) while Django starts.",
                        "Ask when the answer is needed first, or do it in a receiver of post_migrate.",
                        anchor=f"{started.origin} -> {started.name} -> {model}",
                        app=project.apps.get(module.app, module.app),
                    )

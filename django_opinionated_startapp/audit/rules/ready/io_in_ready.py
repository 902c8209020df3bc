"""The rule ``io-in-ready``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...lookups.reaching_out import reached
from ...lookups.starting import runs_in_ready
from ...project import Module, Project
from ...rule import Rule


class IoInReady(Rule):
    """`ready()`, or something that it calls, uses the network, files, threads or other processes, or waits.

    **Why.** `ready()` runs in every process, in each `manage.py` command and in the tests too: a server that doesn't
    answer stops them all, a file that is missing where the code is checked or the image is built stops the build,
    and a thread that is started before the web server forks is gone in its workers.

    **Instead.** Do it when it is needed first, and keep the result then (`functools.cache`). What must go on in the
    background is a task or a process of its own.
    """

    code = "RD002"
    name = "io-in-ready"
    severity = Severity.ERROR
    bad = {
        "rates/__init__.py": "",
        "rates/apps.py": """
            from django.apps import AppConfig

            from .client import fetch_rates

            class RatesConfig(AppConfig):
                name = "rates"

                def ready(self):
                    self.rates = fetch_rates()
            """,
        "rates/client.py": """
            import requests

            def fetch_rates():
                return requests.get("https://example.com/rates").json()
            """,
    }
    good = {
        "rates/__init__.py": "",
        "rates/apps.py": """
            from django.apps import AppConfig

            from .client import fetch_rates

            class RatesConfig(AppConfig):
                name = "rates"

                def ready(self):
                    self.fetch = fetch_rates
            """,
        "rates/client.py": """
            from functools import cache

            import requests

            @cache
            def fetch_rates():
                return requests.get("https://example.com/rates").json()
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what each ``ready`` in the module runs."""
        for started in runs_in_ready(project, module):
            for call in started.calls():
                if kind := reached(project, call.path):
                    yield self.finding(
                        started.module.at(call),
                        f"{started.chain} uses {kind} ({call.path}) while Django starts.",
                        "Do it when it is needed first.",
                        anchor=f"{started.origin} -> {started.name} -> {call.path}",
                        app=project.apps.get(module.app, module.app),
                    )

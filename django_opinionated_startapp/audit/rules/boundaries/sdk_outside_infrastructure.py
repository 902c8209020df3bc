"""The rule ``sdk-outside-infrastructure``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...globs import matches_module
from ...lookups.neighbours import anchored, owner
from ...project import Module, Project
from ...rule import Rule


class SdkOutsideInfrastructure(Rule):
    """A third-party SDK is imported outside of the packages that the configuration declares for it.

    It finds nothing until there is a table: `sdks = { stripe = ["infrastructure.payment"] }`.

    **Why.** Where a vendor's names spread through the apps, changing the vendor, or its next major version, means
    changing all of them, and each test has to fake the vendor anew.

    **Instead.** Wrap what you need in the declared package, in your own words, and let the apps call that.
    """

    code = "BD009"
    name = "sdk-outside-infrastructure"
    severity = Severity.WARNING
    bad = {
        "pyproject.toml": '[tool.opinionated_startapp.audit.sdks]\nstripe = ["infrastructure"]\n',
        "infrastructure/__init__.py": "",
        "infrastructure/payment.py": "import stripe",
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "import stripe",
    }
    good = {
        **bad,
        "orders/views.py": "from infrastructure.payment import charge",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what the module imports from declared packages that it is no part of."""
        for package, homes in project.config.sdks.items():
            if any(matches_module(home, module.name) for home in homes):
                continue
            for row in module.outline.imports:
                if matches_module(package, row.target) and not row.typing_only:
                    yield self.finding(
                        module.at(row),
                        f"{module.name} imports {row.target}; the SDK {package} belongs to {', '.join(homes)}.",
                        f"Wrap what you need in {homes[0]}, and import that." if homes else "Do without it.",
                        anchor=anchored(row.scope, row.target),
                        app=owner(project, module),
                    )

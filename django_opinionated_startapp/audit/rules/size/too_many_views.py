"""The rule ``too-many-views``."""

from collections.abc import Iterator

from ...facts import Function
from ...finding import Finding, Severity
from ...project import Module, Project
from ...rule import Rule


class TooManyViews(Rule):
    """A module has more than `max_views` view functions: public functions whose first parameter is `request`.

    **Why.** Such a module is a list of everything that the site can do. Whoever works on one page reads past all the
    others, and helpers of one view are used by the next.

    **Instead.** A package `views/` with a module for each subject.
    """

    code = "SZ001"
    name = "too-many-views"
    severity = Severity.WARNING
    thresholds = {"max_views": 20}
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "".join(f"def view{number}(request): ...\n" for number in range(21)),
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": "".join(f"def view{number}(request): ...\n" for number in range(20)),
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Count the view functions."""
        if module.outline.statements <= self.threshold("max_views"):
            return
        count = sum(map(_is_view, module.body.functions))
        if count > self.threshold("max_views"):
            yield self.finding(
                module.at(),
                f"{module.name} has {count} view functions.",
                "Split it into a package with a module for each subject.",
                anchor="views",
                app=project.apps.get(module.app, module.app),
            )


def _is_view(function: Function) -> bool:
    names = [param.name for param in function.params[:2]]
    # What takes the view besides is asked about it, as a condition of permissions is.
    return function.public and names[:1] == ["request"] and names[1:] != ["view"]

"""The app that holds the models of nearly all others, where a project has one."""

from collections import Counter

from ..project import Project

_SHARE = 0.5  # of the concrete models of the project
_LEAST = 20  # models: of a project with three, one app may well have two


def model_layer(project: Project) -> str:
    """Return the label of the app in which most models of the project are, "" if there is none, or too few models."""
    labels = (project.app_of(model.name) for model in project.models.values() if not model.abstract)
    count = Counter(app.label for app in labels if app)
    (label, most), *_ = count.most_common(1) or [("", 0)]
    return label if most >= _LEAST and most >= _SHARE * count.total() else ""

"""Answers which models certainly have a table in the database of the project."""

from ..facts import Where
from ..project import Kind, Model, Project
from .bases import DJANGO_MODELS, is_model_base
from .classes import outsiders

_UNCERTAIN = Where.FUNCTION | Where.TRY | Where.CONDITIONAL


def is_certain(project: Project, name: str) -> bool:
    """Tell whether the class ``name`` descends from Django's ``Model`` within sight, not only by the look of it."""
    return not DJANGO_MODELS.isdisjoint(outsiders(project, name))


def is_likely(project: Project, name: str) -> bool:
    """Tell whether the class descends from ``Model``, or from something among the models of another package."""
    others = (each for each in outsiders(project, name) if not each.startswith(("django.db.", "django.forms.")))
    return is_certain(project, name) or any(is_model_base(each) and "(" not in each for each in others)


def has_table(project: Project, model: Model) -> bool:
    """Tell whether the model is there in any case, and is no abstract one, no proxy, no view of another's table."""
    plain = not (model.abstract or model.proxy or model.row.scope or model.row.flags & _UNCERTAIN)
    return (
        plain
        and model.module.kind is Kind.PRODUCTION
        and model.row.meta.get("managed") is not False
        and is_certain(project, model.name)
    )

"""What a model is surrounded by: models that it points to, and what it has already where it is there first."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The model at the other end of a relation.

    ``label``: ``people.Author``. ``reference``: source that names it in a field. ``key``: annotation of its primary
    key. ``factory``: the function in ``tests/factories.py`` that makes one, by calling ``method`` of its manager with
    ``arguments`` (source); a ``local`` target is a model of the same app, whose factory has no need of these.
    ``path``: dotted path of its class.
    """

    label: str
    reference: str
    key: str = "int"
    factory: str = ""
    method: str = "create"
    arguments: tuple[str, ...] = ()
    needs: tuple["Target", ...] = ()
    local: bool = False
    manager: str = "objects"
    path: str = ""


USER = Target(
    label="auth.User",
    reference="settings.AUTH_USER_MODEL",
    path="django.contrib.auth.models.User",
    factory="make_user",
    method="create_user",
    arguments=('username=f"user{number}"',),
)


@dataclass(frozen=True, slots=True)
class Existing:
    """What a model that is there already has of its own.

    ``manager``: its name. ``scope``: the method of its querysets that leaves what a user may see, if there is one.
    ``ordering``: names of fields, which make a total order. ``inherits``: it is split over the tables of its bases.
    """

    manager: str = "objects"
    scope: str = ""
    ordering: tuple[str, ...] = ("-pk",)
    inherits: bool = False

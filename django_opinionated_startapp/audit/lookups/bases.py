"""Which base classes from outside the project make a class something that Django knows."""

# Models, most of them abstract, that Django and well-known packages keep elsewhere than among their models.
DJANGO_MODELS = frozenset(
    {
        "django.db.models.Model",
        "django.contrib.gis.db.models.Model",
        "django.contrib.auth.base_user.AbstractBaseUser",
        "django.contrib.auth.models.AbstractBaseUser",
        "django.contrib.auth.models.AbstractUser",
        "django.contrib.auth.models.PermissionsMixin",
        "django.contrib.sessions.base_session.AbstractBaseSession",
    }
)
_OTHER_MODELS = frozenset(
    {"treebeard.al_tree.AL_Node", "treebeard.mp_tree.MP_Node", "treebeard.ns_tree.NS_Node", "mptt.MPTTModel"}
)
# What `from x.models import …` brings that is no model, though it stands among them.
_NO_MODEL = ("Manager", "QuerySet", "Mixin", "Field", "Choices", "Enum", "Form", "Serializer", "Meta", "Error")


def is_model_base(dotted: str) -> bool:
    """Tell whether a base class from elsewhere makes a model: Django's own, or one of a package's ``models``."""
    if dotted in DJANGO_MODELS or dotted in _OTHER_MODELS:
        return True
    module, _, name = dotted.rpartition(".")
    if module in {"django.db.models", "django.contrib.gis.db.models"}:  # fields, managers, expressions
        return False
    return "models" in module.split(".") and not name.endswith(_NO_MODEL)

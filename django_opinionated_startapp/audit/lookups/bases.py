"""Which base classes from outside the project make a class something that Django knows."""

# What `from x.models import …` brings that is no model, though it stands among them.
_NO_MODEL = ("Manager", "QuerySet", "Mixin", "Field", "Choices", "Enum", "Form", "Serializer", "Meta", "Error")


def is_model_base(dotted: str) -> bool:
    """Tell whether a base class from elsewhere makes a model: Django's own, or one of a package's ``models``."""
    module, _, name = dotted.rpartition(".")
    if module in {"django.db.models", "django.contrib.gis.db.models"}:
        return name == "Model"
    return "models" in module.split(".") and not name.endswith(_NO_MODEL)

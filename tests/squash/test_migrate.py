"""What a run of migrations leaves behind in the process."""

from django.apps import apps
from django.db import models

from django_opinionated_startapp.squash.migrate import _forgetful

MODULE = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "auth"})}


def test_models_that_functions_make_are_forgotten_and_no_others() -> None:
    # A module is imported once: the models in it would not come back.
    before = set(apps.all_models["auth"])
    try:
        with _forgetful():
            type("OfAModule", (models.Model,), dict(MODULE))
            type("OfAFunction", (models.Model,), {**MODULE, "__qualname__": "up.<locals>.OfAFunction"})
        assert set(apps.all_models["auth"]) - before == {"ofamodule"}
    finally:
        apps.all_models["auth"].pop("ofamodule", None)
        apps.clear_cache()

"""What is imported while models are."""

from pathlib import Path

from django_opinionated_startapp.audit.lookups.loading import loaded_with_models
from tests.audit.trees import read_project, write_tree

MODELS = """from django.db import models

from . import choices


class Order(models.Model):
    pass


class Line(models.Model):
    pass
"""


def test_modules_are_loaded_once_however_many_models_they_hold(tmp_path: Path) -> None:
    tree = {"manage.py": "", "orders/__init__.py": "", "orders/views.py": "from . import models\n"}
    write_tree(tmp_path, {**tree, "orders/models.py": MODELS, "orders/choices.py": "from . import models\n"})
    assert loaded_with_models(read_project(tmp_path)) == {"orders", "orders.models", "orders.choices"}

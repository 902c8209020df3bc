"""What a database is made of, read from its own catalogs, and how two of them differ.

Django's introspection is for making models: it knows neither triggers nor opclasses nor the text of a check. What is
to be proved equal has to be read whole.
"""

from .compare import differences
from .items import Item, Schema
from .read import read_schema

__all__ = ["Item", "Schema", "differences", "read_schema"]

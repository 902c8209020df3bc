"""What the tables of a database hold, and how that differs between two databases."""

from .compare import row_differences, volatile_columns
from .contents import Rows, TableRows
from .read import read_rows

__all__ = ["Rows", "TableRows", "read_rows", "row_differences", "volatile_columns"]

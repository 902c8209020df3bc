"""Throw-away databases in the place of the configured ones.

Inside ``scratch()`` the aliases of the project stay what they are, so that its routers and migrations work as ever;
what stands behind them is empty, new, and gone afterwards.
"""

from .databases import ScratchDatabases, Snapshot, scratch
from .servers import reason, vendor_of
from .signals import leave

__all__ = ["ScratchDatabases", "Snapshot", "leave", "reason", "scratch", "vendor_of"]

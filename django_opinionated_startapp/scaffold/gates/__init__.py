"""What every app of a pattern has to pass, whatever its components and its models: for packs, and for our own.

Pattern → GateApp* → a project in an empty folder → GateResult*
"""

from .choices import GateApp, choices
from .run import GateResult, run_gates

__all__ = ["GateApp", "GateResult", "choices", "run_gates"]

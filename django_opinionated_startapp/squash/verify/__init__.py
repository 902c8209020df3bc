"""→ VerifiedSquash: the obligations of a squash, one function each, and the way back from those that fail.

What fails is not written: the piece at fault is left unreduced, then divided, then left as it is, and everything is
proved again. A squash of nothing always holds, so this comes to an end and never breaks anything.
"""

from .drift import Drift
from .gain import Gain
from .proof import Proof, VerifiedSquash, verify

__all__ = ["Drift", "Gain", "Proof", "VerifiedSquash", "verify"]

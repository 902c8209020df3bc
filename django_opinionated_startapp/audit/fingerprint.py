"""What makes a finding the same one after its file was edited: its rule, its path and its anchor."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from .finding import Finding


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return a hexadecimal fingerprint for each finding; the second of a kind gets another one than the first."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for finding in findings:
        parts = (finding.app, finding.rule, finding.place.path, finding.anchor)
        seen[parts] += 1
        text = "\0".join((*parts, str(seen[parts])))
        made.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return tuple(made)

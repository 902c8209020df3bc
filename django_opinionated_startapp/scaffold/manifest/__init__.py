"""The manifest of a generated app: what it was asked to be, and every byte that was written for it.

It is one JSON file in the app, so that the app can be taken back, brought up to date and added to later. Each file of
the app has a line of its own in it, as version control merges lines.
"""

from .answers import check_answers, environment_from, manifest_for, request_from
from .kinds import MANIFEST, Manifest, ManifestFile, WiringRecord
from .reading import contained, parse, read_manifest
from .writing import dump

__all__ = [
    "MANIFEST",
    "Manifest",
    "ManifestFile",
    "WiringRecord",
    "check_answers",
    "contained",
    "dump",
    "environment_from",
    "manifest_for",
    "parse",
    "read_manifest",
    "request_from",
]

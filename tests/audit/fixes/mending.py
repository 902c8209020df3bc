"""Projects that are mended in memory or on the disk."""

import io
from collections.abc import Mapping
from pathlib import Path

from django_opinionated_startapp.audit.fix import Mended, mend
from django_opinionated_startapp.audit.run import AuditRequest
from django_opinionated_startapp.audit.select import Request
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.management.audit import Call, Streams
from django_opinionated_startapp.management.audit_pieces import Pieces
from tests.audit.trees import write_tree


def request_for(root: Path, *rules: str, profiles: tuple[str, ...] = (), **parts: object) -> AuditRequest:
    """Return the request to look at ``root`` with these rules, or with all that the profiles turn on."""
    selection = Request(select=rules, fail_level="info")
    config = load_config(root, None).audit
    return AuditRequest(root, config, profiles=profiles, selection=selection, cache=False, **parts)  # type: ignore[arg-type]


def mended(root: Path, *rules: str, profiles: tuple[str, ...] = (), unsafe: bool = True) -> Mended:
    """Return what fixes make of ``root``, with the pieces that the scaffolder makes."""
    pieces = Pieces(Call({}, Streams(io.StringIO(), io.StringIO()), root))
    return mend(request_for(root, *rules, profiles=profiles), unsafe=unsafe, fulfil=pieces.files)


def fixed(
    root: Path, tree: Mapping[str, str | bytes], *rules: str, profiles: tuple[str, ...] = (), unsafe: bool = True
) -> dict[str, str]:
    """Write ``tree``, mend it, and return the text of each file that was changed."""
    write_tree(root, tree)
    done = mended(root, *rules, profiles=profiles, unsafe=unsafe)
    done.changes.apply()
    paths = [root / each["path"] for each in done.changes.as_dicts()]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") if path.exists() else "" for path in paths}

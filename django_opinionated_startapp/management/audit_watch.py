"""``--watch``: the audit again after every edit, and what it changed."""

import time
from collections.abc import Callable, Iterable

from ..audit.inputs import Inputs, Stamp, digest_of_listing, listing, stamp_of
from ..audit.reporters import Look, changes, render
from ..audit.run import Audit
from ..conf import nearest_pyproject
from ..errors import OpinionatedError
from .audit import Call

_PAUSE = 0.2  # seconds between two looks at the stamps of what was read


def watch(call: Call, look: Callable[[], Audit], pause: Callable[[float], None] = time.sleep) -> int:
    """Print the report, and after every edit what it changed, until Ctrl-C; return the exit code of the last audit.

    ``look`` makes an audit. An edit that leaves the configuration broken is told, and the next one is waited for.
    """
    code = 0
    try:
        configured = _stamps(call, ())
        done = look()
        code, known = done.exit_code, done.inputs.stamps() | configured
        _show(call, render("text", done.report, Look(done.rules, colour=call.streams.colour)))
        while True:
            now = _wait(call, known, done.inputs, pause)
            try:
                again = look()
            except OpinionatedError as error:
                call.streams.talk(str(error))
                known = now
            else:
                code, known = again.exit_code, again.inputs.stamps() | {path: now[path] for path in configured}
                _show(call, changes(done.report, again.report, colour=call.streams.colour))
                done = again
    except KeyboardInterrupt:
        return code


def _wait(call: Call, known: dict[str, Stamp], inputs: Inputs, pause: Callable[[float], None]) -> dict[str, Stamp]:
    """Return the stamps of ``known`` once something has changed; caches that come or go in a folder don't count."""
    while True:
        now = _stamps(call, known)
        if any(now[path] != known[path] and not _lists_the_same(call, path, inputs) for path in known):
            return _stamps(call, known)  # of an edit, the file may have been seen as it is now, its folder as it was
        known = now
        pause(_PAUSE)


def _lists_the_same(call: Call, path: str, inputs: Inputs) -> bool:
    if path not in inputs.folders:
        return False
    try:
        return digest_of_listing(listing(str(call.root / path))) == inputs.folders[path][1]
    except OSError:
        return False


def _stamps(call: Call, paths: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps of ``paths`` and of the file that the project's choices stand in."""
    configured = nearest_pyproject(call.root) or call.root / "pyproject.toml"
    return {path: stamp_of(str(call.root / path)) for path in (*paths, str(configured))}


def _show(call: Call, text: str) -> None:
    call.streams.show(text)
    call.streams.out.flush()

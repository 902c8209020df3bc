"""``startpatternapp --check-pack``: a pattern through the gates that our own go through."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import OpinionatedError, nearest
from ..pattern import PATTERNS
from ..wording import counted, printable
from .base import OpinionatedCommand


def check_pack(command: OpinionatedCommand, options: dict[str, Any]) -> None:
    """Run the gates of the pattern in a folder that is thrown away, and say what came of each.

    Raises OpinionatedError if one failed, and if there is no such pattern.
    """
    from ..scaffold.gates import run_gates  # noqa: PLC0415  (needed for this option only)

    name = options["check_pack"]
    if name not in PATTERNS:
        raise OpinionatedError(f"There is no pattern '{name}'.", nearest(name, PATTERNS))
    results = []
    with TemporaryDirectory() as folder:
        for result in run_gates(PATTERNS[name], Path(folder)):
            results.append(result)
            if not options["json"]:
                style = {"passed": command.style.SUCCESS, "failed": command.style.ERROR}.get(result.state, str)
                command.stdout.write(f"{style(result.state)}  {printable(result.name)}")
            if result.detail:
                command.talk(result.detail)
    if options["json"]:
        command.show_json([{"name": each.name, "state": each.state, "detail": each.detail} for each in results])
    failed = sum(each.state == "failed" for each in results)
    if failed:
        raise OpinionatedError(
            f"The pattern {name} fails {counted(failed, 'gate')} of {len(results)}.", "Mend its templates."
        )

"""The command line of ``auditapps``, for both of its doors: options → answer, remembered or new → text and exit code.

Nothing here imports Django unless the project is to be booted, so that ``python -m`` works where Django can't start.
Nor does anything here import what audits: where nothing has changed, an earlier answer is given, and takes no more.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..audit.memory import Answer, Memory, can_be_remembered
from ..conf import AuditConfig, load_config
from ..errors import OpinionatedError
from ..wording import printable_lines
from .audit_options import EXIT_CODES, add_arguments
from .pipes import ending_plainly
from .progress import Stream
from .where import here

if TYPE_CHECKING:
    from ..audit.discover.registry import Registered

_HELP = "Looks at the apps of a Django project, without importing them, and says where they leave their patterns."
# All that an answer depends on besides what is read, and what changes no answer. With other options none is kept.
_ASKED = ("select", "ignore", "profile", "severity", "fail_level", "format", "statistics", "settings")
_HARMLESS = {
    "introspect",
    "no_color",
    "force_color",
    "output",
    "pythonpath",
    "traceback",
    "skip_checks",
    "stdout",
    "stderr",
}


@dataclass(frozen=True, slots=True)
class Streams:
    """Where the result goes, whether in colour, and where talk goes."""

    out: Stream
    err: Stream
    colour: bool = False

    @classmethod
    def of(cls, options: dict[str, Any], out: Stream, err: Stream) -> "Streams":
        """Return the streams with the colour that ``options``, the terminal and NO_COLOR ask for."""
        wanted = out.isatty() and not os.environ.get("NO_COLOR") and not options.get("output")
        return cls(out, err, bool(options["force_color"] or (wanted and not options["no_color"])))

    def show(self, text: str) -> None:
        """Write a result; what the stream's encoding has no characters for is written with escapes."""
        try:
            self.out.write(text)
        except UnicodeEncodeError as error:
            self.out.write(text.encode(error.encoding, "backslashreplace").decode(error.encoding))

    def patch(self, text: str) -> None:
        """Write a patch byte for byte, whatever the encodings of the files in it; of an empty one, nothing."""
        if not text:
            return  # Django would write a line all the same
        raw = getattr(getattr(self.out, "_out", self.out), "buffer", None)
        if raw is None or text.isascii():
            self.out.write(text)
            return
        self.out.flush()
        raw.write(text.encode("utf-8", "surrogateescape"))

    def talk(self, text: str) -> None:
        """Say something to a person."""
        self.err.write(f"{printable_lines(text)}\n")


@dataclass(frozen=True, slots=True)
class Call:
    """What the command was called with.

    ``boot`` sets Django up and returns the project's OPINIONATED_STARTAPP or None; where it is None, the source
    of the settings is all that is known. ``registered`` are then the apps of the registry.
    """

    options: dict[str, Any]
    streams: Streams
    root: Path
    boot: Callable[[Path], object] | None = None
    registered: "tuple[Registered, ...] | None" = None

    def configuration(self) -> AuditConfig:
        """Return what the project has chosen, as far as it is known before the source of the settings is read."""
        return load_config(self.root, self.boot(self.root) if self.boot else None).audit


def main(arguments: list[str]) -> int:
    """Run the audit without Django, unless ``arguments`` ask for its registry; return the exit code."""
    parser = ArgumentParser("python -m django_opinionated_startapp auditapps", description=_HELP, epilog=EXIT_CODES)
    parser.add_argument("--version", action="version", version=__version__)
    add_arguments(parser)
    parser.add_argument(
        "--settings", action="append", default=[], metavar="MODULE", help="The only settings to look at."
    )
    parser.add_argument("-v", "--verbosity", type=int, choices=range(4), default=1, help="How much to talk.")
    colour = parser.add_mutually_exclusive_group()
    colour.add_argument("--no-color", action="store_true", help="No colours.")
    colour.add_argument("--force-color", action="store_true", help="Colours, even if nobody looks.")
    options = vars(parser.parse_args(arguments))
    streams = Streams.of(options, sys.stdout, sys.stderr)
    try:
        with ending_plainly():
            return run(options, streams, here(), _introspect(options) if options["introspect"] else None)
    except OpinionatedError as error:
        streams.talk(str(error))
        return 2


def _introspect(options: dict[str, Any]) -> Callable[[Path], object]:
    from .introspect import chosen_in_settings  # noqa: PLC0415  (the only thing here that needs Django)

    if len(options["settings"]) > 1:
        raise OpinionatedError(
            "--introspect sets Django up once, so only one --settings can go with it.", "Leave the others out."
        )
    for module in options["settings"]:
        os.environ["DJANGO_SETTINGS_MODULE"] = module
    return chosen_in_settings


def run(options: dict[str, Any], streams: Streams, root: Path, boot: Callable[[Path], object] | None) -> int:
    """Do what the options ask for, and return the exit code; raise ``OpinionatedError`` for what the user can mend."""
    call = Call(options, streams, root, boot)
    config = call.configuration()
    if boot:
        from ..audit.discover.registry import registered_apps  # noqa: PLC0415  (only where Django is up)

        call = Call(options, streams, root, boot, registered_apps())
    memory = _memory(call, config)
    answer = memory.recall() if memory else None
    if answer is None:
        from .audit_run import perform  # noqa: PLC0415  (it takes longer to import than an answer to be given)

        return perform(call, config, memory)
    return deliver(call, answer, config)


def _memory(call: Call, config: AuditConfig) -> Memory | None:
    """Return the memory of this question; None for one that asks for more than an answer, or of others than us."""
    options = call.options
    asked = {name for name, value in options.items() if value} - _HARMLESS - {*_ASKED}
    ours = can_be_remembered(config, options["profile"])
    if options["verbosity"] > 1 or asked - {"verbosity"} or not ours:
        return None
    question = {name: options.get(name) for name in _ASKED}
    question |= {"config": config, "registered": call.registered, "colour": call.streams.colour}
    return Memory(call.root, call.root / config.cache, question)


def deliver(call: Call, answer: Answer, config: AuditConfig) -> int:
    """Show the answer, or write it where ``--output`` says; return its exit code."""
    if call.options["output"]:
        from .audit_output import write  # noqa: PLC0415  (as above)

        write(call.root / call.options["output"], answer.text, call.root / config.cache)
        call.streams.talk(f"Written: {call.options['output']}.")
    else:
        call.streams.show(answer.text)
    return answer.code

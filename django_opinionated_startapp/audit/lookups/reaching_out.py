"""Answers whether a call leaves the process: network, files, other processes, threads, waiting."""

import re

from ..project import Project
from .classes import lineage

_VERBS = "get|post|put|patch|delete|head|options|request|stream"
_FILES = "open|read_text|read_bytes|write_text|write_bytes|mkdir|touch|unlink|rmdir|rename|replace|iterdir|glob|rglob"
_OS = "listdir|scandir|walk|mkdir|makedirs|remove|unlink|rename|replace|rmdir|removedirs|symlink|link|chmod"
_CHAIN = r"(\(\)|\[\]|\.\w+)*"
_KINDS = {
    "the network": (
        rf"(requests|httpx)\.({_VERBS})",
        rf"(requests\.(Session|session)|httpx\.(Async)?Client)\(\)\.({_VERBS})",
        r"urllib\.request\.(urlopen|urlretrieve)",
        r"socket\.(create_connection|getaddrinfo|gethostbyname)",
        r"socket\.socket\(\)\.(connect|bind)",
        r"smtplib\.SMTP(_SSL)?",
        r"django\.core\.mail\.(send_mail|send_mass_mail|mail_admins|mail_managers)",
    ),
    "a file": (
        r"(builtins|io|codecs)\.open",
        rf"os\.({_OS})",
        rf"pathlib\.Path\(\){_CHAIN}\.({_FILES})",
        r"shutil\.(copy\w*|move|rmtree|make_archive|unpack_archive)",
        r"tempfile\.(mkdtemp|mkstemp|NamedTemporaryFile|TemporaryDirectory)",
    ),
    "another process": (
        r"subprocess\.(run|call|check_call|check_output|getoutput|Popen)",
        r"os\.(system|popen|fork|spawn\w+|exec\w+)",
        r"multiprocessing\.Process\(\)\.start",
    ),
    "a thread": (r"threading\.(Thread|Timer)\(\)\.start", r"_thread\.start_new_thread"),
    "a pause": (r"time\.sleep",),
}
_CALLS = {kind: re.compile("|".join(patterns)) for kind, patterns in _KINDS.items()}


def reached(project: Project, path: str) -> str:
    """Return what a call to ``path`` reaches out to ("the network", "a file", …), "" if it stays in the process."""
    for kind, pattern in _CALLS.items():
        if pattern.fullmatch(path):
            return kind
    owner, started, rest = path.partition("().start")
    if started and not rest and {"threading.Thread", "threading.Timer"} & set(lineage(project, owner)):
        return "a thread"
    return ""

"""What the metadata of a build say of the repository, which the sources don't name.

On PyPI a relative link of the README leads nowhere. A release runs on GitHub, which names the repository: then the
links lead there, to the files of the release. In any other build what was a link is text.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")


class CustomMetadataHook(MetadataHookInterface):
    """Fills in the description and the addresses of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``readme`` and ``urls``."""
        server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        home = f"{server}/{name}" if server and name else ""
        version = os.environ.get("GITHUB_REF_NAME", "HEAD")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        text = described(text, f"{home}/blob/{version}" if home else "")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = {"Source": home, "Changelog": f"{home}/blob/{version}/CHANGELOG.md"} if home else {}


def described(text: str, base: str) -> str:
    """Return ``text`` with its relative links below ``base``; without one, with no such links."""
    return _RELATIVE.sub(rf"[\1]({base}/\2)" if base else r"\1", text)

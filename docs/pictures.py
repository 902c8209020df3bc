"""Draw the terminal: ``python docs/pictures.py`` runs the commands in a new project and writes docs/pictures/*.svg.

It wants the extra ``rich`` and the program ``script``, which gives the commands a terminal, so that they show colours.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import play
from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).parent / "pictures"
WIDTH = 118
TIMES = "migrate on an empty database:"  # is about the machine that the picture was drawn on
START = """
```console
django-admin startproject config .
```

In `config/settings.py`, below `INSTALLED_APPS = [`:

```python
    "django_opinionated_startapp",
```

"""
RECEIVER = """
`apps/orders/receivers.py`:

```python
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


@receiver(user_logged_in, dispatch_uid="orders.greet")
def greet(sender, user, **kwargs):
    user.email_user("Hello", "Good to see you.")
```

```console
true
```
"""
GROW = """
```console
./manage.py startpatternapp apps.orders --add-model "Line text order:fk:Order"
```
"""
MAKE = "./manage.py startpatternapp apps.orders --model 'Order title owner:user' --install"
# Each picture: what is done before, and the command that it shows.
DRAWN = {
    "startpatternapp": (START, MAKE),
    "auditapps": (RECEIVER, "./manage.py auditapps"),
    "squashall": (GROW, "./manage.py squashall --dry-run"),
}


def shown(command: str, folder: Path, hidden: Path) -> str:
    """Return what ``command`` prints on a terminal."""
    plain = ("NO_COLOR", "DJANGO_COLORS")
    kept = {name: value for name, value in play.environment(hidden).items() if name not in plain}
    done = subprocess.run(
        ["/usr/bin/script", "-qec", command, "/dev/null"],
        cwd=folder,
        env={**kept, "TERM": "xterm-256color", "COLUMNS": str(WIDTH)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.replace("\r\n", "\n")


def draw(name: str, command: str, output: str) -> None:
    """Write the picture of a terminal in which ``command`` has printed ``output``."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text(f"$ {command}", style="bold"))
        # A line that is written over again ends in a carriage return: what stands there at last is shown.
        lines = [line.rpartition("\r")[2] for line in output.rstrip().split("\n") if not line.startswith(TIMES)]
        console.print(Text.from_ansi("\n".join(lines)))
    console.save_svg(str(PICTURES / f"{name}.svg"), title=f"manage.py {shlex.split(command)[1]}", unique_id=name)


def main() -> None:
    """Draw all pictures, in one project."""
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryDirectory() as hidden:
        folder = Path(temporary).resolve()
        for name, (before, command) in DRAWN.items():
            for played in play.play(before, folder):
                sys.stderr.write(play.faults(played))
            draw(name, command, shown(command, folder, Path(hidden)))


if __name__ == "__main__":
    main()

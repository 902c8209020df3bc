"""Settings nobody thought of: either the edit is refused, or it adds one element and leaves every other byte alone."""

import difflib
import re
from pathlib import Path
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.scaffold.wire import (
    AppEntry,
    CannotWire,
    SourceFile,
    add_installed_apps,
    additions,
    take_back,
)

NAMES = st.sampled_from(
    ["django.contrib.admin", "a", "b.apps.BConfig", "é", "it's", 'x"y', "]", "[", "#", ",", "\\", "ü, ("]
)
COMMENTS = st.sampled_from(["", "", "  # x", "  # ]", " # 'apps.orders',", "#(", '  # "', "\f# é"])
INDENTS = st.sampled_from(["", "    ", "\t", "  ", " \t"])


@st.composite
def strings(draw: st.DrawFn) -> str:
    name = draw(NAMES)
    quote = draw(st.sampled_from(["'", '"', '"""']))
    prefix = draw(st.sampled_from(["", "", "u"]))
    text = name.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0])
    shown = f"{prefix}{quote}{text}{quote}"
    return draw(
        st.sampled_from([shown, shown, f"({shown})", f"(({shown}))", f"{shown} ''", f"{shown} + ''", "f'{OTHER}'"])
    )


@st.composite
def gaps(draw: st.DrawFn) -> str:
    """Return what may stand between two elements within brackets."""
    return draw(
        st.one_of(
            st.sampled_from(["", " ", "  ", "\\\n", " \\\n "]),
            st.builds(
                lambda comment, lines, indent: f"{comment}\n{lines}{indent}",
                COMMENTS,
                st.sampled_from(["", "\n", "# ]\n"]),
                INDENTS,
            ),
        )
    )


@st.composite
def displays(draw: st.DrawFn) -> str:
    """Return a list or tuple display in some handwriting."""
    names = draw(st.lists(strings(), max_size=4))
    if draw(st.booleans()):
        between, first, last = draw(gaps()), draw(gaps()), draw(gaps())
        text = first + f",{between}".join(names)
    else:
        text = draw(gaps()) + ",".join(draw(gaps()) + name + draw(gaps()) for name in names)
        last = draw(gaps())
    opening, closing = draw(st.sampled_from([("[", "]"), ("(", ")")]))
    trailing: bool = draw(st.booleans()) or (len(names) == 1 and opening == "(")
    if names and trailing:
        text += draw(gaps()) + ","
    display = f"{opening}{text}{last}{closing}"
    return draw(st.sampled_from([display, display, f"({display})", f"(  # )\n({display}\n))"]))


ENDINGS = [
    "",
    "INSTALLED_APPS = list(INSTALLED_APPS)",
    "INSTALLED_APPS = [*INSTALLED_APPS, 'z']",
    "INSTALLED_APPS += type(INSTALLED_APPS)()",
    "if OTHER:\n    INSTALLED_APPS = INSTALLED_APPS + INSTALLED_APPS[:0]",
    "if OTHER:\n    INSTALLED_APPS = [*INSTALLED_APPS, *('w', 'v')]",
    "if not OTHER:\n    INSTALLED_APPS = ['only']",
    "try:\n    INSTALLED_APPS = [*INSTALLED_APPS, OTHER]\nfinally:\n    pass",
    "INSTALLED_APPS = INSTALLED_APPS[:]",
    "INSTALLED_APPS = [app for app in INSTALLED_APPS]",
    "COPY = INSTALLED_APPS\nCOPY += COPY[:0]",
    "for app in ('t', 's'):\n    INSTALLED_APPS = [*INSTALLED_APPS, app]",
]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return the bytes of a settings file."""
    statement = draw(
        st.sampled_from(
            [
                "INSTALLED_APPS = {0}",
                "INSTALLED_APPS={0};X = 'ü'",
                "X = 'ü🦄'; INSTALLED_APPS: list = {0}",
                "LOCAL_APPS = {0}\nINSTALLED_APPS = [*LOCAL_APPS]",
                "LOCAL_APPS = {0}\nINSTALLED_APPS = ['first', *LOCAL_APPS, 'last',]",
                "A = list({0})\nB = [*{1}]\nINSTALLED_APPS = A + B",
                "INSTALLED_APPS = []\nINSTALLED_APPS.extend({0})\nINSTALLED_APPS += {1}",
                "PRE_INSTALLED_APPS = {1}\nINSTALLED_APPS = {0}",
                "INSTALLED_APPS = {1}\nINSTALLED_APPS = {0}",
            ]
        )
    ).format(draw(displays()), draw(displays()))
    text = f"OTHER = 'other'\n# é\n{statement}{draw(COMMENTS)}\n{draw(st.sampled_from(ENDINGS))}"
    text += draw(st.sampled_from(["", "\n", "\n\n# end"]))
    encoding, head = draw(
        st.sampled_from(
            [
                ("utf-8", ""),
                ("utf-8-sig", ""),
                ("latin-1", "# coding: latin-1\n"),
                ("cp1252", "# vim: set fileencoding=cp1252 :\n"),
            ]
        )
    )
    text = (head + text).replace("🦄", "" if head else "🦄")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"]))).encode(encoding)


def apps(content: bytes) -> list[str]:
    namespace: dict[str, Any] = {}
    exec(compile(content, "settings.py", "exec"), namespace)  # noqa: S102 - written by this test
    return list(namespace["INSTALLED_APPS"])


def lines(content: bytes) -> list[bytes]:
    return re.split(rb"(?<=\n)|(?<=\r)(?!\n)", content)


@settings(max_examples=400)
@given(files())
def test_one_more_or_refused(content: bytes) -> None:
    path = Path("/project/settings.py")
    file = SourceFile(path, content)
    try:
        edits = add_installed_apps(
            "settings", [AppEntry("apps.orders")], find={"settings": file}.get, root=path.parent
        )
    except CannotWire as error:
        event("refused")
        assert error.hint
        return
    event("edited")
    (edit,) = edits
    before, after = apps(content), apps(edit.after)
    assert after.count("apps.orders") == 1
    assert [name for name in after if name != "apps.orders"] == before
    opcodes = difflib.SequenceMatcher(None, lines(content), lines(edit.after), autojunk=False).get_opcodes()
    changed = [(old_end - old, new_end - new) for kind, old, old_end, new, new_end in opcodes if kind != "equal"]
    assert sum(gone for gone, _ in changed) <= 1
    assert sum(new for _, new in changed) <= 2
    remaining = iter(edit.after)
    assert all(byte in remaining for byte in content)  # nothing is taken away
    added = additions(edit, [AppEntry("apps.orders")], "")
    assert take_back(SourceFile(path, edit.after), added) == content

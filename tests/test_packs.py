"""Patterns of other distributions: found, read as data, and refused in one sentence where they are broken."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import BUILTIN, OEP49, PATTERNS, Construct, PatternFile
from django_opinionated_startapp.pattern.pack_file import read_pattern

from .packs import install

PATH = Path("/pack/pattern.toml")
LEAST = 'name = "own"\nsummary = "one"\nsource = "us"\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def test_a_pack_is_found_after_what_is_built_in(site: Path) -> None:
    assert list(PATTERNS) == list(BUILTIN)
    assert "acme" not in PATTERNS
    install(site)
    PATTERNS.forget()
    assert list(PATTERNS) == [*BUILTIN, "acme"]
    assert len(PATTERNS) == len(BUILTIN) + 1
    acme = PATTERNS["acme"]
    assert acme.component_names == (*(name for name in OEP49.component_names if name != "adr"), "flags")
    assert acme.templates == str(site / "acme_pattern" / "templates")
    assert (acme.base, acme.entries, acme.public_files) == ("oep49", OEP49.entries, OEP49.public_files)
    assert PatternFile("flags.py", ("flags",)) in acme.files
    assert not [file for file in acme.files if "adr" in file.components]


def test_its_package_may_lie_in_another_one_and_is_not_imported(site: Path) -> None:
    package = install(site)
    (site / "acme").mkdir()
    for folder in (site / "acme", package):
        (folder / "__init__.py").write_text("raise RuntimeError\n", encoding="utf-8")
    package.rename(site / "acme" / "apps")
    points = next(site.glob("*.dist-info")) / "entry_points.txt"
    points.write_text(points.read_text(encoding="utf-8").replace("acme_pattern", "acme.apps"), encoding="utf-8")
    PATTERNS.forget()
    assert PATTERNS["acme"].templates == str(site / "acme" / "apps" / "templates")


def refusal_of(name: str = "acme") -> tuple[str, str]:
    PATTERNS.forget()
    with pytest.raises(OpinionatedError) as caught:
        PATTERNS[name]
    return caught.value.message, caught.value.hint


def test_two_packs_of_one_name_are_refused(site: Path) -> None:
    install(site)
    install(site, "other-pattern")
    assert refusal_of() == (
        "The pack acme_pattern has a pattern 'acme', and there is one of that name already.",
        "Mend or uninstall the distribution other-pattern.",
    )


def test_a_built_in_pattern_cannot_be_replaced(site: Path) -> None:
    file = install(site) / "pattern.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"acme"', '"oep49"'), encoding="utf-8")
    assert refusal_of()[0] == "The pack acme_pattern has a pattern 'oep49', and there is one of that name already."
    assert PATTERNS["oep49"] is OEP49


def test_a_pack_without_its_file_is_refused(site: Path) -> None:
    (install(site) / "pattern.toml").unlink()
    assert refusal_of() == (
        "The pack acme_pattern has no pattern.toml.",
        "Mend or uninstall the distribution acme-pattern.",
    )
    points = next(site.glob("*.dist-info")) / "entry_points.txt"
    points.write_text("[opinionated_startapp.patterns]\nacme = no_such_package\n", encoding="utf-8")
    assert refusal_of()[0] == "The pack no_such_package has no pattern.toml."


def test_a_file_that_cannot_be_read_is_refused(site: Path) -> None:
    file = install(site) / "pattern.toml"
    file.write_bytes(b"\xff")
    message, hint = refusal_of()
    assert message.startswith(f"{file} can't be read: ")
    assert hint == "Reinstall the pack."


# The file


def test_a_pattern_can_do_without_a_base() -> None:
    text = f"""{LEAST}
        entries = ["apps.py"]

        [[components]]
        name = "tasks"
        summary = "tasks.py"
        public = true
        needs = ["jobs"]
        needs_app = "django_rq"
        homes.task = ["tasks.py", "jobs/*.py"]

        [[components]]
        name = "jobs"
        summary = "jobs"

        [[options]]
        name = "style"
        summary = "how"
        values = ["plain", "fancy"]

        [[files]]
        target = "rest/{{version}}/{{model}}_{{models}}.py"
        components = ["tasks"]
        when.style = "fancy"

        [[files]]
        target = "setup.cfg"
        beside = true
        """
    pattern = read_pattern(text, PATH, BUILTIN)
    assert pattern.homes_of(Construct.TASK) == ("tasks.py", "jobs/*.py")
    assert pattern.components[0].needs == ("jobs",)
    assert pattern.chosen({}) == {"style": "plain"}
    assert pattern.entries == ("apps.py",)
    assert pattern.files == (
        PatternFile("rest/{version}/{model}_{models}.py", ("tasks",), (("style", "fancy"),)),
        PatternFile("setup.cfg", beside=True),
    )


def test_a_file_of_the_base_can_be_described_anew() -> None:
    text = f'{LEAST}base = "oep49"\n[[files]]\ntarget = "api.py"\ncomponents = ["data"]\n'
    files = [file for file in read_pattern(text, PATH, BUILTIN).files if file.target == "api.py"]
    assert files == [PatternFile("api.py", ("data",))]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("name", "is not TOML: ", "Mend the file."),
        ("", "name of the pattern has to be a text.", ""),
        (
            LEAST.replace("own", "Own"),
            "the pattern is called 'Own'.",
            "Names are small letters, digits and underscores.",
        ),
        (LEAST.replace('"us"', "1"), "source of the pattern has to be a text.", ""),
        (f"{LEAST}sumary = 1", "the pattern has no key 'sumary'.", "Did you mean summary?"),
        (f'{LEAST}base = "oep94"', "there is no pattern 'oep94' to go on from.", "Did you mean oep49?"),
        (f'{LEAST}leave_out = ["api"]', "leave_out names 'api', which is no component of the base.", ""),
        (f'{LEAST}base = "oep49"\nleave_out = ["apis"]', "leave_out names 'apis', which is no component of", ""),
        (f"{LEAST}entries = [1]", "entries has to be a list of texts.", ""),
        (f"{LEAST}components = 1", "components has to be a list of tables.", "Write each as [[components]]."),
        (f"{LEAST}components = [1]", "components has to be a list of tables.", "Write each as [[components]]."),
        (f'{LEAST}[[components]]\nname = "a"', "summary of component 1 has to be a text.", ""),
        (
            f'{LEAST}[[components]]\nname="a"\nsummary="b"\npublic=1',
            "public of component 1 has to be true or false.",
            "",
        ),
        (f'{LEAST}[[components]]\nname="a"\nsummary="b"\nhomes=1', "homes of component 1 has to be a table.", ""),
        (
            f'{LEAST}[[components]]\nname="a"\nsummary="b"\nhomes.tasks=["a"]',
            "component 1 gives a home to 'tasks'.",
            "Did you mean task?",
        ),
        (
            f'{LEAST}[[components]]\nname="a"\nsummary="b"\nneeds=["c"]',
            "the component a refers to 'c', which there is not.",
            "",
        ),
        (
            f'{LEAST}base="oep49"\n[[components]]\nname="api"\nsummary="b"',
            "the component 'api' is described twice.",
            "",
        ),
        (f'{LEAST}[[files]]\ntarget="a.py"\ncomponents=["b"]', "the file a.py refers to 'b', which there is not.", ""),
        (f'{LEAST}[[files]]\ntarget="a.py"\nwhen.b="c"', "the file a.py refers to 'b', which there is not.", ""),
        (
            f'{LEAST}[[options]]\nname="b"\nsummary="c"\nvalues=["d"]\n[[files]]\ntarget="a.py"\nwhen.b="c"',
            "the file a.py refers to 'c', which there is not.",
            "",
        ),
        (f'{LEAST}[[options]]\nname="b"\nsummary="c"\nvalues=[]', "option 1 has no values.", ""),
        *(
            (
                f'{LEAST}[[files]]\ntarget="{target}"',
                f"file 1: '{target}' is no path below an app.",
                "Write it like rest",
            )
            for target in ("../a.py", "/a.py", "a/../b.py", "./a.py", "{app}.py", "a b.py", "a//b.py", "C:a.py")
        ),
    ],
)
def test_what_is_not_right_is_said(text: str, message: str, hint: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        read_pattern(text, PATH, BUILTIN)
    assert caught.value.message.startswith((f"{PATH}: {message}", f"{PATH} {message}"))
    assert caught.value.hint.startswith(hint)


values = st.recursive(
    st.booleans() | st.integers() | st.sampled_from(["api", "../x", "a.py", "oep49", "", "{model}", "rest"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "summary", "target", "when", "homes", "task", "values", "components", "beside"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
KEYS = ("name", "summary", "source", "base", "leave_out", "entries", "components", "files", "options", "other")


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=6))
def test_any_file_is_a_pattern_or_refused(table: dict[str, object]) -> None:
    tomli_w = pytest.importorskip("tomli_w")
    try:
        pattern = read_pattern(tomli_w.dumps(table), PATH, BUILTIN)
    except OpinionatedError as error:
        assert str(PATH) in error.message
    else:
        for file in pattern.files:
            assert not Path(file.target).is_absolute()
            assert not re.search(r"(^|/)\.\.?(/|$)", file.target)

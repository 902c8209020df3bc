"""The project's choices: where they are read, which goes before which, and what is said about a wrong one."""

from dataclasses import fields
from pathlib import Path
from textwrap import dedent
from typing import get_type_hints

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.conf import Config, load_config
from django_opinionated_startapp.conf.values import READERS
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49, PATTERNS

KEYS = "api_prefix, api_version, audit, common, components, line_length, pattern, templates"
WHERE = "Django setting OPINIONATED_STARTAPP"


def write(folder: Path, toml: str) -> Path:
    """Write ``toml`` as the pyproject.toml of ``folder``, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(dedent(toml), encoding="utf-8")
    return path


def refusal(root: Path, setting: object = None) -> tuple[str, str]:
    """Return message and hint of the error that loading ends with."""
    with pytest.raises(OpinionatedError) as caught:
        load_config(root, setting)
    return caught.value.message, caught.value.hint


# What is read


def test_without_any_choice_the_defaults_hold(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert load_config(tmp_path, None) == Config(
        pattern="oep49",
        templates="startapp_templates",
        components=None,
        api_version="v1",
        api_prefix="api/{label}/",
        line_length=88,
    )


def test_every_key_can_be_chosen_in_pyproject(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        [tool.opinionated_startapp]
        pattern = "oep49"
        templates = "../shared/templates"
        components = ["api", "data"]
        api_version = "v12"
        api_prefix = "shop/{label}/rest/"
        line_length = 100
        """,
    )
    assert load_config(tmp_path, None) == Config(
        pattern="oep49",
        templates="../shared/templates",
        components=("api", "data"),
        api_version="v12",
        api_prefix="shop/{label}/rest/",
        line_length=100,
    )


def test_keys_of_pyproject_may_have_hyphens(tmp_path: Path) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi-version = "v2"\n')
    assert load_config(tmp_path, None) == Config(api_version="v2")


def test_every_key_can_be_chosen_in_the_django_setting(tmp_path: Path) -> None:
    write(tmp_path, "")
    setting = {
        "pattern": "oep49",
        "templates": "/srv/templates",
        "components": ["api"],
        "api_version": "v2",
        "api_prefix": "{label}/",
        "line_length": 79,
    }
    assert load_config(tmp_path, setting) == Config(
        pattern="oep49",
        templates="/srv/templates",
        components=("api",),
        api_version="v2",
        api_prefix="{label}/",
        line_length=79,
    )


def test_the_setting_goes_before_pyproject_key_by_key(tmp_path: Path) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v2"\ncomponents = ["api"]\n')
    setting = {"api_version": "v3"}
    assert load_config(tmp_path, setting) == Config(api_version="v3", components=("api",))


def test_none_in_the_setting_takes_all_components_again(tmp_path: Path) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\ncomponents = ["api"]\n')
    assert load_config(tmp_path, {"components": None}).components is None


@pytest.mark.parametrize("chosen", [(), ("api", "data"), OEP49.component_names])
def test_components_may_be_none_few_or_all(tmp_path: Path, chosen: tuple[str, ...]) -> None:
    write(tmp_path, "")
    assert load_config(tmp_path, {"components": chosen}).components == chosen


@pytest.mark.parametrize(
    ("toml", "length"),
    [
        ("[project]\nname = 'x'\n", 88),
        ("[tool.other]\nline-length = 100\n", 88),
        ("[tool.ruff]\nline-length = 100\n", 100),
        ("[tool.ruff]\ntarget-version = 'py310'\n", 88),
        ("[tool.ruff.lint]\nselect = ['ALL']\n", 88),
        ("[tool.black]\nline-length = 110\n", 110),
        ("[tool.black]\nline_length = 110\n", 110),
        ("[tool.black]\nline-length = 110\n[tool.ruff]\nline-length = 100\n", 110),
        ("[tool.black]\nskip-string-normalization = true\n[tool.ruff]\nline-length = 100\n", 100),
        ("[tool.black]\nline-length = 20\n[tool.opinionated_startapp]\nline-length = 90\n", 90),
        ("[tool]\nblack = 1\nruff = ['x']\n", 88),
        ("tool = 1\n", 88),
    ],
)
def test_the_line_length_is_that_of_the_formatter_unless_chosen(tmp_path: Path, toml: str, length: int) -> None:
    write(tmp_path, toml)
    assert load_config(tmp_path, None).line_length == length


# Where pyproject.toml is looked for


def test_the_nearest_pyproject_above_is_read(tmp_path: Path) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v2"\n')
    write(tmp_path / "backend", '[tool.opinionated_startapp]\napi_version = "v3"\n')
    site = tmp_path / "backend" / "site"
    site.mkdir()
    assert load_config(site, None) == Config(api_version="v3")


def test_a_pyproject_beside_git_is_read(tmp_path: Path) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v2"\n')
    (tmp_path / ".git").mkdir()
    site = tmp_path / "site"
    site.mkdir()
    assert load_config(site, None) == Config(api_version="v2")


@pytest.mark.parametrize("worktree", [False, True])
def test_a_pyproject_above_the_repository_is_not_read(tmp_path: Path, worktree: bool) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v2"\n')
    site = tmp_path / "repository" / "site"
    site.mkdir(parents=True)
    git = tmp_path / "repository" / ".git"
    if worktree:
        git.write_text("gitdir: elsewhere\n", encoding="utf-8")
    else:
        git.mkdir()
    assert load_config(site, None) == Config()


def test_no_pyproject_up_to_the_root_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The temporary folder may lie below a pyproject.toml that somebody left on the machine.
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert load_config(tmp_path, {"api_version": "v2"}) == Config(api_version="v2")


def test_a_relative_root_is_looked_up_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v2"\n')
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    assert load_config(Path(), None) == Config(api_version="v2")


# What is said about a wrong choice


def test_an_unknown_key_in_pyproject(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
        [tool.black]
        api_versoin = "black has no such key, which is its own affair"

        [tool.opinionated_startapp]
        pattern = "oep49"
        api_versoin = "v2"
        """,
    )
    assert refusal(tmp_path) == (
        f"{path}, line 6: [tool.opinionated_startapp] has no key 'api_versoin'.",
        "Did you mean api_version?",
    )


def test_an_unknown_key_that_resembles_none(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool.opinionated_startapp]\nxyz = 1\n")
    assert refusal(tmp_path) == (
        f"{path}, line 2: [tool.opinionated_startapp] has no key 'xyz'.",
        f"Choose from {KEYS}.",
    )


@pytest.mark.parametrize(
    "toml",
    [
        "[tool]\nopinionated_startapp.xyz = 1\n",
        "[tool]\nopinionated_startapp = { xyz = 1 }\n",
        "\ntool.opinionated_startapp.xyz = 1\n",
        "[tool.opinionated_startapp]\nxyz = [\n  1,\n]\npattern = 'oep49'\n",
        "[tool.opinionated_startapp]\n[tool.opinionated_startapp.xyz]\na = 1\n",
        "[tool.opinionated_startapp]\n[[tool.opinionated_startapp.xyz]]\n[[tool.opinionated_startapp.xyz]]\n",
        'description = """ [tool.opinionated_startapp]"""\ntool.\'opinionated_startapp\'.xyz = 1\r\n',
    ],
)
def test_the_line_of_a_key_is_found_however_its_table_is_written(tmp_path: Path, toml: str) -> None:
    path = write(tmp_path, toml)
    assert refusal(tmp_path) == (
        f"{path}, line 2: [tool.opinionated_startapp] has no key 'xyz'.",
        f"Choose from {KEYS}.",
    )


def test_a_key_that_is_written_with_escapes_is_named_without_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.opinionated_startapp]\n"\\u0078yz" = 1\n')
    assert refusal(tmp_path)[0] == f"{path}: [tool.opinionated_startapp] has no key 'xyz'."


def test_the_line_of_a_key_is_found_although_others_mention_it(tmp_path: Path) -> None:
    toml = """
        # xyz
        [tool.xyz]
        xyz = 1
        [tool.opinionated_startapp]
        pattern = '''
        xyz = 2'''
        xyz = 3 # xyz
        [xyz]
        xyz = 4
        """
    path = write(tmp_path, toml)
    assert refusal(tmp_path)[0] == f"{path}, line 8: [tool.opinionated_startapp] has no key 'xyz'."


@pytest.mark.parametrize("line", ["xyz = 1", "xyz=1", "'xyz' = 1", '"xyz"= 1', "  xyz\t= 1"])
def test_the_line_of_a_key_is_found_however_it_is_spaced_and_quoted(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"# xyz = 1\n[tool.opinionated_startapp] # xyz\n# xyz\n{line}\n")
    assert refusal(tmp_path)[0] == f"{path}, line 4: [tool.opinionated_startapp] has no key 'xyz'."


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("PATTERN", "Did you mean pattern?"),
        ("api-version", "Did you mean api_version?"),
        (7, f"Choose from {KEYS}."),
    ],
)
def test_an_unknown_key_in_the_setting(tmp_path: Path, key: object, hint: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {key: "x"}) == (f"{WHERE}: it has no key '{key}'.", hint)


def test_a_key_that_is_given_in_both_spellings(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.opinionated_startapp]\napi_version = "v1"\napi-version = "v2"\n')
    assert refusal(tmp_path) == (f"{path}, line 3: api_version is given twice in [tool.opinionated_startapp].", "")


@pytest.mark.parametrize(
    ("key", "value", "kind", "given"),
    [
        ("pattern", 1, "a string", "int"),
        ("pattern", None, "a string", "NoneType"),
        ("templates", ["a"], "a string", "list"),
        ("templates", Path("a"), "a string", type(Path()).__name__),
        ("components", "api", "a list of strings", "str"),
        ("components", ["api", 1], "a list of strings", "list"),
        ("components", {"api": True}, "a list of strings", "dict"),
        ("api_version", 1, "a string", "int"),
        ("api_prefix", {}, "a string", "dict"),
        ("line_length", "100", "a whole number", "str"),
        ("line_length", 100.0, "a whole number", "float"),
        ("line_length", True, "a whole number", "bool"),
    ],
)
def test_a_value_of_another_type(tmp_path: Path, key: str, value: object, kind: str, given: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {key: value}) == (f"{WHERE}: {key} must be {kind}, not {given}.", "")


def test_a_value_of_another_type_in_pyproject(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool.opinionated_startapp]\napi-version = 1\n")
    assert refusal(tmp_path) == (f"{path}, line 2: api_version must be a string, not int.", "")


def test_a_value_of_another_type_is_told_even_if_the_setting_goes_before_it(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool.opinionated_startapp]\npattern = 1\n")
    assert refusal(tmp_path, {"pattern": "oep49"}) == (f"{path}, line 2: pattern must be a string, not int.", "")


def test_a_formatter_with_a_line_length_of_another_type(tmp_path: Path) -> None:
    path = write(tmp_path, '[tool.black]\nline-length = "long"\n')
    assert refusal(tmp_path) == (f"{path}, line 2: line_length must be a whole number, not str.", "")


@pytest.mark.parametrize(
    ("key", "value", "message", "hint"),
    [
        ("pattern", "oep94", "there is no pattern 'oep94'.", "Did you mean oep49?"),
        ("pattern", "", "there is no pattern ''.", "Choose from domain, oep49, reusable, services."),
        ("components", ["api", "taks"], "the pattern 'oep49' has no component 'taks'.", "Did you mean tasks?"),
        ("templates", "", "templates must be the path of a folder.", ""),
        ("templates", "a\0b", "templates must be the path of a folder.", ""),
    ],
)
def test_a_name_that_stands_for_nothing(tmp_path: Path, key: str, value: object, message: str, hint: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {key: value}) == (f"{WHERE}: {message}", hint)


@pytest.mark.parametrize("version", ["", "1", "v", "V1", "v1.0", "v-1", "v1\n", " v1", "v\u0661"])
def test_an_api_version_that_is_none(tmp_path: Path, version: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {"api_version": version}) == (
        f"{WHERE}: api_version must be 'v' and a number, not '{version}'.",
        "The first version of an API is v1.",
    )


@pytest.mark.parametrize("prefix", ["{label}/", "api/", "api/{label}/", "a-b/x_{label}.y~/{label}/1/"])
def test_an_api_prefix(tmp_path: Path, prefix: str) -> None:
    write(tmp_path, "")
    assert load_config(tmp_path, {"api_prefix": prefix}).api_prefix == prefix


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "/",
        "/api/",
        "api",
        "api//x/",
        "api/{label}",
        "api/{app}/",
        "api/{}/",
        "api/{label!r}/",
        "api/{label/",
        "api/{{label}}/",
        "a b/",
        'a"/',
        "a\\/",
        "a/\n",
        "<int:pk>/",
        "ä/",
    ],
)
def test_an_api_prefix_that_is_no_route(tmp_path: Path, prefix: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {"api_prefix": prefix}) == (
        f"{WHERE}: api_prefix must be a route such as 'api/{{label}}/', not '{prefix}'.",
        "It starts without a slash, ends with one, and has no placeholder but {label}.",
    )


@pytest.mark.parametrize("common", [True, False, "shared", "shop.common"])
def test_a_package_with_what_apps_share(tmp_path: Path, common: bool | str) -> None:
    write(tmp_path, "")
    assert load_config(tmp_path, {"common": common}).common == common


@pytest.mark.parametrize("common", ["", "shop.", "shop/common", "1st"])
def test_a_package_that_is_none(tmp_path: Path, common: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, {"common": common}) == (
        f"{WHERE}: common must be true, false or the dotted path of a package, not '{common}'.",
        'Write it like common = "shop.common"',
    )
    assert refusal(tmp_path, {"common": 1})[0] == f"{WHERE}: common must be true, false or a string, not int."


@pytest.mark.parametrize(("length", "fits"), [(39, False), (40, True), (320, True), (321, False), (-88, False)])
def test_the_limits_of_the_line_length(tmp_path: Path, length: int, fits: bool) -> None:
    path = write(tmp_path, f"[tool.ruff]\nline-length = {length}\n")
    if fits:
        assert load_config(tmp_path, None).line_length == length
    else:
        assert refusal(tmp_path) == (
            f"{path}, line 2: the line length must be between 40 and 320.",
            "line_length in [tool.opinionated_startapp] goes before that of the formatters.",
        )


@pytest.mark.parametrize(("setting", "given"), [("oep49", "str"), ([("pattern", "oep49")], "list"), (False, "bool")])
def test_a_setting_that_is_no_dictionary(tmp_path: Path, setting: object, given: str) -> None:
    write(tmp_path, "")
    assert refusal(tmp_path, setting) == (f"{WHERE}: must be a dictionary, not {given}.", "")


@pytest.mark.parametrize(
    ("toml", "given"),
    [
        ("[tool]\nopinionated_startapp = 'oep49'\n", "str"),
        ("\n[[tool.opinionated_startapp]]\npattern = 'oep49'\n", "list"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, toml: str, given: str) -> None:
    path = write(tmp_path, toml)
    assert refusal(tmp_path) == (f"{path}, line 2: [tool.opinionated_startapp] must be a table, not {given}.", "")


@pytest.mark.parametrize(
    "name",
    ["opinionated-startapp", "django-opinionated-startapp", "django_opinionated_startapp", "opinionated_startap"],
)
def test_a_table_whose_name_is_nearly_right_is_not_passed_over(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, f"[tool.opinionated_startapp]\n[tool.{name}]\n")
    assert refusal(tmp_path) == (f"{path}: [tool.{name}] is not read.", "Name the table [tool.opinionated_startapp].")


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool.opinionated_startapp]\npattern = oep49\n")
    assert refusal(tmp_path) == (f"{path} is not valid TOML: Invalid value (at line 2, column 11)", "")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"# \xff\n")
    assert refusal(tmp_path) == (
        f"{path} is not valid TOML: 'utf-8' codec can't decode byte 0xff in position 2: invalid start byte",
        "",
    )


# What holds for all


def test_every_key_but_the_table_of_the_audit_has_a_reader_for_its_type_and_a_check() -> None:
    hints = get_type_hints(Config)
    for option in fields(Config)[:-1]:
        assert hints[option.name] in READERS
        assert callable(option.metadata["check"])


def test_every_pattern_can_be_chosen_with_each_of_its_components(tmp_path: Path) -> None:
    write(tmp_path, "")
    for pattern in PATTERNS.values():
        setting = {"pattern": pattern.name, "components": pattern.component_names}
        assert load_config(tmp_path, setting) == Config(pattern=pattern.name, components=pattern.component_names)


plain = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes()
)
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab-_."), inner), max_leaves=6)
likely = st.sampled_from(["oep49", "v1", "api/{label}/", "x", "", 100, 40, 20, ["api"], ["admin", "x"], []])
names = st.sampled_from([option.name for option in fields(Config)] + ["api-version", "line-length", "patern"])
tables = st.dictionaries(names | st.text("abc-_"), likely | values, max_size=4)


@given(own=tables | values, black=tables | values, setting=st.none() | tables | values)
def test_whatever_is_written_gives_a_config_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, own: object, black: object, setting: object
) -> None:
    root = tmp_path_factory.mktemp("project")
    write(root, "")
    (root / "pyproject.toml").write_bytes(
        tomli_w.dumps({"tool": {"opinionated_startapp": own, "black": black}}).encode()
    )
    try:
        config = load_config(root, setting)
    except OpinionatedError as error:
        assert error.message.startswith((str(root), WHERE))
    else:
        assert config.pattern in PATTERNS
        assert set(config.components or ()) <= set(PATTERNS[config.pattern].component_names)
        assert config.line_length in range(40, 321)
        assert config.api_prefix.format(label="orders").endswith("/")


def test_a_file_that_nobody_may_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: object) -> str:
        raise PermissionError(13, "Permission denied", path)

    path = write(tmp_path, "")
    monkeypatch.setattr(Path, "read_text", refuse)
    assert refusal(tmp_path) == (f"{path} can't be read: Permission denied.", "")

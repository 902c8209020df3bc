"""Templates from somebody else: they make texts, and reach nothing besides."""

from pathlib import Path

import pytest

from django_opinionated_startapp.changes import ChangeSet, Create
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import BUILTIN, PATTERNS
from django_opinionated_startapp.pattern.pack_file import read_pattern
from django_opinionated_startapp.scaffold.render import Templates, make_context
from django_opinionated_startapp.scaffold.request import AppRequest
from tests.packs import install
from tests.scaffold.test_render import ENVIRONMENT, override, request_

__all__ = ["request_"]  # the fixture

README = "oep49/README.rst.jinja"


def readme(request: AppRequest, folder: Path) -> str:
    return Templates(folder).render(README, make_context(request, ENVIRONMENT))


@pytest.mark.parametrize(
    "expression",
    [
        # Paths are among the variables, and theirs are the shortest ways out.
        'app.place.root.joinpath("secret").read_text()',
        'app.place.root.joinpath("secret").read_bytes()',
        '(app.place.root / "secret").open().read()',
        'app.place.root.joinpath("made").write_text("x")',
        'app.place.root.joinpath("made").touch()',
        'app.place.root.joinpath("made").mkdir()',
        'app.place.root.joinpath("made").symlink_to("/etc")',
        'app.place.root.joinpath("secret").unlink()',
        'app.place.root.joinpath("secret").rename("made")',
        'app.place.root.joinpath("secret").chmod(0)',
        "app.place.root.iterdir()|list",
        'app.place.root.glob("*")|list',
        "app.place.directory.parent.home()",
        'app.place.root.joinpath("secret")|attr("read_text")()',
        'app.base["read_text"]()',
        'app.place.root.parser.os.listdir("/")',
        "app.place.root.parser",
        "app.place.root.parents[0].glob('*')|list",
        '[app.place.root.joinpath("secret")]|map("attr", "read_text")|first()',
        '[app.place.root.joinpath("secret")]|map(attribute="read_text")|first',
        # The classic ones.
        '"".__class__.__mro__[1].__subclasses__()',
        "app.__class__.__init__.__globals__",
        'app.__init__.__globals__["__builtins__"]',
        'lipsum.__globals__["os"].popen("x")',
        'cycler.__init__.__globals__.os.system("x")',
        'joiner("x").__init__.__globals__',
        "namespace(x=1).__init__.__globals__",
        "self.__init__.__globals__",
        "self._TemplateReference__context.environment",
        '"{0.__class__.__init__.__globals__}".format(app)',
        '"{0.place.root.read_text}".format(app)',
        '("{0.__class__}"|string).format_map({"0": app})',
        '"%s"|format(app.__class__)',
        '[app]|map(attribute="__class__")|list',
        '[app]|groupby("__class__")|list',
        'app|attr("__class__")',
        'app|attr("\\x5f\\x5fclass\\x5f\\x5f")',
        "models[0].key.__class__",
        'models.append("x")',
        "range(10000000)|list",
        '""|class_imports.__globals__',
        "caller()",
    ],
)
def test_nothing_but_text_comes_out(expression: str, request_: AppRequest, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("The secret.")
    before = sorted(tmp_path.iterdir())
    folder = override(tmp_path / "templates", README, f"{{{{ {expression} }}}}")
    try:
        text = readme(request_, folder)
    except OpinionatedError:
        text = ""
    assert "secret" not in text
    assert "<module" not in text
    assert "etc" not in text
    assert "built-in method" not in text
    assert "bound method" not in text
    assert "<class" not in text
    assert sorted(tmp_path.iterdir()) == [*before, folder]
    assert (tmp_path / "secret").read_text() == "The secret."


@pytest.mark.parametrize("tag", ["include", "extends", "import", "from"])
@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../secret", "oep49/../../secret", "..\\\\secret", "builtin:../../render.py", "\0"]
)
def test_no_file_outside_is_loaded(tag: str, name: str, request_: AppRequest, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("The secret.")
    rest = {"import": " as x", "from": " import x"}.get(tag, "")
    folder = override(tmp_path / "templates", README, f'{{% {tag} "{name}"{rest} %}}'.replace("\0", "\\x00"))
    with pytest.raises(OpinionatedError, match="there is no template"):
        readme(request_, folder)


def test_no_link_leads_out_of_the_folder_of_templates(request_: AppRequest, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("The secret.")
    folder = override(tmp_path / "templates", "oep49/own.rst.jinja", "mine")
    (folder / README).symlink_to(tmp_path / "secret")
    with pytest.raises(OpinionatedError, match="is a link that leads out of its folder"):
        readme(request_, folder)
    (folder / README).unlink()
    (folder / README).symlink_to(folder / "oep49/own.rst.jinja")
    assert readme(request_, folder) == "mine"


def test_the_folder_of_templates_may_be_a_link(request_: AppRequest, tmp_path: Path) -> None:
    override(tmp_path / "shared", README, "mine")
    (tmp_path / "templates").symlink_to(tmp_path / "shared", target_is_directory=True)
    assert readme(request_, tmp_path / "templates") == "mine"


@pytest.mark.parametrize(
    "target",
    [
        "../x.py",
        "/x.py",
        "a/../../x.py",
        "C:/x.py",
        "C:x.py",
        "a\\\\..\\\\x.py",
        "{model.__class__}.py",
        "./x.py",
        "a//x.py",
        "",
        "nul\\u0000.py",
        "x.py/",
        "~/x.py",
    ],
)
def test_a_pack_names_no_file_outside_of_the_app(target: str) -> None:
    text = f'name = "own"\nsummary = "x"\nsource = "y"\n[[files]]\ntarget = "{target}"\n'
    with pytest.raises(OpinionatedError, match=r"is no path below an app|has to be a text"):
        read_pattern(text, Path("pattern.toml"), BUILTIN)


def test_a_link_inside_the_app_leads_no_file_out_of_the_project(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "orders").mkdir(parents=True)
    outside.mkdir()
    (project / "orders/migrations").symlink_to(outside, target_is_directory=True)
    changes = ChangeSet(project, (Create(project / "orders/migrations/x.py", b""),))
    with pytest.raises(OpinionatedError, match="lies outside"):
        changes.apply()
    assert list(outside.iterdir()) == []


def test_a_link_in_a_pack_leads_to_no_file_outside(
    request_: AppRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    templates = install(site) / "templates"
    (tmp_path / "secret").write_text("The secret.")
    (templates / "flags.py.jinja").unlink()
    (templates / "flags.py.jinja").symlink_to(tmp_path / "secret")
    PATTERNS.forget()
    with pytest.raises(OpinionatedError, match="is a link that leads out of its folder"):
        Templates(tmp_path / "none").render("acme/flags.py.jinja", {"app": request_})

"""Manifests from somebody else's hand, through whole commands: nothing outside of the app is changed or shown."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.scaffold.manifest import MANIFEST, Manifest, ManifestFile, WiringRecord, dump, parse
from django_opinionated_startapp.scaffold.rehearse import Rehearsal, Stage
from tests.audit.trees import write_tree
from tests.management.test_grow import call, tree

HIDDEN = "WORD = 'hunter2'\n"
NEIGHBOURS = {
    "manage.py": "",
    "bills/__init__.py": "",
    "bills/data.py": HIDDEN,
    "bills/urls.py": "from django.urls import include\nurlpatterns = []\n",
    "bills/apps.py": "class Bills:\n    def ready(self):\n        from .signals import handlers  # noqa: F401\n",
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = [\n    'bills',\n    'pets.apps.PetsConfig',\n]\n",
    "config/urls.py": "from django.urls import include, path\n\nurlpatterns = [path('', include('bills.urls'))]\n",
}
COMMANDS = (
    ("pets", "--undo", "--ignore-databases"),
    ("pets", "--upgrade"),
    ("pets", "--add", "readme"),
    ("pets", "--add-version", "v2"),
    ("pets", "--add-model", "Toy name"),
)
Forge = Callable[[Manifest], Manifest]


@pytest.fixture(autouse=True)
def _rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every plan be played through without a fault: to start a process for each would take minutes."""
    monkeypatch.setattr(Stage, "__enter__", lambda stage: stage)
    monkeypatch.setattr(Stage, "__exit__", lambda *_: None)
    monkeypatch.setattr(Stage, "rehearse", lambda *_: Rehearsal(()))
    monkeypatch.setattr(Stage, "rehearse_removal", lambda *_: None)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a generated app, its neighbour, and something beside the project."""
    root = tmp_path_factory.mktemp("forged").resolve() / "project"
    write_tree(root, NEIGHBOURS)
    write_tree(root.parent / "outside", {"data.py": HIDDEN})
    call(root, "pets", "--only", "data", "signals", "--model", "Pet name")
    return root


@pytest.fixture
def root(generated: Path, tmp_path: Path) -> Path:
    shutil.copytree(generated.parent, tmp_path / "all")
    (tmp_path / "all/project/pets/near").symlink_to("../bills")
    (tmp_path / "all/project/pets/far").symlink_to("../../outside")
    return (tmp_path / "all/project").resolve()


def files(*paths: str, content: str = HIDDEN) -> Forge:
    return lambda found: replace(found, files=(*found.files, *(ManifestFile(p, content.encode(), "x") for p in paths)))


def wiring(file: str, kind: str, text: str, module: str, users: int = 0) -> Forge:
    record = WiringRecord(file, kind, text, module, users)
    return lambda found: replace(found, wiring=(*found.wiring, record))


def values(**changes: object) -> Forge:
    return lambda found: replace(found, **changes)  # type: ignore[arg-type]  # of the wrong kind on purpose


def both(first: Forge, second: Forge) -> Forge:
    return lambda found: second(first(found))


FORGED: dict[str, Forge] = {
    "above": files("../bills/data.py"),
    "around": files("data/../../bills/data.py"),
    "absolute": files("/etc/hostname"),
    "drive": files("c:\\data.py"),
    "link to a neighbour": files("near/data.py"),
    "link out": files("far/data.py"),
    "the folder around": both(files("bills/data.py"), values(standalone=True)),
    "a package marker that is none": values(packages=(ManifestFile("manage.py", b""),)),
    "a package marker of a neighbour": values(packages=(ManifestFile("bills/__init__.py", b""),)),
    "folders of a neighbour": values(folders=("bills", "config")),
    "a neighbour's entry": wiring("config/settings.py", "app", "bills", "bills", 10**400),
    "a neighbour's URLs": wiring("config/urls.py", "url", "", "bills.urls"),
    "an import of a neighbour": wiring("bills/urls.py", "import", "include", "django.urls"),
    "what a neighbour loads": wiring("bills/apps.py", "ready", "", "signals.handlers"),
    "its own file twice": wiring("pets/apps.py", "ready", "", "signals.handlers"),
    "wiring outside": wiring("../outside/data.py", "app", "x", "x"),
    "wiring over a link": wiring("pets/far/data.py", "import", "x", "x"),
    "another's name": values(module="bills", label="bills"),
    "another's package": values(common="bills"),
    "a package of Django": values(common="django.contrib"),
    "no such component": values(components=("nope",)),
    "no such pattern": values(pattern="../oep49"),
    "no such option": values(options=(("nope", "nope"),)),
    "no such package": values(packages_used=("nope",)),
    "no such version": values(api_versions=("v" + "9" * 5000,), components=("rest_api",)),
    "no version": values(api_versions=()),
    "no such Django": values(django=(10**400, -1)),
    "no such user": values(user="../user"),
    "no model": values(specs=("",)),
    "no field": values(specs=("Pet name:nope",)),
    "Python for a field": values(specs=("Pet name:str:default=\"),\\n__import__('os')\"",)),
    "a long model": values(specs=("Pet " + "x" * 100_000,)),
    "many models": values(specs=tuple(f"Pet{number} name" for number in range(2000))),
    "models of a neighbour": values(from_models=("bills.Bill",)),
    "models of Django": values(from_models=("auth",)),
    "odd models": values(models=('{"name": "Pet", "fields": [[]]}',)),
    "a template elsewhere": lambda found: replace(
        found, files=tuple(replace(each, template="../../outside/data.py") for each in found.files)
    ),
    "colours": values(label="\x1b[2J"),
}
TEXTS: dict[str, bytes] = {
    "deep": b'{"format": 1, "files": ' + b"[" * 200_000,
    "a number": b'{"format": ' + b"9" * 200_000 + b"}",
    "infinite": b'{"format": 1e999}',
    "twice": b'{"format": 1, "format": 2}',
    "a list": b"[1]",
    "half a character": b'{"format": "\\ud800"}',
}


DAMAGED = {
    "above": "'../bills/data.py' is not a path inside of the app",
    "absolute": "'/etc/hostname' is not a path inside of the app",
    "link to a neighbour": "names near/data.py, which a link leads out of",
    "link out": "names far/data.py, which a link leads out of",
    "the folder around": "is a distribution of its own, which it is not",
    "wiring outside": "'../outside/data.py' is not a path inside of the app",
    "another's name": "is about the app bills, which would have another folder",
    "no such version": "it names a version of the API that can't be one",
    "many models": "it describes more than 1000 models",
    "colours": "it has control characters where a name should be",
    **dict.fromkeys(["deep", "a number"], "it is not JSON"),
    **dict.fromkeys(["infinite", "half a character"], "it names no format that there is"),
    "a list": "it is not an object of JSON",
}
UNDONE = {
    "a neighbour's entry": "names a line in config/settings.py that is not of pets",
    "a neighbour's URLs": "names a line in config/urls.py that is not of pets",
    "an import of a neighbour": "names a line in bills/urls.py that is not of pets",
    "what a neighbour loads": "names a line in bills/apps.py that is not of pets",
    "its own file twice": "pets/apps.py is changed twice in one plan.\nNothing was changed.",
}


def run(root: Path, *command: str) -> str:
    """Run the command, and hold that it shows nothing of others, and changes nothing where it refuses."""
    before = tree(root)
    try:
        said = "".join(call(root, *command))
    except CommandError as error:
        said = str(error)
        assert len(said) < 1000
        assert tree(root) == before
    assert "hunter2" not in said
    assert "\x1b" not in said
    return said


def others(root: Path) -> dict[str, bytes]:
    """Return the files that are no part of the app."""
    return {name: text for name, text in tree(root.parent).items() if not name.startswith("project/pets/")}


@pytest.mark.parametrize("name", [*FORGED, *TEXTS])
def test_a_forged_manifest_does_no_harm(name: str, root: Path, tmp_path: Path) -> None:
    path = root / "pets" / MANIFEST
    path.write_bytes(TEXTS[name] if name in TEXTS else dump(FORGED[name](parse(path.read_bytes(), path))))
    expected = others(root)
    for number, command in enumerate(COMMANDS):
        place = tmp_path / str(number) / "project"
        shutil.copytree(root.parent, place.parent, symlinks=True)
        said = run(place, *command)
        if command[1] == "--undo" or name in DAMAGED:
            assert UNDONE.get(name, DAMAGED.get(name, "")) in said
        left = others(place)
        settings = left["project/config/settings.py"]
        assert settings in {expected["project/config/settings.py"], b"INSTALLED_APPS = [\n    'bills',\n]\n"}
        assert {**left, "project/config/settings.py": expected["project/config/settings.py"]} == expected


def test_the_audit_believes_no_manifest(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    main(["auditapps", "--no-cache"])
    expected = capsys.readouterr()
    path = root / "pets" / MANIFEST
    found = parse(path.read_bytes(), path)
    for content in (dump(FORGED["the folder around"](found)), dump(FORGED["another's name"](found)), TEXTS["deep"]):
        path.write_bytes(content)
        main(["auditapps", "--no-cache"])
        assert capsys.readouterr() == expected

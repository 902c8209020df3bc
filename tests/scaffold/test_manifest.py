"""The manifest: what is written can be read again, and whatever else stands there is refused in plain words."""

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp import __version__
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.manifest import (
    MANIFEST,
    Manifest,
    ManifestFile,
    WiringRecord,
    contained,
    dump,
    environment_from,
    manifest_for,
    parse,
    read_manifest,
    request_from,
)
from django_opinionated_startapp.scaffold.manifest import kinds as limits
from django_opinionated_startapp.scaffold.request import AppRequest, locate

WHERE = Path("orders") / MANIFEST
RESTORE = "Restore it from version control; or delete it, and the app counts as one made by hand."
PLAIN = Manifest(
    "oep49",
    "apps.orders",
    "orders",
    ("api", "data"),
    specs=("Order title:str",),
    django=(6, 1),
    files=(ManifestFile("api.py", b"x = 1\n", "oep49/api.py.jinja"), ManifestFile("b/c.py", b"")),
    wiring=(WiringRecord("config/settings.py", "app", "apps.orders", "apps.orders"),),
)

identifiers = st.from_regex("[a-z][a-z0-9_]{0,6}[a-z]", fullmatch=True).filter(str.isidentifier)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
specs = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
paths = st.lists(identifiers, min_size=1, max_size=3).map("/".join)
files = st.lists(
    st.builds(ManifestFile, paths, st.binary(max_size=50), texts), max_size=4, unique_by=lambda file: file.path
)
records = st.builds(
    WiringRecord, paths, st.sampled_from(["app", "import", "statement", "url"]), texts, texts, st.integers(0, 9)
)
manifests = st.builds(
    Manifest,
    pattern=texts,
    module=st.lists(identifiers, min_size=1, max_size=3).map(".".join),
    label=identifiers,
    components=st.lists(texts, max_size=3).map(tuple),
    options=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    api_versions=st.lists(st.sampled_from(["v1", "v2"]), max_size=2).map(tuple),
    specs=st.lists(specs, max_size=2).map(tuple),
    from_models=st.lists(texts, max_size=2).map(tuple),
    models=st.lists(texts.map(lambda text: json.dumps({"name": text}, ensure_ascii=False)), max_size=2).map(tuple),
    django=st.tuples(st.integers(), st.integers()),
    packages_used=st.lists(texts, max_size=2).map(tuple),
    aware=st.booleans(),
    line_length=st.integers(40, 320),
    user=texts,
    standalone=st.booleans(),
    tool=texts,
    folders=st.lists(paths, max_size=2).map(tuple),
    files=files.map(lambda found: tuple(sorted(found, key=lambda file: file.path))),
    packages=files.map(lambda found: tuple(sorted(found, key=lambda file: file.path))),
    wiring=st.lists(records, max_size=3).map(lambda found: tuple(sorted(found))),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(manifests)
def test_what_is_written_is_read(manifest: Manifest) -> None:
    assert parse(dump(manifest), WHERE) == manifest
    assert dump(parse(dump(manifest), WHERE)) == dump(manifest)


@given(st.binary(max_size=80) | anything.map(lambda value: json.dumps(value).encode()))
def test_arbitrary_bytes_are_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(OpinionatedError):
        parse(content, WHERE)


@given(manifests, st.sampled_from(sorted(json.loads(dump(PLAIN)))), anything)
def test_any_value_at_any_place_is_read_or_refused(manifest: Manifest, name: str, value: object) -> None:
    document = {**json.loads(dump(manifest)), name: value}
    try:
        found = parse(json.dumps(document).encode(), WHERE)
    except OpinionatedError as error:
        assert error.hint
    else:
        assert parse(dump(found), WHERE) == replace(
            found,
            files=tuple(sorted(found.files, key=lambda file: file.path)),
            packages=tuple(sorted(found.packages, key=lambda file: file.path)),
            wiring=tuple(sorted(found.wiring)),
        )


@given(manifests, st.integers(0), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(manifest: Manifest, place: int, byte: int) -> None:
    content = bytearray(dump(manifest))
    content[place % len(content)] = byte
    try:
        assert isinstance(parse(bytes(content), WHERE), Manifest)
    except OpinionatedError as error:
        assert error.hint


def test_each_file_has_a_line_of_its_own() -> None:
    lines = dump(PLAIN).decode().splitlines()
    assert [line.count('"path"') for line in lines if '"path"' in line] == [1, 1]
    changed = replace(PLAIN, files=(*PLAIN.files, ManifestFile("d.py", b"new")), tool="9")
    new = [line.rstrip(",") for line in dump(changed).decode().splitlines()]
    assert [line for line in lines if line.rstrip(",") not in new] == [f' "tool": "{__version__}",']


def test_order_does_not_matter() -> None:
    assert dump(replace(PLAIN, files=PLAIN.files[::-1])) == dump(PLAIN)


def document(**changes: object) -> dict[str, Any]:
    return {**json.loads(dump(PLAIN)), **changes}


def file(**changes: object) -> dict[str, object]:
    return {
        "path": "a.py",
        "template": "",
        "sha256": hashlib.sha256(b"x").hexdigest(),
        "base": base64.b85encode(zlib.compress(b"x")).decode(),
        **changes,
    }


def record(**changes: object) -> dict[str, object]:
    return {"file": "a.py", "kind": "app", "text": "a", "module": "a", **changes}


BOMB = base64.b85encode(zlib.compress(b"\0" * (limits.MOST + 1))).decode()


@pytest.mark.parametrize(
    ("found", "flaw"),
    [
        (document(format=0), "it names no format that there is"),
        (document(format="1"), "it names no format that there is"),
        (document(extra=1), "it lacks entries, or has some that are unknown"),
        (document(module="os;rm"), "the name of its app can't be one"),
        (document(module="apps.class"), "the name of its app can't be one"),
        (document(label="../x"), "the name of its app can't be one"),
        (document(pattern="a\x1b[2J"), "it has control characters where a name should be"),
        (document(specs=["\ud800"]), "it has half a character"),
        (document(components="api"), "it has str where list should be"),
        (document(aware=1), "it has int where bool should be"),
        (document(line_length=True), "it has bool where int should be"),
        (document(line_length=0), "its length of lines can't be"),
        (document(django=[4]), "it names a series of Django that can't be one"),
        (document(options=[["a"]]), "it has an option that is no pair"),
        (document(api_versions=["1"]), "it names a version of the API that can't be one"),
        (document(wiring=[record(kind="exec")]), "it names an edit that there is not"),
        (document(wiring=[{**record(), "users": "2"}]), "it has str where int should be"),
        (document(wiring=["a.py"]), "it has str where dict should be"),
        (document(wiring=[{"file": "a.py"}]), "it has an entry without file, kind, text, module"),
        (document(wiring=[record(file="../a.py")]), "'../a.py' is not a path inside of the app"),
        (document(folders=["/etc"]), "'/etc' is not a path inside of the app"),
        (document(files=[file(path="../a.py")]), "'../a.py' is not a path inside of the app"),
        (document(files=[file(path="a/../../b.py")]), "'a/../../b.py' is not a path inside of the app"),
        (document(files=[file(path="/etc/passwd")]), "'/etc/passwd' is not a path inside of the app"),
        (document(files=[file(path="a//b.py")]), "'a//b.py' is not a path inside of the app"),
        (document(files=[file(path="c:a.py")]), "'c:a.py' is not a path inside of the app"),
        (document(files=[file(path="a\\b.py")]), "'a\\b.py' is not a path inside of the app"),
        (document(files=[file(path=".")]), "'.' is not a path inside of the app"),
        (document(files=[file(path="")]), "'' is not a path inside of the app"),
        (document(files=[file(), file(path="A.py")]), "it names a file twice"),
        (document(packages=[file(), file()]), "it names a file twice"),
        (document(files=[file(sha256="0")]), "the content of a.py is not what its digest says"),
        (document(files=[file(base="\u20ac")]), "the content of a.py can't be unpacked"),
        (document(files=[file(base="abc")]), "the content of a.py can't be unpacked"),
        (document(files=[file(base="")]), "the content of a.py is too large, or cut off"),
        (document(files=[file(base=BOMB)]), "the content of a.py is too large, or cut off"),
    ],
)
def test_flaws(found: dict[str, Any], flaw: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        parse(json.dumps(found).encode(), WHERE)
    assert caught.value.args == (f"{WHERE} is damaged: {flaw}.", RESTORE)


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", "it is not JSON"),
        (b"\xff", "it is not JSON"),
        (b"<<<<<<< ours\n{}", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it is not an object of JSON"),
    ],
    ids=["empty", "no text", "a conflict of merging", "deep", "a list"],
)
def test_what_is_no_manifest(content: bytes, flaw: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        parse(content, WHERE)
    assert caught.value.args == (f"{WHERE} is damaged: {flaw}.", RESTORE)


def test_many_small_bombs_are_one_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_opinionated_startapp.scaffold.manifest.reading.MOST", 10)
    packed = base64.b85encode(zlib.compress(b"x" * 6)).decode()
    entries = [file(path=name, base=packed, sha256=hashlib.sha256(b"x" * 6).hexdigest()) for name in ("a.py", "b.py")]
    with pytest.raises(OpinionatedError, match=r"the content of b\.py is too large"):
        parse(json.dumps(document(files=entries)).encode(), WHERE)


def test_a_later_format_is_told_from_damage() -> None:
    with pytest.raises(OpinionatedError) as caught:
        parse(json.dumps(document(format=2)).encode(), WHERE)
    assert caught.value.args == (
        f"{WHERE} was written by a later version of this package.",
        "Install that version, then try again.",
    )


# On the disk


def test_an_app_without_a_manifest(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "missing") is None
    (tmp_path / "file").touch()
    assert read_manifest(tmp_path / "file") is None


def test_a_manifest_is_read(tmp_path: Path) -> None:
    app = tmp_path / "orders"
    app.mkdir()
    (app / MANIFEST).write_bytes(dump(PLAIN))
    assert read_manifest(app) == PLAIN
    assert PLAIN.file("api.py") == PLAIN.files[0]
    assert PLAIN.file("missing.py") is None
    assert (PLAIN.base(tmp_path), replace(PLAIN, standalone=True).base(tmp_path)) == (tmp_path, tmp_path.parent)


def test_a_manifest_of_another_app_is_not_believed(tmp_path: Path) -> None:
    app = tmp_path / "bills"
    app.mkdir()
    (app / MANIFEST).write_bytes(dump(PLAIN))
    with pytest.raises(OpinionatedError) as caught:
        read_manifest(app)
    assert caught.value.args == (
        f"{app / MANIFEST} is about the app apps.orders, which would have another folder.",
        'Put it back; or change "module" and "label" in it to what the app is called now.',
    )


@pytest.mark.parametrize("others", [{"manage.py", "pyproject.toml"}, {"bills/apps.py", "pyproject.toml"}, set()])
def test_a_distribution_has_a_folder_of_its_own(others: set[str], tmp_path: Path) -> None:
    for name in ("orders/apps.py", *others):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "orders" / MANIFEST).write_bytes(dump(replace(PLAIN, standalone=True)))
    with pytest.raises(OpinionatedError) as caught:
        read_manifest(tmp_path / "orders")
    assert caught.value.args == (
        f"{tmp_path / 'orders' / MANIFEST} says that {tmp_path} is a distribution of its own, which it is not.",
        "Give the app a folder to itself, with its pyproject.toml.",
    )


def as_folder(path: Path) -> None:
    path.mkdir()


def as_link(path: Path) -> None:
    path.with_name("other").write_bytes(dump(PLAIN))
    path.symlink_to("other")


@pytest.mark.parametrize("make", [as_folder, as_link, os.mkfifo])
def test_what_is_no_file_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / MANIFEST)
    with pytest.raises(OpinionatedError) as caught:
        read_manifest(tmp_path)
    assert caught.value.args == (
        f"{tmp_path / MANIFEST} is not a regular file.",
        "Delete it, or put the manifest in its place.",
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / MANIFEST).open("wb") as stream:
        stream.truncate(limits.MOST + 1)
    with pytest.raises(OpinionatedError, match="is damaged: it is too large"):
        read_manifest(tmp_path)


def test_an_unreadable_file_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / MANIFEST).touch()

    def refuse(_self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(OpinionatedError, match=r"can't be read: Permission denied\."):
        read_manifest(tmp_path)


def test_links_may_not_lead_out_of_the_app(tmp_path: Path) -> None:
    app = tmp_path / "orders"
    app.mkdir()
    (tmp_path / "outside").mkdir()
    (app / MANIFEST).write_bytes(dump(PLAIN))
    (app / "b").symlink_to(tmp_path / "outside")
    with pytest.raises(OpinionatedError) as caught:
        read_manifest(app)
    assert caught.value.args == (
        f"{app / MANIFEST} names b/c.py, which a link leads out of {app}.",
        "Take the link away.",
    )
    assert contained(app, "api.py", app / MANIFEST) == app / "api.py"


# From a request, and back


def test_a_request_comes_back(tmp_path: Path) -> None:
    environment = Environment((5, 2), packages=frozenset({"rest_framework", "celery"}), aware=False)
    typed = ("Order title:str owner:user", "Line order:fk:Order")
    models = parse_models(typed, app="orders", label="buying", environment=environment)
    place = locate("apps.orders", None, tmp_path, path=[str(tmp_path)])
    request = AppRequest(place, "buying", OEP49, frozenset({"api", "data"}), models, ("v2",), (), typed)
    manifest = manifest_for(request, environment, Config(line_length=100), PLAIN.files, [])
    assert (manifest.components, manifest.packages_used) == (("api", "data"), ("celery", "rest_framework"))
    assert (manifest.line_length, manifest.user, manifest.aware) == (100, "auth.User", False)
    read = parse(dump(manifest), WHERE)
    today = Environment((6, 1), admin=False)
    assert environment_from(read, today) == replace(environment, admin=False)
    assert request_from(read, place, environment_from(read, today)) == request
    assert read.answers["label"] == "buying"


def test_a_pattern_that_is_gone(tmp_path: Path) -> None:
    place = locate("apps.orders", None, tmp_path, path=[str(tmp_path)])
    with pytest.raises(OpinionatedError) as caught:
        request_from(replace(PLAIN, pattern="oep94"), place, Environment((6, 1)))
    assert caught.value.args == (
        "apps.orders follows the pattern 'oep94', which there is not.",
        "Did you mean oep49?",
    )

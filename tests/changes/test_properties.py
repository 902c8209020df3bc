"""What holds for any tree and any set of changes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.changes import Change, ChangeSet, Create, Delete, Replace
from django_opinionated_startapp.errors import OpinionatedError
from tests.changes.trees import executables, files, git_apply, gnu_patch, plant, snapshot, strike

names = st.lists(st.sampled_from(["a", "b c", "d.py", "\u00e9", 'q"', "\\", "-"]), min_size=1, max_size=3).map(
    "/".join
)
line = st.sampled_from(
    [b"", b"x", b"y = 1", b"caf\xe9", "\u2028caf\u00e9".encode(), b"z\r", b"--- a", b"+++ b", b"@@"]
)
text = st.lists(line, max_size=12).map(b"\n".join)
contents = text | st.binary(max_size=300) | text.map(lambda lines: lines + b"\n")
trees = st.dictionaries(names, contents, max_size=6)

Parts = tuple[dict[str, bytes], list[tuple[str, bytes | None, bool]]]


@st.composite
def parts(draw: st.DrawFn) -> Parts:
    """Draw a tree, and for some of its files and some others the new content, or None for none."""
    tree = draw(trees)
    wanted = {**draw(trees), **{name: draw(st.none() | contents) for name in tree if draw(st.booleans())}}
    return tree, [(name, content, draw(st.booleans())) for name, content in wanted.items()]


@contextmanager
def planted(parts: Parts) -> Iterator[ChangeSet]:
    tree, wanted = parts
    every = {*tree, *(name for name, *_ in wanted)}
    assume(not any(other.startswith(f"{name}/") for name in every for other in every))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "project"
        root.mkdir()
        plant(root, tree)
        yield ChangeSet(
            root, tuple(change(root / name, tree.get(name), new, executable) for name, new, executable in wanted)
        )


def change(path: Path, old: bytes | None, new: bytes | None, executable: bool) -> Change:
    if old is None:
        return Create(path, new or b"", executable)
    return Delete(path, old) if new is None else Replace(path, old, new)


@settings(max_examples=60, database=None)
@given(parts())
def test_apply_and_the_patch_make_the_same_tree(parts: Parts) -> None:
    with planted(parts) as changes:
        root, patch = changes.root, changes.diff()
        by_git, by_patch, original = (Path(shutil.copytree(root, root.parent / name)) for name in "gpo")
        changes.apply()
        if not patch:
            event("empty")
            assert files(root) == files(original)
            return
        git_apply(by_git, patch)
        assert files(by_git) == files(root)
        assert executables(by_git) == executables(root)
        git_apply(by_git, patch, "--reverse")
        assert files(by_git) == files(original)
        if "GIT binary patch" not in patch:
            event("text only")
            gnu_patch(by_patch, patch)
            assert files(by_patch) == files(root)


@settings(max_examples=60, database=None)
@given(parts(), st.integers(1, 250), st.booleans(), st.sampled_from([OSError(28, "full"), KeyboardInterrupt()]))
def test_a_fault_at_any_moment_leaves_all_or_nothing(
    parts: Parts,
    number: int,
    after: bool,
    error: BaseException,
) -> None:
    with planted(parts) as changes:
        earlier = snapshot(changes.root)
        expected = {
            **files(changes.root),
            **{str(path.relative_to(changes.root)): new for path, new in outcome(changes)},
        }
        try:
            with strike(number, error, after=after and isinstance(error, KeyboardInterrupt)):
                changes.apply()
        except (OpinionatedError, KeyboardInterrupt) as raised:
            event(f"struck: {type(raised).__name__}")
            if not str(raised).startswith("All changes were made"):
                assert snapshot(changes.root) == earlier
        else:
            event("not struck, or not minded")
            assert files(changes.root) == {name: new for name, new in expected.items() if new is not None}


def outcome(changes: ChangeSet) -> Iterator[tuple[Path, bytes | None]]:
    for each in changes.changes:
        match each:
            case Create(path, content, _):
                yield path, content
            case Replace(path, _, new):
                yield path, new
            case Delete(path, _):
                yield path, None

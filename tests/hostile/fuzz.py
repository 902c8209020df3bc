"""Fuzz a parser with atheris, which looks for input that takes other ways: ``python -m tests.hostile.fuzz TARGET …``.

What follows the name goes to libFuzzer, such as ``-max_total_time=120``. What a parser may do with any input is said
once, in the tests of Hypothesis; this feeds them. Without a name the targets are listed.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["django_opinionated_startapp"]):
    from django_opinionated_startapp.audit.baseline import read_baseline
    from django_opinionated_startapp.audit.cache import FactStore
    from django_opinionated_startapp.audit.project import Kind, Module
    from django_opinionated_startapp.conf import AuditConfig
    from django_opinionated_startapp.errors import OpinionatedError
    from tests.hostile import test_parsers as parsers
    from tests.scaffold.test_manifest import PLAIN

Target: TypeAlias = Callable[[bytes, Path], object]


def _as_in(test: Any) -> Target:  # noqa: ANN401  (Hypothesis adds an attribute to a function)
    return lambda content, _folder: test.hypothesis.inner_test(content)


def _configuration(content: bytes, folder: Path) -> None:
    parsers.test_a_configuration_is_read_or_refused.hypothesis.inner_test(content=content, folder=folder)  # type: ignore[attr-defined]


def _specs(content: bytes, _folder: Path) -> None:
    lines = content.decode(errors="replace").split("\n")
    parsers.test_models_are_described_or_refused.hypothesis.inner_test(lines)  # type: ignore[attr-defined]


def _baseline(content: bytes, folder: Path) -> None:
    (folder / ".audit-baseline").mkdir(exist_ok=True)
    (folder / ".audit-baseline" / "orders.txt").write_bytes(content)
    with suppress(OpinionatedError):
        read_baseline(folder, AuditConfig(), {"orders": "orders"})


@cache
def _shard(folder: Path) -> tuple[Path, bytes, bytes]:
    """Return the only file of a cache, with the name of the module in it and its key."""
    (folder / "orders.py").write_bytes(parsers.READY)
    store = FactStore(folder, folder / "cache")
    store.outline(_module(store))
    store.save(["orders.py"])
    (shard,) = (folder / "cache").glob("*.facts")
    name, key = shard.read_bytes().split(b" ", 2)[:2]
    return shard, name, key


def _module(store: FactStore) -> Module:
    return Module("orders.py", "orders", "", Kind.PRODUCTION, False, store)


def _cache(content: bytes, folder: Path) -> None:
    """Read a shard whose keys and checksums are right, whatever the facts are."""
    shard, name, key = _shard(folder)
    outline, _, body = content.partition(b"\n")
    seal = crc32(body, crc32(outline))
    shard.write_bytes(b"%s %s %08x %d %s%s" % (name, key, seal, len(outline), outline, body))
    with suppress(Exception):  # which whoever asks takes as a reason to do without the cache
        module = _module(FactStore(folder, folder / "cache"))
        json.dumps([module.outline.error, module.body.calls, module.body.functions], default=str)


TARGETS: dict[str, tuple[bytes, Target]] = {
    "settings": (parsers.SETTINGS, _as_in(parsers.test_settings_are_edited_or_refused)),
    "urlconf": (parsers.URLS, _as_in(parsers.test_a_urlconf_is_edited_or_refused)),
    "take-back": (parsers.SETTINGS, _as_in(parsers.test_lines_are_taken_back_or_left)),
    "app-config": (parsers.READY, _as_in(parsers.test_an_app_config_is_edited_or_refused)),
    "migration": (parsers.MIGRATION, _as_in(parsers.test_what_is_no_migration_is_told_as_python_does)),
    "manifest": (parsers.dump(PLAIN), _as_in(parsers.test_a_manifest_is_read_or_refused)),
    "pack": (parsers.PACK, _as_in(parsers.test_a_pack_is_read_or_refused)),
    "facts": (parsers.READY + b"# audit: ignore[x]\n", _as_in(parsers.test_facts_and_comments_come_from_anything)),
    "configuration": (parsers.TOML, _configuration),
    "specs": (parsers.SPEC, _specs),
    "baseline": (b"direct-fk-import orders/models.py Order.bill\nx orders/%20x.py a b\n", _baseline),
    "cache": (b'{"names": {"x": 1}, "imports": [], "error": ""}\n[]\t[]\t[]\t[]\t[]\t[]', _cache),
}


def main(arguments: list[str]) -> None:
    """Fuzz what the first argument names."""
    if not arguments or arguments[0] not in TARGETS:
        sys.exit(f"Name one of {', '.join(TARGETS)}.")
    seed, target = TARGETS[arguments[0]]
    with TemporaryDirectory() as name:
        corpus, folder = Path(name, "corpus"), Path(name, "folder")
        corpus.mkdir()
        folder.mkdir()
        (corpus / "seed").write_bytes(seed)
        atheris.Setup([sys.argv[0], *arguments[1:], str(corpus)], lambda content: target(content, folder))
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

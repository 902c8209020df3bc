"""Measure how often ``auditapps`` is right: ``python benchmarks/precision.py [--keep FOLDER] [--judge FILE]``.

Audits projects from PyPI, draws a sample of the findings and counts the verdicts that were given to them by hand. The
verdicts stand in ``precision.json``, beside the figures of the last run; the page is made from that file alone.

What the file has no verdict for is named. ``--judge FILE`` writes it out with the source around it, and
``--verdicts FILE`` takes a JSON list of pairs for it, verdict and reason, in the same order. ``--page`` prints the
page and measures nothing.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from itertools import zip_longest
from pathlib import Path
from typing import Any

from audit import PACKAGE, lines_of

from django_opinionated_startapp import __version__

HERE = Path(__file__).resolve().parent
FILE = HERE / "precision.json"
PAGE = HERE.parent / "docs" / "precision.md"
# version, and the profiles to audit with
PROJECTS = {
    "arches": ("8.1.5", ("default",)),
    "django-cms": ("5.1.3", ("default",)),
    "django-oscar": ("4.2.1", ("default",)),
    "geonode": ("5.1.1", ("default",)),
    "label-studio": ("1.23.2", ("default",)),
    "mayan-edms": ("4.12.2", ("default",)),
    "misago": ("0.39.6", ("default",)),
    "nautobot": ("3.2.7", ("default",)),
    "openedx-core": ("1.15.2", ("default", "oep49")),
    "pretix": ("2026.8.0", ("default",)),
    "pulpcore": ("3.123.1", ("default",)),
    "wagtail": ("8.0.1", ("default",)),
    "weblate": ("2026.10.1", ("default",)),
}
SEED = "300 findings"
LARGEST, LARGER = 18, {"foreign-model-query": 44}  # findings to read for a rule; all where there are fewer
UNREAD_FOLDERS = ("/static/", "/node_modules/", "/locale/")
AROUND = 6
VERDICTS = ("true", "arguable", "false")
GOALS = {"error": 0.95, "warning": 0.85, "info": 0.70}

Row = dict[str, Any]
Key = tuple[str, str, str, str, str]


def fetch(folder: Path, name: str, version: str) -> Path:
    """Return the folder with the source of a release, which is taken from PyPI unless it is there."""
    target = folder / f"{name}-{version}"
    if not target.exists():
        with tempfile.TemporaryDirectory() as wheels:
            options = ("--no-deps", "--ignore-requires-python", "--only-binary=:all:", "--quiet", "--dest", wheels)
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", *options]
            subprocess.run([*pip, f"{name}=={version}"], check=True)
            with zipfile.ZipFile(next(Path(wheels).iterdir())) as wheel:
                names = wheel.namelist()
                wheel.extractall(target, [each for each in names if not any(part in each for part in UNREAD_FOLDERS)])
    return target


def audited(folder: Path, profile: str) -> Row:
    """Return the report of ``auditapps``."""
    command = [sys.executable, "-m", PACKAGE, "auditapps", "--format", "json", "--no-cache", "--profile", profile]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(f"The audit of {folder} failed:\n{done.stderr}")
    report: Row = json.loads(done.stdout)
    return report


def measured(folder: Path) -> Iterator[tuple[Row, list[Row]]]:
    """Audit the projects; yield the figures of each, and its findings."""
    for name, (version, profiles) in PROJECTS.items():
        source = fetch(folder, name, version)
        reports = {profile: audited(source, profile) for profile in profiles}
        first = reports[profiles[0]]
        known = {finding["fingerprint"] for finding in first["findings"]}
        findings = [
            {"project": name, "version": version, "profile": profile, **each}
            for profile, report in reports.items()
            for each in report["findings"]
            if profile == profiles[0] or each["fingerprint"] not in known
        ]
        summary = first["summary"]
        unseen = Counter(kind_of(each["reason"]) for each in first["unseen"])
        yield (
            {
                "project": name,
                "version": version,
                "apps": len(summary["apps"]),
                "files": summary["files"],
                "lines": lines_of(source),
                "levels": summary["levels"],
                "crashes": sum(report["summary"]["failures"] for report in reports.values()),
                "unseen": dict(sorted(unseen.items())),
            },
            findings,
        )


def kind_of(reason: str) -> str:
    """Return why something could not be seen, without the name that it is about."""
    before, quote, rest = reason.partition("'")
    return before + "…" + rest.rpartition("'")[2] if quote else reason


def key_of(row: Row) -> Key:
    """Return what identifies a finding, as in a baseline: without its line."""
    return row["project"], row["profile"], row["rule"], row["path"], row["anchor"]


def _drawn(row: Row) -> str:
    return hashlib.sha256("\n".join((SEED, *key_of(row))).encode()).hexdigest()


def sample(findings: Iterable[Row]) -> list[Row]:
    """Return the findings to read: of each rule and level as many, from one project after the other."""
    strata: dict[tuple[str, str], dict[str, dict[Key, Row]]] = defaultdict(lambda: defaultdict(dict))
    for each in findings:
        strata[each["rule"], each["level"]][each["project"]].setdefault(key_of(each), each)
    chosen: list[Row] = []
    for rule, _ in sorted(strata):
        projects = strata[rule, _]
        shuffled = [sorted(projects[name].values(), key=_drawn) for name in sorted(projects)]
        turns = [each for turn in zip_longest(*shuffled) for each in turn if each]
        chosen += turns[: LARGER.get(rule, LARGEST)]
    return chosen


def to_judge(folder: Path, rows: list[Row]) -> str:
    """Return the findings with the source around them, as text to read."""
    parts = []
    for number, row in enumerate(rows):
        places = [(each["path"], each.get("line", 0)) for each in (row, *row["related"][:2])]
        root = fetch(folder, row["project"], row["version"])
        shown = [text for path, line in places for text in _source(root, path, line)]
        head = f"### {number} {row['project']} {row['rule']} {row['level']} {row['app']}\n{row['message']}"
        parts.append("\n".join([head, *shown, ""]))
    return "\n".join(parts)


def _source(root: Path, path: str, line: int) -> Iterator[str]:
    yield f"--- {path}:{line}"
    if line and (root / path).is_file():
        lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        first = max(0, line - AROUND // 2)
        yield from lines[first : line + AROUND]


def stored() -> Row:
    """Return what the file holds."""
    text: Row = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return text


def store(document: Row) -> None:
    """Write the file, one verdict to a line, so that a change can be read."""
    verdicts = sorted(document["verdicts"], key=lambda row: (row["rule"], row["project"], row["path"], row["anchor"]))
    head = json.dumps({**document, "verdicts": []}, indent=2, ensure_ascii=False)
    lines = ",\n".join("    " + json.dumps(each, ensure_ascii=False) for each in verdicts)
    FILE.write_text(head.replace('"verdicts": []', f'"verdicts": [\n{lines}\n  ]') + "\n", encoding="utf-8")


def page(document: Row) -> str:
    """Return the page, made from the file."""
    verdicts: list[Row] = document["verdicts"]
    shares = (*VERDICTS, "so", "precision")
    parts = [
        HEAD.format(date=document["date"], version=document["version"], **_sizes(document)),
        "## By level\n",
        *table(("level", "read", *shares, "goal"), _levels(verdicts)),
        "## By rule\n",
        *table(("rule", "findings", "read", *shares), _rules(document)),
        "## By project\n",
        *table(
            ("project", "apps", "lines", *(f"{level}s" for level in GOALS), "crashes", "not seen"), _seen(document)
        ),
        UNSEEN,
        *(f"- {count} x {reason}" for reason, count in _unseen(document)),
        KNOWN,
        *_reasons(verdicts),
        *document["notes"],
    ]
    return "\n".join(parts).rstrip() + "\n"


def _sizes(document: Row) -> Row:
    projects, verdicts = document["projects"], document["verdicts"]
    lines = sum(each["lines"] for each in projects)
    found = sum(document["findings"].values())
    right = sum(number * _share(_of_rule(verdicts, name)) for name, number in document["findings"].items())
    return {
        "projects": len(projects),
        "lines": f"{lines:,}",
        "found": f"{found:,}",
        "read": len(verdicts),
        "most": LARGEST,
        "more": max(LARGER.values()),
        "weighted": f"{right / found:.0%}",
    }


def _of_rule(verdicts: Iterable[Row], name: str) -> list[Row]:
    return [each for each in verdicts if f"{each['rule']} {each['level']}" == name]


def _share(verdicts: list[Row], *besides: str) -> float:
    """Return the share that is true, or has one of the verdicts ``besides``."""
    return sum(each["verdict"] in ("true", *besides) for each in verdicts) / max(1, len(verdicts))


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    """Return the lines of a table."""
    under = ("---", *("---:" for _ in head[1:]))
    return [*(f"| {' | '.join(map(str, row))} |" for row in (head, under, *rows)), ""]


def _counted(verdicts: list[Row]) -> tuple[object, ...]:
    count = Counter(each["verdict"] for each in verdicts)
    shares = (f"{_share(verdicts, 'arguable'):.0%}", f"{_share(verdicts):.0%}") if verdicts else ("", "")
    return (len(verdicts), *(count[each] for each in VERDICTS), *shares)


def _levels(verdicts: list[Row]) -> Iterator[tuple[object, ...]]:
    for level, goal in GOALS.items():
        yield level, *_counted([each for each in verdicts if each["level"] == level]), f"{goal:.0%}"


def _rules(document: Row) -> Iterator[tuple[object, ...]]:
    for name, found in document["findings"].items():
        rule, _, level = name.partition(" ")
        yield f"{rule} ({level})", f"{found:,}", *_counted(_of_rule(document["verdicts"], name))


def _seen(document: Row) -> Iterator[tuple[object, ...]]:
    for each in document["projects"]:
        levels = (each["levels"][level] for level in GOALS)
        name = f"{each['project']} {each['version']}"
        yield name, each["apps"], f"{each['lines']:,}", *levels, each["crashes"], sum(each["unseen"].values())


def _unseen(document: Row) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for each in document["projects"]:
        total.update(each["unseen"])
    return sorted(total.items())


def _reasons(verdicts: list[Row]) -> Iterator[str]:
    grouped: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in verdicts:
        if each["verdict"] != "true":
            grouped[each["rule"]][each["verdict"], each["reason"]].append(each["project"])
    for rule in sorted(grouped):
        yield f"### {rule}\n"
        for (verdict, reason), projects in sorted(grouped[rule].items(), reverse=True):
            yield f"- {verdict}, {len(projects)} x ({', '.join(sorted(set(projects)))}): {reason}"
        yield ""


HEAD = """# How often auditapps is right

Made by `python benchmarks/precision.py` on {date}, with version {version}: the findings of the default profile in
{projects} open-source projects from PyPI, {lines} lines of Python, none of them written with this tool in mind.
openedx-core was audited with the profile `oep49` as well, and what that adds is among the findings.

Of {found} findings, {read} were read in the source. They were drawn with a fixed seed: for each rule up to {most}
({more} for `foreign-model-query`, which makes most of all), in turns from one project after the other, and all of them
where a rule has fewer. Each has one verdict:

- **true**: what the message says is so, and a maintainer who reads it would agree that it is worth its level;
- **arguable**: it is so, but there on purpose, or matters less than the level says;
- **false**: it is not so, or the advice would be wrong to follow.

"So" is the share of findings that are not false. "Precision" is the share of the true ones alone: an arguable finding
counts against the rule. Weighted by how often each rule reports something, {weighted} of all findings are true.
`foreign-model-query` makes most of them: it is the rule to begin with a baseline for.

The verdicts, with the anchor of each finding, stand in `benchmarks/precision.json`. They are one reader's, who wrote
none of the projects. In other versions, the script names the findings that have no verdict yet.
"""
UNSEEN = """What could not be seen is named in the report of each run, and is not among the findings:
"""
KNOWN = """
## What is not right

The reasons of all findings that were not judged to be true.
"""


def main(arguments: argparse.Namespace) -> None:
    """Measure, and write the file and the page."""
    document = stored()
    if arguments.page:
        print(page(document), end="")
        return
    with tempfile.TemporaryDirectory() as work:
        folder = arguments.keep or Path(work)
        runs = list(measured(folder))
        findings = [each for _, found in runs for each in found]
        rows = sample(findings)
        given = {key_of(each): each for each in document.get("verdicts", [])}
        missing = [each for each in rows if key_of(each) not in given]
        if arguments.judge:
            arguments.judge.write_text(to_judge(folder, missing), encoding="utf-8")
        if arguments.verdicts:
            answers = json.loads(arguments.verdicts.read_text(encoding="utf-8"))
            names = ("project", "version", "profile", "level", "rule", "path", "anchor")
            for row, (verdict, reason) in zip(missing, answers, strict=True):
                given[key_of(row)] = {**{name: row[name] for name in names}, "verdict": verdict, "reason": reason}
            missing = []
    store(
        {
            "date": f"{datetime.now(timezone.utc):%Y-%m-%d}",
            "version": __version__,
            "projects": [figures for figures, _ in runs],
            "findings": dict(sorted(Counter(f"{each['rule']} {each['level']}" for each in findings).items())),
            "notes": document.get("notes", []),
            "verdicts": [given[key_of(each)] for each in rows if key_of(each) in given],
        }
    )
    PAGE.write_text(page(stored()), encoding="utf-8")
    for each in missing:
        print("no verdict:", *key_of(each), sep="  ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="where to keep the projects for the next run")
    parser.add_argument("--judge", type=Path, help="where to write findings that no verdict is known for")
    parser.add_argument("--verdicts", type=Path, help="verdicts for them: a JSON list of pairs, with a reason each")
    parser.add_argument("--page", action="store_true", help="print the page from the file, and measure nothing")
    main(parser.parse_args())

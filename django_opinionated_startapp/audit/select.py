"""Which rules look at which app, what their findings weigh, and which of these count."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from ..conf import AuditConfig
from ..errors import OpinionatedError, nearest
from .finding import Finding, Severity
from .globs import is_glob, matches_app, matches_path
from .names import PROFILES, is_profile, with_bases
from .registry import nearest_rule
from .rule import Rule

Rules: TypeAlias = tuple[type[Rule], ...]
Where: TypeAlias = Callable[[], str]  # it may have to look for a line, which is only done for an error


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list of selectors stands for: names of rules, topics, profiles, levels."""

    rules: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    levels: frozenset[Severity] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether anything was chosen."""
        return bool(self.rules or self.topics or self.profiles or self.levels)

    def joined(self, other: "Choice") -> "Choice":
        """Return what stands for both."""
        return Choice(
            self.rules | other.rules,
            self.topics | other.topics,
            self.profiles | other.profiles,
            self.levels | other.levels,
        )

    def names(self, rule: type[Rule]) -> bool:
        """Tell whether it names the rule itself or one of its profiles."""
        return rule.name in self.rules or not self.profiles.isdisjoint(rule.profiles)

    def includes(self, rule: type[Rule]) -> bool:
        """Tell whether it names the rule, one of its profiles or its topic."""
        return self.names(rule) or rule.topic in self.topics

    def holds(self, rule: type[Rule], severity: Severity) -> bool:
        """Tell whether it means a finding of the rule that has this level."""
        return self.includes(rule) or severity in self.levels


@dataclass(frozen=True, slots=True)
class Request:
    """What a single run is asked for, over the configuration; each text may hold several selectors, with commas.

    With ``select`` the choices of rules in the configuration do not count; ``ignore`` is added to them. ``severity``
    holds texts such as ``squash-due=warning``, which go before the configuration.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: str = ""
    severity: tuple[str, ...] = ()


NOTHING_ASKED = Request()


@dataclass(frozen=True, slots=True)
class Selection:
    """The choices for one run, all of whose names exist."""

    catalogue: Mapping[str, type[Rule]]
    chosen_profiles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    select: Choice = Choice()
    extend: Choice = Choice()
    ignore: Choice = Choice()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    per_path: tuple[tuple[str, Choice], ...] = ()
    fail_level: Severity = Severity.WARNING

    def profiles(self, label: str = "", name: str = "") -> frozenset[str]:
        """Return the profiles of an app; without label and name, those of code that belongs to none."""
        exact = [chosen for key, chosen in self.chosen_profiles.items() if key in (label, name) and not is_glob(key)]
        globs = (chosen for key, chosen in self.chosen_profiles.items() if matches_app(key, label, name))
        return with_bases({"default"}.union(*(exact or globs)))

    def runs(self, rule: type[Rule], profiles: frozenset[str]) -> bool:
        """Tell whether ``rule`` looks at what has these profiles.

        A selector that names a rule or a profile turns rules on; a topic or a level chooses among those that the
        profiles turn on. ``extend`` turns on, ``ignore`` turns off, whatever the selector.
        """
        if self.ignore.includes(rule):
            return False
        on = not profiles.isdisjoint(rule.profiles)
        if self.select:
            on = self.select.names(rule) or (on and (rule.topic in self.select.topics or bool(self.select.levels)))
        return on or self.extend.holds(rule, rule.severity)

    def rules(self, profiles: frozenset[str]) -> Rules:
        """Return the rules that look at what has these profiles."""
        return tuple(rule for rule in self.catalogue.values() if self.runs(rule, profiles))

    def weigh(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings that no path is exempt from, with the levels that the project gives them."""
        for each in findings:
            rule = self.catalogue[each.rule]
            finding = replace(each, severity=self.severity.get(rule.name, each.severity))
            exempt = (choice for glob, choice in self.per_path if matches_path(glob, finding.place.path))
            if not any(choice.holds(rule, finding.severity) for choice in exempt):
                yield finding

    def shows(self, finding: Finding) -> bool:
        """Tell whether the levels that are selected or ignored leave room for a finding that has been weighed."""
        rule = self.catalogue[finding.rule]
        if finding.severity in self.ignore.levels:
            return False
        wanted = not self.select or self.select.holds(rule, finding.severity)
        return wanted or self.extend.holds(rule, rule.severity)


def make_selection(rules: Rules, config: AuditConfig, request: Request = NOTHING_ASKED) -> Selection:
    """Return the selection for one run; raise ``OpinionatedError`` for a name that is none, saying where it stands."""
    names = _Names(rules)
    select, extend, ignore = (
        names.choice(getattr(config, key), partial(config.where, key)) for key in ("select", "extend_select", "ignore")
    )
    if request.select:
        select, extend, ignore = names.choice(_split(request.select), _option("--select")), Choice(), Choice()
    asked = (request.fail_level, _option("--fail-level")) if request.fail_level else None
    return Selection(
        catalogue={rule.name: rule for rule in rules},
        chosen_profiles=_profiles(names, config),
        select=select,
        extend=extend,
        ignore=ignore.joined(names.choice(_split(request.ignore), _option("--ignore"))),
        severity={**_severity(names, config), **dict(_asked_severity(names, request.severity))},
        thresholds=_thresholds(names, config),
        per_path=tuple(
            (glob, names.choice(words, partial(config.where, "per_path_ignores", glob)))
            for glob, words in config.per_path_ignores.items()
        ),
        fail_level=names.level(*(asked or (config.fail_level, partial(config.where, "fail_level")))),
    )


def check_apps(config: AuditConfig, apps: Mapping[str, str]) -> None:
    """Raise ``OpinionatedError`` if the configuration names an app that is not in ``apps`` (label to dotted name)."""
    named = [(key, name) for key in ("profiles", "facades") for name in getattr(config, key)]
    named += [("strict_apps", name) for name in config.strict_apps]
    named += [("layers", name) for rank in config.layers for name in rank]
    for key, name in named:
        if not is_glob(name) and name not in (*apps, *apps.values()):
            inner = (name,) if key in ("profiles", "facades") else ()
            raise OpinionatedError(f"{config.where(key, *inner)}: there is no app '{name}'.", nearest(name, apps))


class _Names:
    """All the names that selectors can be."""

    def __init__(self, rules: Rules) -> None:
        self.spelled = {name: rule for rule in rules for name in (rule.code, rule.name, *rule.aliases)}
        self.rules = {name.lower(): rule for name, rule in self.spelled.items()}
        self.topics = {rule.topic for rule in rules}
        self.profiles = set(PROFILES).union(*(rule.profiles for rule in rules))
        self.levels = {level.value: level for level in Severity}

    def choice(self, words: Iterable[str], where: Where) -> Choice:
        """Return what the selectors stand for."""
        groups = self.topics.union(self.profiles, self.levels)
        for word in words:
            if word.lower() not in self.rules and word.lower() not in groups:
                hint = nearest_rule(word, {*self.spelled, *groups})
                raise OpinionatedError(f"{where()}: there is no rule, topic, profile or level '{word}'.", hint)
        wanted = [word.lower() for word in words]
        return Choice(
            frozenset(self.rules[word].name for word in wanted if word in self.rules),
            frozenset(self.topics.intersection(wanted)),
            frozenset(self.profiles.intersection(wanted)),
            frozenset(self.levels[word] for word in wanted if word in self.levels),
        )

    def rule(self, word: str, where: Where) -> type[Rule]:
        """Return the rule of this code, name or alias."""
        if word.lower() not in self.rules:
            raise OpinionatedError(f"{where()}: there is no rule '{word}'.", nearest_rule(word, self.spelled))
        return self.rules[word.lower()]

    def level(self, word: str, where: Where) -> Severity:
        """Return the level of this name."""
        if word not in self.levels:
            raise OpinionatedError(f"{where()}: there is no level '{word}'.", nearest(word, self.levels))
        return self.levels[word]


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


def _option(name: str) -> Where:
    return lambda: name


def _profiles(names: _Names, config: AuditConfig) -> Mapping[str, tuple[str, ...]]:
    for app, profiles in config.profiles.items():
        for profile in profiles:
            if profile not in names.profiles and not is_profile(profile):
                where = config.where("profiles", app)
                raise OpinionatedError(f"{where}: there is no profile '{profile}'.", nearest(profile, names.profiles))
    return config.profiles


def _severity(names: _Names, config: AuditConfig) -> dict[str, Severity]:
    chosen = {}
    for word, level in config.severity.items():
        where = partial(config.where, "severity", word)
        chosen[names.rule(word, where).name] = names.level(level, where)
    return chosen


def _asked_severity(names: "_Names", texts: Iterable[str]) -> Iterator[tuple[str, Severity]]:
    """Yield what ``--severity`` asks for: rule and level."""
    where = _option("--severity")
    for text in _split(texts):
        word, sign, level = (part.strip() for part in text.partition("="))
        if not sign:
            raise OpinionatedError(
                f"--severity: '{text}' is no rule with a level.", "Write --severity squash-due=warning."
            )
        yield names.rule(word, where).name, names.level(level, where)


def _thresholds(names: _Names, config: AuditConfig) -> dict[str, Mapping[str, float]]:
    chosen = {}
    for word, values in config.thresholds.items():
        rule = names.rule(word, partial(config.where, "thresholds", word))
        for option in values:
            if option not in rule.thresholds:
                hint = nearest(option, rule.thresholds) if rule.thresholds else "It has none."
                where = config.where("thresholds", word, option)
                raise OpinionatedError(f"{where}: the rule {rule.name} has no threshold '{option}'.", hint)
        chosen[rule.name] = values
    return chosen

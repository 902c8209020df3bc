"""Which apps stand for all that a pattern can make."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle, product

from ...pattern import Pattern

SIMPLE = "{0} title:str:40 total:decimal:10:2:min=0 status:choice:draft,live owner:user"
EVERY_KIND = (
    "{0} id:uuid:pk name:str:unique price:decimal:5:2:min=1:max=9 day:date when:datetime:null at:time "
    "span:duration:null amount:float count:posint:max=5 flag:bool link:url mail:email code:slug:unique ip:ip "
    "meta:json raw:binary ref:uuid notes:text:blank attachment:file:blank"
    + (" picture:image:blank" if find_spec("PIL") else "")
    + " owner:user"
)
RELATIONS = "{0} title parent:fk:self group:fk:auth.Group groups:m2m:auth.Group owner:user:null reviewer:user:null"
NO_OWNER = "{0} size:int level:choice:low,in-progress:blank:default=in-progress kind:smallint big:bigint"
SPECS = (SIMPLE, EVERY_KIND, RELATIONS, NO_OWNER)


@dataclass(frozen=True, slots=True)
class GateApp:
    """One app to generate: its ``name``, as on the command line, model ``specs``, components and options."""

    name: str
    specs: tuple[str, ...]
    components: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


def choices(pattern: Pattern) -> tuple[GateApp, ...]:
    """Return apps with all components, without each of them, and with each alone, over all kinds of models."""
    named = [[(option.name, value) for value in option.values] for option in pattern.options]
    chosen = cycle(tuple(product(*named)))
    return tuple(
        GateApp(f"item{number}", tuple(_specs(number)), components, next(chosen))
        for number, components in enumerate(_subsets(pattern))
    )


def _specs(number: int) -> Iterator[str]:
    """Yield the model of an app; the first app has a second one that points to it."""
    name = f"Item{number}"
    yield SPECS[number % len(SPECS)].format(name)
    if number == 0:
        yield f"Part label:str item:fk:{name} items:m2m:{name}"


def _subsets(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """Yield each set of components once."""
    every = frozenset(pattern.component_names)
    wanted = [every, *(_without(pattern, name) for name in pattern.component_names)]
    wanted += [_with_needs(pattern, {name, "tests"} & every) for name in pattern.component_names]
    for subset in dict.fromkeys(wanted):
        yield tuple(name for name in pattern.component_names if name in subset)


def _without(pattern: Pattern, left_out: str) -> frozenset[str]:
    """Return all components but one and those that need it."""
    kept = {each.name for each in pattern.components if each.name != left_out}
    while gone := {each.name for each in pattern.components if each.name in kept and not kept.issuperset(each.needs)}:
        kept -= gone
    return frozenset(kept)


def _with_needs(pattern: Pattern, names: Iterable[str]) -> frozenset[str]:
    found = set(names)
    while more := {need for each in pattern.components if each.name in found for need in each.needs} - found:
        found |= more
    return frozenset(found)

"""Answers which modules nothing imports: neither Django as it starts, nor anything that may run after that."""

from collections.abc import Iterable, Iterator

from ..facts import Binary, Call, Either, Joined, Made, Seq, Star, Table, Value
from ..project import Module, Project
from .booting import booted_modules

# Modules that Django or a package in wide use imports by itself at some time: from each app, or as settings say.
_BY_CONVENTION = frozenset(
    (
        *("admin", "apps", "asgi", "celery", "checks", "cms_apps", "cms_menus", "cms_plugins", "management", "manage"),
        *("models", "plugins", "routing", "rules", "schema", "search_indexes", "settings", "tasks", "templatetags"),
        *("translation", "urls", "wagtail_hooks", "wsgi"),
        *("authentication", "backends", "context_processors", "middleware"),
    )
)
_IMPORTERS = ("import_module", "__import__", "autodiscover_modules", "get_app_submodules")


def unreached(project: Project, candidates: frozenset[str]) -> frozenset[str]:
    """Return those of ``candidates``, names of modules, that no chain of imports leads to.

    A chain starts at what Django imports as it starts, at what it or a package in wide use imports by name, and at any
    other module that nothing imports: it may be a script, or be named by a string. Candidates are no such
    start unless something that imports by name may mean them; the ``__init__`` of packages inside apps is none.
    """
    imports = {each.name: frozenset(_imported(project, each)) for each in project.production()}
    imported = frozenset[str]().union(*(targets - {name} for name, targets in imports.items()))
    found = {*booted_modules(project), *_named(project, candidates), *_mentioned(project, candidates)}
    for module in project.production():
        alone = module.name not in imported and module.name not in candidates and not module.is_package
        if alone or _by_convention(project, module):
            found.add(module.name)
    queue = list(found)
    while queue:
        new = imports.get(queue.pop(), frozenset()) - found
        found |= new
        queue.extend(new)
    return candidates - found


def _by_convention(project: Project, module: Module) -> bool:
    app = project.apps.get(module.app)
    inner = module.name[len(app.name) + 1 :] if app else module.name
    return not inner or inner.partition(".")[0] in _BY_CONVENTION


def _imported(project: Project, module: Module) -> Iterator[str]:
    for row in module.outline.imports:
        source = None if row.typing_only else project.imported(row)
        if source is not None:
            parts = source.name.split(".")
            yield from (".".join(parts[: depth + 1]) for depth in range(len(parts)))


def _named(project: Project, candidates: frozenset[str]) -> Iterator[str]:
    """Yield the candidates that something which imports by name may mean, and the packages around them.

    If what it imports can't be read, it may mean all candidates of its app.
    """
    for module in project.production():
        if not _imports_by_name(project, module):
            continue
        calls = [each for each in module.body.calls if each.name in _IMPORTERS]
        unread = any(not any(_argument_texts(each)) for each in calls)
        texts = frozenset(_texts(module))
        for name in candidates:
            if _ends_with(name, texts) or (unread and project.modules[name].app == module.app):
                yield name
                yield name.rpartition(".")[0]


def _mentioned(project: Project, candidates: frozenset[str]) -> Iterator[str]:
    """Yield the candidates that a setting, or a call that loads something, gives the full name of."""
    values = (each.value for settings in project.settings.values.values() for each in settings)
    texts = {text for value in values for text in _plain_strings(value)}
    texts |= {each.text for module in project.production() for each in module.outline.mentions if each.kind == "class"}
    yield from (name for name in candidates if any(f"{text}.".startswith(f"{name}.") for text in texts))


def _plain_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _plain_strings(each)
    elif isinstance(value, dict):
        yield from _plain_strings([*value, *value.values()])


def _imports_by_name(project: Project, module: Module) -> bool:
    app = project.apps.get(module.app)
    configures = app is not None and module.name in (f"{app.name}.apps", app.config.rpartition(".")[0])
    return configures or any(
        each.name in _IMPORTERS or each.target.startswith("importlib") for each in module.outline.imports
    )


def _ends_with(name: str, texts: Iterable[str]) -> bool:
    return any(f".{name}".endswith(f".{text}") for text in texts)


def _texts(module: Module) -> Iterator[str]:
    for call in module.body.calls:
        yield from _argument_texts(call)
    for row in module.body.assigns:
        yield from _strings(row.value)


def _argument_texts(call: Call) -> Iterator[str]:
    for value in (*call.args, *call.keywords.values()):
        yield from _strings(value)


def _strings(value: Value) -> Iterator[str]:
    """Yield the strings in a value, at any depth, without dots at their ends; what is nothing but dots is left out."""
    if isinstance(value, str):
        yield from filter(None, (value.strip("."),))
    for part in _parts(value):
        yield from _strings(part)


def _parts(value: Value) -> tuple[Value, ...]:
    match value:
        case Seq(parts) | Joined(parts) | Either(parts):
            return parts
        case Made(_, args, keywords):
            return (*args, *keywords.values())
        case Binary(_, left, right):
            return (left, right)
        case Table(pairs):
            return tuple(part for pair in pairs for part in pair)
        case Star(part):
            return (part,)
        case _:
            return ()

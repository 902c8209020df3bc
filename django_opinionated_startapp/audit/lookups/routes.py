"""Which app a URL name belongs to: by the ``app_name`` of its URLconf, else as the only one with such a route."""

from collections.abc import Iterator

from ..project import App, Module, Project

_ROUTES = {"path", "re_path", "url"}


class Routes:
    """Answers for one project; ``project.shared(Routes)`` makes it once."""

    def __init__(self, project: Project) -> None:
        """Read the namespaces and the names of the routes of all apps."""
        self._project = project
        self.namespaces: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        for module in project.production():
            if module.app and "urlpatterns" in module.outline.names:
                self._read(module)

    def _read(self, module: Module) -> None:
        names = list(_assigned_texts(module, "app_name"))
        for name in names:
            self.namespaces.setdefault(name, set()).add(module.app)
        for call in module.body.calls if not names else ():
            if call.name in _ROUTES and (name := call.text(None, "name")):
                self.names.setdefault(name, set()).add(module.app)

    def app_of(self, viewname: str) -> App | None:
        """Return the app of ``namespace:name`` or ``name``; None where no app, or more than one, has it."""
        namespace, colon, _name = viewname.partition(":")
        labels = self.namespaces.get(namespace, set()) if colon else self.names.get(viewname, set())
        return self._project.apps[next(iter(labels))] if len(labels) == 1 else None


def _assigned_texts(module: Module, target: str) -> Iterator[str]:
    for row in module.body.assigns:
        if row.target == target and not row.scope and isinstance(row.value, str):
            yield row.value

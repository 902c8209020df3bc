"""Which app a string names: ``orders.Order``, ``settings.AUTH_USER_MODEL``, the module of a class loader."""

from ..facts.mentions import USER_SETTING
from ..project import App, Project


class Labels:
    """Answers for one project; ``project.shared(Labels)`` makes it once."""

    def __init__(self, project: Project) -> None:
        """Take the labels that Django knows the apps under."""
        self._project = project
        self._by_label: dict[str, App] = {}
        for app in project.apps.values():
            if not app.is_applet:
                self._by_label.setdefault(app.declared_label, app)

    def of_reference(self, text: str) -> App | None:
        """Return the app of a model, such as ``orders.Order``; None for one outside the project."""
        if text == USER_SETTING:
            return self._user_app()
        label, dot, name = text.partition(".")
        if not dot:
            return None
        model = self._project.model_named(text)
        if model is not None and model.module.app:  # in an applet it is nearer than the label
            return self._project.apps[model.module.app]
        return self._by_label.get(label) if name else None

    def _user_app(self) -> App | None:
        for setting in self._project.settings.get("AUTH_USER_MODEL"):
            if isinstance(setting.value, str) and (app := self.of_reference(setting.value)):
                return app
        return None

    def of_loaded(self, dotted: str) -> App | None:
        """Return the app of a class that is loaded by name: absolute, or, as in Oscar, from a part of the app's."""
        app = self._project.app_of(dotted)
        parts = dotted.split(".")
        for end in range(len(parts) - 1, 0, -1) if app is None else ():
            tail = ".".join(parts[:end])
            for each in self._project.apps.values():
                if each.name.endswith(f".{tail}"):
                    return each
        return app

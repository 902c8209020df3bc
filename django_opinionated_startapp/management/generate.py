"""Options of ``startpatternapp`` → AppRequest, and what to tell the user about the wiring."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from ..conf import Config
from ..errors import OpinionatedError
from ..pattern import BUILTIN, PATTERNS, Pattern
from ..scaffold.build import Project, entries_for, route_for, wire
from ..scaffold.environment import Environment, inspect_environment
from ..scaffold.fields import parse_models
from ..scaffold.request import (
    AppRequest,
    Choice,
    choose_components,
    choose_label,
    choose_options,
    locate,
    locate_distribution,
)
from .boot import Boot


def project_for(config: Config, state: Boot, *, alone: bool = False) -> Project:
    """Return what the app is wired into: nothing, if it is to stand ``alone``."""
    environment = inspect_environment(booted=state.booted)
    if alone:
        return Project(environment.without_project(), config)
    urlconf = getattr(settings, "ROOT_URLCONF", None) if state.booted else None
    return Project(environment, config, state.settings if state.booted else None, urlconf)


def option_names() -> tuple[str, ...]:
    """Return the names of the options of the built-in patterns, such as ``api_style``."""
    return tuple(dict.fromkeys(option.name for pattern in BUILTIN.values() for option in pattern.options))


def _given_options(options: dict[str, Any]) -> dict[str, str | None]:
    """Return the values of the options of patterns: each has an argument, but for those of packs."""
    given: dict[str, str | None] = {name: options[name] for name in option_names()}
    for text in options["options"]:
        name, equals, value = text.partition("=")
        if not equals:
            raise OpinionatedError(f"'{text}' gives no option a value.", "Write it like --option style=plain")
        given[name.replace("-", "_")] = value
    return given


def make_request(options: dict[str, Any], project: Project, root: Path) -> tuple[AppRequest, tuple[str, ...]]:
    """Return the app that ``options`` ask for, and notes on components that were left out.

    Raises OpinionatedError for everything that can't be.
    """
    config = project.config
    pattern = PATTERNS[options["pattern"] or config.pattern]
    place = (locate_distribution if pattern.standalone else locate)(options["name"], options["directory"], root)
    shares = project.environment.booted and not pattern.standalone
    installed = {app.label: app.name for app in apps.get_app_configs()} if shares else {}
    label = choose_label(place, options["label"], installed)
    default = config.components if pattern.name == config.pattern else None
    choice = choose_components(
        pattern,
        default=default,
        with_=options["with"],
        without=options["without"],
        only=options["only"],
        missing=missing_components(pattern, project.environment),
    )
    if not pattern.standalone:
        choice = without_mute_admin(choice, {*options["with"], *options["only"]}, project)
    chosen = choose_options(pattern, _given_options(options))
    models = parse_models(options["models"], app=place.name, label=label, environment=project.environment)
    version = version_of(options["api_version"] or config.api_version)
    request = AppRequest(
        place,
        label,
        pattern,
        choice.components,
        models,
        (version,),
        chosen,
        specs=tuple(options["models"]),
        common=_common(options, config, pattern),
    )
    return request, tuple(f"Left out {name}: {reason}." for name, reason in choice.left_out)


def _common(options: dict[str, Any], config: Config, pattern: Pattern) -> str:
    """Return the package with what apps share, or an empty text where nobody asks for it."""
    if pattern.standalone and options["common"]:
        raise OpinionatedError(
            "--common is for apps of this project, and a reusable app can count on nothing in it.", "Leave it out."
        )
    if pattern.standalone or not (options["common"] or config.common):
        return ""
    return config.common if isinstance(config.common, str) else "common"


def advice_for(request: AppRequest, project: Project, *, install: bool) -> Iterator[str]:
    """Yield the lines that wire the app by hand, as far as ``install`` has not done it and they are not there."""
    if request.pattern.standalone:
        yield f"Install it for development: python -m pip install -e {request.base.relative_to(request.place.root)}"
        return
    if install and not project.urlconf:
        yield from _advice_on_urls(request, project)
    if install or _is_wired(request, project):
        return
    missing = [
        f'"{entry.package}"'
        for entry in entries_for(request, project.environment)
        if entry.package not in project.environment.installed
    ]
    if missing:
        yield f"Add to INSTALLED_APPS{f' ({project.settings})' if project.settings else ''}: {', '.join(missing)}"
    yield from _advice_on_urls(request, project)
    if project.settings:
        yield "The same command with --install adds these lines."


def _advice_on_urls(request: AppRequest, project: Project) -> Iterator[str]:
    if "rest_api" in request.components:
        where = f" ({project.urlconf})" if project.urlconf else ""
        route = route_for(request, project.config)
        yield f'Add to urlpatterns{where}: path("{route}", include("{request.module}.urls")),'


def _is_wired(request: AppRequest, project: Project) -> bool:
    """Tell whether ``--install`` would find nothing to do."""
    if request.module not in project.environment.installed:
        return False
    try:
        return not list(wire(request, project))
    except OpinionatedError:
        return False


def missing_components(pattern: Pattern, environment: Environment) -> Iterator[str]:
    """Yield the components whose app is not installed."""
    for component in pattern.components:
        if environment.booted and component.needs_app and component.needs_app not in environment.installed:
            yield component.name


def without_mute_admin(choice: Choice, asked: Collection[str], project: Project) -> Choice:
    """Return ``choice`` without the admin where the admin site has no URLs: its pages could not be reached.

    Raises OpinionatedError where it is one of the components that were ``asked`` for.
    """
    if "admin" not in choice.components or not project.environment.booted or _admin_answers(project):
        return choice
    reason = f"the URLs of the admin site are not in {project.urlconf or 'any URLconf'}"
    if "admin" in asked:
        raise OpinionatedError(
            f"The component 'admin' is of no use: {reason}.",
            'Add path("admin/", admin.site.urls) to the urlpatterns first.',
        )
    return Choice(choice.components - {"admin"}, (*choice.left_out, ("admin", reason)))


def _admin_answers(project: Project) -> bool:
    if not project.urlconf:
        return False
    try:
        reverse("admin:index")
    except NoReverseMatch:
        return False
    except Exception as error:  # a project's modules raise whatever they like
        raise OpinionatedError(
            f"{project.urlconf} can't be loaded ({type(error).__name__}: {error}).",
            "Mend it first; manage.py check says more.",
        ) from error
    return True


def version_of(text: str) -> str:
    """Return the version that ``text``, such as ``v2`` or ``2``, names; raise OpinionatedError if it names none."""
    if not re.fullmatch("v?[0-9]+", text):
        raise OpinionatedError(f"'{text}' is not the version of an API.", "Write it like v1.")
    return f"v{text.removeprefix('v')}"

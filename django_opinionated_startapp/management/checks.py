"""The audit as a system check: ``manage.py check --tag patterns``, where the configuration turns it on."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from ..conf import SETTING, AuditConfig, load_config
from ..errors import OpinionatedError
from ..wording import printable

TAG = "patterns"
_LEVELS = {"error": checks.ERROR, "warning": checks.WARNING, "info": checks.INFO}


def register_checks() -> None:
    """Register the check if the project's configuration says ``checks = true``; it costs an audit with each run.

    A configuration that can't be read must not keep Django from starting, so then the check says what is wrong.
    """
    root = Path.cwd().resolve()
    try:
        config = load_config(root, getattr(settings, SETTING, None)).audit
    except OpinionatedError as error:
        checks.register(partial(_broken, error), TAG)
    else:
        if config.checks:
            checks.register(partial(_check, root, config), TAG)


def _broken(error: OpinionatedError, **_django: object) -> list[checks.CheckMessage]:
    return [checks.Error(printable(error.message), printable(error.hint) or None, id=f"{TAG}.configuration")]


def _check(
    root: Path, config: AuditConfig, app_configs: Iterable[AppConfig] | None = None, **_django: object
) -> list[checks.CheckMessage]:
    """Return the findings that neither a comment nor a baseline excuses, as messages of Django's."""
    from ..audit.discover.registry import registered_apps  # noqa: PLC0415  (every start of Django comes by this module)
    from ..audit.run import AuditRequest, audit  # noqa: PLC0415  (the same)

    labels = None if app_configs is None else {each.label for each in app_configs}
    try:
        report = audit(AuditRequest(root, config, registered=registered_apps())).report
    except OpinionatedError as error:
        return _broken(error)
    found = [
        checks.CheckMessage(
            _LEVELS[each.severity.value],
            printable(each.message),
            printable(each.hint) or None,
            printable(str(each.place)),
            f"{TAG}.{each.code}",
        )
        for each in report.findings
        if labels is None or each.app in labels
    ]
    return found + [
        checks.Error(
            printable(f"The rule {each.rule} failed: {each.error}"),
            obj=printable(str(each.place)),
            id=f"{TAG}.failure",
        )
        for each in report.failures
    ]

"""Whatever is generated audits clean under its own profile."""

from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig

from .project import APPS, Project


def test_it_audits_clean_under_its_own_profile(project: Project) -> None:
    config = AuditConfig(profiles={app.label: (app.pattern,) for app in APPS})
    done = audit(AuditRequest(project.root.resolve(), config, cache=False))
    labels = {app.label for app in APPS}
    assert labels <= set(done.report.apps)
    findings = [each for each in done.report.findings if each.app in labels]
    assert [f"{each.place}: {each.rule}: {each.message}" for each in findings] == []
    assert done.report.failures == ()

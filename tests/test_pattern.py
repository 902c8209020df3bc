"""What the auditor reads from a pattern besides what the scaffolder renders."""

from django_opinionated_startapp.pattern import DOMAIN, OEP49, Construct, Option, Pattern, PatternFile


def test_the_interface_of_oep_49_is_api_and_data() -> None:
    assert OEP49.interface == ("api.py", "data.py")


def test_others_may_import_the_interface_the_signals_and_the_entries_of_django() -> None:
    assert OEP49.public_files == (
        *("api.py", "data.py", "signals/signals.py"),
        *("apps.py", "urls.py", "models_api.py", "settings_api.py"),
    )


def test_a_construct_without_a_home_may_live_anywhere() -> None:
    assert OEP49.homes_of(Construct.TASK) == ("tasks.py",)
    assert OEP49.homes_of(Construct.WRITE) == ()


def test_a_file_of_an_option_belongs_to_apps_that_chose_it() -> None:
    style = Option("style", "how it is written", ("plain", "fancy"))
    plain, fancy = (
        PatternFile("plain.py", when=(("style", "plain"),)),
        PatternFile("fancy.py", when=(("style", "fancy"),)),
    )
    pattern = Pattern("own", "", "", (), (plain, fancy), options=(style,))
    assert pattern.files_for(frozenset(), {}) == (plain,)
    assert pattern.files_for(frozenset(), {"style": "fancy"}) == (fancy,)


def test_the_domain_has_a_home_for_what_writes_what_reads_and_what_does_neither() -> None:
    assert DOMAIN.homes_of(Construct.WRITE) == ("domain/mutations/*.py",)
    assert DOMAIN.homes_of(Construct.READ) == ("domain/queries/*.py",)
    assert DOMAIN.homes_of(Construct.LOGIC) == ("domain/*.py",)


def test_only_patterns_that_filter_with_django_filter_bring_it() -> None:
    uses = {pattern.name: [name for each in pattern.components for name in each.uses] for pattern in (OEP49, DOMAIN)}
    assert uses == {"oep49": ["rest_framework", "django_filters"], "domain": ["rest_framework"]}

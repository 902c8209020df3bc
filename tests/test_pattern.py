"""What the auditor reads from a pattern besides what the scaffolder renders."""

from django_opinionated_startapp.pattern import CONVENTIONS, OEP49, PATTERNS, Construct


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


def test_a_style_is_either_a_pattern_or_a_convention() -> None:
    assert PATTERNS.keys().isdisjoint(CONVENTIONS)

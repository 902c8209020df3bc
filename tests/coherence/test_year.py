"""Apps of all patterns in one project stay in order through a year of work, and all commands know each other's.

One test, since each month goes on from the one before; the component sets that can be generated are in tests/output.
"""

from pathlib import Path

from . import year
from .forks import forks
from .site import Site

MONTHS = (
    year.january_the_apps_are_made,
    year.february_a_field_is_added,
    year.march_a_field_is_renamed,
    year.april_a_model_moves_to_another_app,
    year.may_rows_change,
    year.june_models_come,
    year.july_the_rest_api_gets_a_second_version,
    year.august_an_app_depends_on_the_first,
    year.september_people_write_in_generated_files,
    year.october_everything_is_looked_at,
    year.november_the_migrations_are_squashed,
    year.december_the_templates_change,
    year.december_an_app_goes_that_nobody_has_touched,
    year.the_year_ends,
)


def test_a_year_of_work(tmp_path: Path) -> None:
    with forks() as zygote:
        site = Site(tmp_path, zygote)
        for month in MONTHS:
            month(site)

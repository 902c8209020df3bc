"""A year of work on a project with an app of each pattern: what its months bring."""

import re
from pathlib import Path

from . import texts
from .site import NOT_OURS, Site

APPS = (
    ("apps.orders", "oep49", "-m", "Order title total:decimal:10:2:min=0 status:choice:draft,live owner:user"),
    ("apps.tickets", "services", "--api-style", "operation", "-m", "Ticket title owner:user"),
    ("apps.bills", "services", "-m", "Bill title total:decimal:10:2 owner:user", "-m", "Line label:str bill:fk:Bill"),
    ("apps.sales", "domain", "-m", "Sale title owner:user"),
    ("apps.spare", "oep49", "-m", "Spare title owner:user"),
    # With as little as can be.
    ("apps.notes", "oep49", "--only", "readme", "-m", "Note text:text", "-m", "Remark text:text"),
    ("apps.labels", "services", "--only", "tests", "-m", "Label name:str"),
    ("apps.terms", "domain", "--only", "concepts", "-m", "Term name:str"),
)
REUSABLE = "django-stock/django_stock"
VERSIONED = ("orders", "tickets", "bills", "sales")
PROFILES = {**{name.partition(".")[2]: pattern for name, pattern, *_ in APPS}, "django_stock": "reusable"}
TABLES = ("orders_order", "tickets_ticket", "bills_line", "sales_sale", "notes_remark", "django_stock_item")
TESTED = ("apps", "django_stock")
SQUASHED_AWAY = ("orders/migrations/0002_order_remark", "tickets/migrations/0002_ticket_remark")
FOLDERS = {**{label: f"apps/{label}" for label in PROFILES}, "django_stock": REUSABLE}


def january_the_apps_are_made(site: Site) -> None:
    site.must("-m", "django", "startproject", "config", ".")
    installed = "INSTALLED_APPS = [\n    'django_opinionated_startapp',"
    site.edit("config/settings.py", lambda text: text.replace("INSTALLED_APPS = [", installed))
    site.startpatternapp(
        *((name, "--pattern", pattern, "--install", *options) for name, pattern, *options in APPS),
        ("django-stock", "--pattern", "reusable", "--model", "Item title owner:user:null"),
    )
    site.edit("config/settings.py", lambda text: text + texts.SETTINGS)
    profiles = "".join(f'{label} = ["{pattern}"]\n' for label, pattern in PROFILES.items())
    site.write("pyproject.toml", f"[tool.opinionated_startapp.audit.profiles]\n{profiles}")
    site.manage("migrate", "-v0")
    site.manage("shell", "-v0", "-c", texts.ROWS % (list(PROFILES),))
    assert all(len(site.values(table, "id")) >= 2 for table in TABLES)


def february_a_field_is_added(site: Site) -> None:
    field = 'remark = models.CharField(_("remark"), max_length=200, default="new", blank=True)'
    for label, model in (("orders", "Order"), ("tickets", "Ticket"), ("sales", "Sale"), ("django_stock", "Item")):
        site.add_to_model(f"{FOLDERS[label]}/models.py", model, field)
    site.manage("makemigrations")
    site.migrate()
    assert site.values("orders_order", "remark") == ["new", "new"]


def march_a_field_is_renamed(site: Site) -> None:
    """In one app that is the field of a person, in another one a field that many generated files know."""
    site.edit("apps/orders/models.py", lambda text: re.sub(r'(?<!_\(")\bremark\b', "comment", text))
    for name in site.tree():
        if name.startswith("apps/tickets/") and name.endswith(".py") and "/migrations/" not in name:
            site.write(
                name, re.sub(r'"Title"', '"Heading"', re.sub(r'(?<!_\(")\btitle\b(?!\()', "heading", site.read(name)))
            )
    assert site.manage("makemigrations", stdin="y\ny\n").count("renamed to") == 2
    site.migrate()
    assert site.values("tickets_ticket", "heading") == ["Title", "Title"]


def april_a_model_moves_to_another_app(site: Site) -> None:
    """Its table goes with it: the state changes, the rows don't."""
    site.edit("apps/notes/models.py", lambda text: text[: text.index("\n\nclass Remark(")])
    site.edit("apps/notes/.startpatternapp.json", lambda text: text.replace(', "Remark text:text"', ""))
    site.startpatternapp(("labels", "--add-model", "Remark text:text"))
    site.write("apps/notes/migrations/0002_remark_moves.py", texts.REMARK_LEAVES)
    site.write("apps/labels/migrations/0002_remark.py", texts.REMARK_ARRIVES)
    site.migrate()
    assert site.values("labels_remark", "text") == ["", ""]


def may_rows_change(site: Site) -> None:
    """A data migration imports what it needs from a module of its app."""
    last = site.last_migration("apps/orders")
    site.write("apps/orders/wording.py", texts.WORDING)
    site.write("apps/orders/migrations/0004_polite.py", texts.POLITE.format(last))
    site.migrate()
    assert site.values("orders_order", "comment") == ["New, please", "New, please"]


def june_models_come(site: Site) -> None:
    models = (
        ("orders", "Parcel weight:int order:fk:Order"),
        ("tickets", "Answer text:text ticket:fk:Ticket"),
        ("bills", "Payment amount:decimal:10:2 bill:fk:Bill"),
        ("sales", "Refund reason:text sale:fk:Sale"),
        ("django_stock", "Shelf label:str item:fk:Item"),
    )
    site.startpatternapp(*((label, "--add-model", spec) for label, spec in models))
    site.migrate()


def july_the_rest_api_gets_a_second_version(site: Site) -> None:
    first = {name: text for name, text in site.tree().items() if "v1" in name}
    assert {name.split("/")[1] for name in first} > set(VERSIONED)
    # The new files would use the field that was renamed.
    assert "no field 'title' any more" in site.refuses("startpatternapp", "tickets", "--add-version", "v2")
    site.edit("apps/tickets/.startpatternapp.json", lambda text: text.replace("Ticket title", "Ticket heading"))
    site.startpatternapp(*((label, "--add-version", "v2", "--install") for label in VERSIONED))
    # The label of that field is now what the templates make of its name.
    site.manage("makemigrations", "tickets")
    site.migrate()
    assert {name: text for name, text in site.tree().items() if "v1" in name} == first


def august_an_app_depends_on_the_first(site: Site) -> None:
    """Its model names the other one by a string, and its services ask the other app's API."""
    spec = "Invoice number:str:20:unique order:fk:orders.Order owner:user"
    site.startpatternapp(("apps.invoices", "--pattern", "services", "--install", "--model", spec))
    site.edit("pyproject.toml", lambda text: f'{text}invoices = ["services"]\n')
    asking = "from apps.orders.api import get_order\n\nfrom .cache"
    site.edit("apps/invoices/services.py", lambda text: text.replace("from .cache", asking) + texts.ORDER_TITLE)
    site.write("apps/invoices/tests/services/test_title.py", texts.TEST_OF_ORDER_TITLE)
    site.migrate()
    site.manage("shell", "-v0", "-c", texts.ROWS % (["invoices"],))


def september_people_write_in_generated_files(site: Site) -> None:
    for label in (*VERSIONED, "django_stock"):
        site.edit(
            f"{FOLDERS[label]}/models.py",
            lambda text: text.replace("    def __str__", f"{texts.METHOD}    def __str__", 1),
        )
    site.edit("apps/orders/README.rst", lambda text: f"{text}\nOur own words.\n")
    package = "apps/sales/domain/mutations"
    site.write(f"{package}/_archive_sales.py", texts.ARCHIVE)
    site.edit(
        f"{package}/__init__.py",
        lambda text: text.replace("from .", "from ._archive_sales import archive_sales\nfrom .", 1).replace(
            "__all__ = [", '__all__ = [\n    "archive_sales",'
        ),
    )


def october_everything_is_looked_at(site: Site) -> None:
    assert "No findings" in site.manage("auditapps", "--ignore", "default-user-model")
    site.manage("makemigrations", "--check", "--dry-run")
    assert "OK" in site.must("-W", "error", "manage.py", "test", *TESTED)


def november_the_migrations_are_squashed(site: Site) -> None:
    """The database of the year records what is new, runs nothing, and a new one has the same schema and rows."""
    before, rows, schema = site.tree(), site.rows(), site.schema()
    assert "orders" in site.manage("squashall", "--dry-run")
    assert site.tree() == before
    site.manage("squashall")
    new = set(site.tree()) - set(before)
    assert {Path(name).parts[-3] for name in new} >= {"orders", "tickets", "sales"}
    site.refuses("squashall", "--prune")
    assert "No migrations to apply" in site.manage("migrate")
    site.manage("squashall", "--status")
    site.manage("squashall", "--prune")
    assert not site.tree().keys() & {f"apps/{name}.py" for name in SQUASHED_AWAY}
    assert "No migrations to apply" in site.manage("migrate")
    assert (site.rows(), site.schema()) == (rows, schema)
    site.manage("dumpdata", "-o", "rows.xml", "--format", "xml", *(f"--exclude={name}" for name in NOT_OURS))
    with site.another_database():
        site.manage("migrate", "-v0")
        site.manage("loaddata", "-v0", "rows.xml")
        assert (site.rows(), site.schema()) == (rows, schema)
    (site.root / "rows.xml").unlink()


def december_the_templates_change(site: Site) -> None:
    for pattern in sorted({*PROFILES.values()}):
        site.write(f"startapp_templates/{pattern}/models.py.jinja", texts.BLOCK.format(pattern))
    site.manage("startpatternapp", "--upgrade")
    assert site.run("manage.py", "startpatternapp", "--upgrade", "--check").returncode == 0
    for folder in FOLDERS.values():
        assert 'get_latest_by = "pk"' in site.read(f"{folder}/models.py")
    for label in (*VERSIONED, "django_stock"):
        assert "def shout" in site.read(f"{FOLDERS[label]}/models.py")
    assert "Our own words." in site.read("apps/orders/README.rst")
    site.manage("makemigrations")
    site.migrate()


def december_an_app_goes_that_nobody_has_touched(site: Site) -> None:
    assert "applied" in site.refuses("startpatternapp", "spare", "--undo", "--noinput")
    (last,) = [name for name in site.tree() if name.startswith("apps/spare/migrations/0002")]
    site.manage("migrate", "spare", "zero", "-v0")
    (site.root / last).unlink()
    site.manage("startpatternapp", "spare", "--undo", "--noinput")
    assert not (site.root / "apps" / "spare").exists()
    assert "spare" not in site.read("config/settings.py") + site.read("config/urls.py")
    assert "spare" not in site.read("pyproject.toml")


def the_year_ends(site: Site) -> None:
    """What is new stands on what was squashed, and what is taken back at once has never been there."""
    site.startpatternapp(("orders", "--add-model", "Stamp label:str order:fk:Order"))
    site.migrate()
    october_everything_is_looked_at(site)
    before = site.tree()
    site.startpatternapp(("apps.brief", "--install", "--model", "Brief title"))
    assert site.tree() != before
    site.startpatternapp(("brief", "--undo"))
    assert site.tree() == before

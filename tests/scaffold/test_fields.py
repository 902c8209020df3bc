"""Field specs become models, or are refused with a sentence that helps."""

from dataclasses import replace

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold import spec
from django_opinionated_startapp.scaffold.environment import Environment, inspect_environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.kinds import KINDS, FieldKind
from django_opinionated_startapp.scaffold.model import FieldSpec, ModelSpec

from .test_source import declared, model_of

BARE = Environment((6, 1))
MODIFIERS = "auto_now, auto_now_add, blank, default, index, max, min, null, pk, unique"


def parse(*texts: str, app: str = "orders", environment: Environment = BARE) -> tuple[ModelSpec, ...]:
    return parse_models(texts, app=app, label=app, environment=environment)


def refusal(*texts: str, environment: Environment = BARE) -> tuple[str, str]:
    with pytest.raises(OpinionatedError) as caught:
        parse(*texts, environment=environment)
    return caught.value.message, caught.value.hint


# Every kind


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if not kind.needs and hasattr(models, kind.field)], ids=lambda kind: kind.spelling
)
def test_a_kind_goes_by_its_spelling_and_by_its_class(kind: FieldKind) -> None:
    parts = {"fk": "auth.User", "o2o": "auth.User", "m2m": "auth.User", "choice": "a,b", "filepath": "/tmp"}  # noqa: S108
    rest = {"generated": "lower:title", "auto": "pk", "bigauto": "pk", "smallauto": "pk"} | parts
    spellings = [kind.spelling]
    if kind.spelling not in {"choice", "user", "fk"}:
        spellings += [kind.field, kind.field.upper(), kind.field.removesuffix("Field")]
    for spelling in spellings:
        end = f":{rest[kind.spelling]}" if kind.spelling in rest else ""
        model = model_of(f"x:{spelling}{end} title:str")
        assert model.fields[0].kind.field == kind.field
        assert type(declared(model, model.fields[0])).__name__ == kind.field


def test_an_image_needs_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "find_spec", lambda _name: None)
    assert refusal("x:image") == (
        "x:image: ImageField needs Pillow.",
        "Run: python -m pip install pillow",
    )
    monkeypatch.setattr(spec, "find_spec", lambda _name: object())
    assert model_of("x:image").files[0].kind.field == "ImageField"


def test_generated_fields_need_django_5() -> None:
    assert refusal("t:str x:generated:lower:t", environment=Environment((4, 2))) == (
        "x:generated:lower:t: GeneratedField needs Django 5.0.",
        "Leave the field out.",
    )


def test_the_argument_of_check_constraints_depends_on_django() -> None:
    assert [model_of("x", version).condition for version in ((5, 0), (5, 1))] == ["check", "condition"]


# Models


def test_without_models_there_is_an_example() -> None:
    (model,) = parse(app="categories")
    assert (model.name, [field.name for field in model.fields]) == (
        "Category",
        ["owner", "title", "description", "created_at", "updated_at"],
    )


@pytest.mark.parametrize(
    ("app", "text", "name", "first"),
    [
        ("orders", "total:int", "Order", "total"),
        ("orders", "", "Order", "title"),
        ("orders", "Item", "Item", "title"),
        ("users", "name", "UserRecord", "name"),
        ("classes", "name", "ClassRecord", "name"),
        ("s", "name", "S", "name"),
    ],
)
def test_a_text_that_names_no_model_describes_the_example(app: str, text: str, name: str, first: str) -> None:
    (model,) = parse(text, app=app)
    assert (model.name, model.fields[0].name) == (name, first)


def test_stamps_are_added_unless_they_are_given() -> None:
    model = model_of("x created_at:date")
    assert [(field.name, field.kind.spelling) for field in model.fields] == [
        ("x", "str"),
        ("created_at", "date"),
        ("updated_at", "datetime"),
    ]
    assert (model.order, model.ordering) == ("", ("-pk",))
    assert model_of("x").ordering == ("-created_at", "-pk")


def test_a_model_has_its_name_in_every_form() -> None:
    model = replace(model_of("x"), name="OrderItem")
    assert (model.snake, model.plural, model.verbose, model.verbose_plural) == (
        "order_item",
        "order_items",
        "order item",
        "order items",
    )
    assert (model.a_verbose, model.route, model.basename) == ("an order item", "order-items", "order-item")
    assert model.name_for("x", "idx") == "orders_order_item_x_idx"
    series = replace(model, name="Series")
    assert (series.plural, series.route) == ("series_list", "series")


def test_a_model_knows_its_fields_by_use() -> None:
    model = model_of(
        "id:uuid:pk owner:user title note:text:blank size:int:min=1:max=9 tags:m2m:self doc:file raw:binary "
        "low:generated:lower:title state:choice:in_work,done"
    )

    def names(group: tuple[FieldSpec, ...]) -> str:
        return " ".join(field.name for field in group)

    assert names(model.settable) == "owner title note size tags doc raw state"
    assert names(model.formable) == "title note size tags doc state"
    assert names(model.changeable) == "title note size tags doc raw state"
    assert names(model.columns) == "id owner title note size doc raw low state created_at updated_at"
    assert (names(model.many), names(model.files), names(model.choices), names(model.limited)) == (
        "tags",
        "doc",
        "state",
        "size",
    )
    assert (model.key_type, model.title and model.title.name) == ("UUID", "title")
    assert [field.name for field in model.fields if field.optional] == [
        *("note", "tags", "raw", "state", "created_at", "updated_at"),
    ]
    assert model.choices[0].members == (("IN_WORK", "in_work", "in work"), ("DONE", "done", "done"))
    assert model.limited[0].limits == (("MinValueValidator", "gte", "1"), ("MaxValueValidator", "lte", "9"))
    assert model.filters == ("tags", "state")
    assert model.sortable == ("title", "size", "created_at", "updated_at")
    assert (model.viewset, model.data_names) == ("OrderViewSet", ("OrderData", "OrderPage", "OrderState"))
    assert model.api_names == (
        *("OrderNotFoundError", "list_orders", "create_order", "delete_order", "get_order", "update_order"),
    )
    assert model_of("note:text:blank").title == model_of("note:text:blank").fields[0]
    assert model_of("x:int").title is None


@pytest.mark.parametrize(
    ("specs", "owner"),
    [
        ("x", None),
        ("editor:user", "editor"),
        ("editor:fk:auth.User", "editor"),
        ("editor:user:null", None),
        ("editor:user reader:user", None),
        ("editor:user reader:user:null", "editor"),
        ("editor:user created_by:user:null", "created_by"),
        ("user:user owner:user", "owner"),
        ("owner:str", None),
    ],
)
def test_the_owner_is_recognised(specs: str, owner: str | None) -> None:
    found = model_of(specs).owner
    assert (found and found.name) == owner


# Relations


def test_models_of_one_request_point_to_each_other_by_name() -> None:
    author, book = parse("Author id:uuid:pk best:fk:Book:null", "Book author:fk:orders.author peers:m2m:Author")
    targets = [field.target for field in (author.fields[1], *book.fields[:2])]
    assert [(each.label, each.reference, each.key, each.factory, each.local) for each in targets if each] == [
        ("orders.Book", '"Book"', "int", "make_book", True),
        ("orders.Author", '"Author"', "UUID", "make_author", True),
        ("orders.Author", '"Author"', "UUID", "make_author", True),
    ]
    assert [field.related_name for field in book.fields[:2]] == ["books", "peers_books"]
    assert list(book.targets()) == targets[1:]


def test_a_model_points_to_itself() -> None:
    (node,) = parse("Node id:uuid:pk parent:fk:self twin:o2o:node nodes:m2m:Node")
    assert [(field.target and field.target.key, field.null, field.related_name) for field in node.fields[1:4]] == [
        ("UUID", True, "parent_nodes"),
        ("UUID", True, "node"),
        ("UUID", False, ""),
    ]


def test_names_at_the_other_end_are_all_different() -> None:
    environment = inspect_environment(booted=True)
    group, order = parse(
        "Group owner:user editor:user", "Permission a:user b:fk:auth.Group c:m2m:auth.Group", environment=environment
    )
    assert [field.related_name for field in (*group.fields[:2], *order.fields[:3])] == [
        "owner_groups",
        "editor_groups",
        "permissions",
        "b_permissions",
        "c_permissions",
    ]
    taken = replace(environment)
    names = {"orders", "owner_orders", "orders_orders", "orders_owner_orders"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "accessors", lambda *_args, **_kwargs: frozenset(names))
        (model,) = parse("Order owner:user", environment=taken)
    assert model.fields[0].related_name == "orders_owner_orders_2"


@pytest.mark.parametrize(
    ("flag", "expected"),
    [("cascade", ("CASCADE", False)), ("set_null", ("SET_NULL", True)), ("do_nothing", ("DO_NOTHING", False))],
)
def test_on_delete(flag: str, expected: tuple[str, bool]) -> None:
    field = model_of(f"owner:user:{flag}").fields[0]
    assert (field.on_delete, field.null) == expected


# Refusals

LEAVE = "Leave them out."
REFUSALS = [
    ("x:strr", "x:strr: 'strr' is no kind of field.", "Did you mean str?"),
    ("x:", "x:: '' is no kind of field.", f"Choose from {', '.join(sorted(kind.spelling for kind in KINDS))}."),
    (
        "x:compositeprimarykey",
        "x:compositeprimarykey: neither the admin nor REST framework can handle a composite primary key.",
        "Use the automatic key and a unique constraint.",
    ),
    ("x:str:80:uniqe", "x:str:80:uniqe: 'uniqe' is no modifier of a field.", "Did you mean unique?"),
    ("x:str:null:zzz", "x:str:null:zzz: 'zzz' is no modifier of a field.", f"Choose from {MODIFIERS}."),
    ("x:str:blank:cascade", "x:str:blank:cascade: 'cascade' is no modifier of a field.", f"Choose from {MODIFIERS}."),
    ("x:str:unique=1", "x:str:unique=1: unique takes no value.", "Write it as :unique"),
    ("x:str:blank:blank", "x:str:blank:blank: blank and blank exclude each other.", "Keep one of them."),
    (
        "x:user:cascade:protect",
        "x:user:cascade:protect: cascade and protect exclude each other.",
        "Keep one of them.",
    ),
    ("x:int:min=", "x:int:min=: min needs a value.", "Write it like :min=1"),
    ("x:str:min=1", "x:str:min=1: min is for numbers.", "Leave min out."),
    ("x:int:min=1.5", "x:int:min=1.5: '1.5' is not a whole number.", "Write it like :min=0"),
    ("x:float:max=a", "x:float:max=a: 'a' is not a number.", "Write it like :min=0"),
    ("x:float:max=1e999999999", "x:float:max=1e999999999: '1e999999999' is not a number.", "Write it like :min=0"),
    ("x:int:min=5:max=5", "x:int:min=5:max=5: min must be less than max.", "Turn them round."),
    (
        "x:int:min=5:default=4",
        "x:int:min=5:default=4: the default 4 is not between min and max.",
        "Choose another default.",
    ),
    (
        "x:posint:min=-1",
        "x:posint:min=-1: -1 is no number from 0 to 2147483647.",
        "Choose another number.",
    ),
    (
        "x:decimal:3:2:max=10",
        "x:decimal:3:2:max=10: 10 is no number with 3 digits, 2 of them decimal places.",
        "Choose another number.",
    ),
    (
        "x:decimal:3:2:min=0.005",
        "x:decimal:3:2:min=0.005: 0.005 is no number with 3 digits, 2 of them decimal places.",
        "Choose another number.",
    ),
    (
        "x:decimal:a:2",
        "x:decimal:a:2: max_digits must be a whole number from 1 to 65, not 'a'.",
        "Write it like name:decimal:10:2",
    ),
    (
        "x:decimal:2:3",
        "x:decimal:2:3: there are more decimal places than digits.",
        "Write it like total:decimal:10:2",
    ),
    ("x:str:0", "x:str:0: max_length must be a whole number from 1 to 9999, not '0'.", "Write it like name:str:80"),
    (
        "x:email:9",
        "x:email:9: max_length must be a whole number from 30 to 9999, not '9'.",
        "Write it like name:email:80",
    ),
    ("x:fk", "x:fk: to is missing.", "Write it like x:fk:people.Author"),
    ("x:choice", "x:choice: choices is missing.", "Write it like x:choice:draft,live"),
    ("x:filepath", "x:filepath: path is missing.", "Write it like x:filepath:path"),
    ("x:generated:lower", "x:generated:lower: of is missing.", "Write it like x:generated:function:of"),
    ("x:generated:lowr:y", "x:generated:lowr:y: 'lowr' is no function of a generated field.", "Did you mean lower?"),
    ("title x:generated:lower:titel", "Order.x: 'titel' is no text field of Order.", "Did you mean title?"),
    ("x:generated:lower:y", "Order.x: 'y' is no text field of Order.", "Add y:str to the model."),
    ("t x:generated:lower:t:blank", "x:generated:lower:t:blank: a generated field takes no modifiers.", LEAVE),
    (
        "x:choice:a,a",
        "x:choice:a,a: choices are different words with commas between them.",
        "Write it like x:choice:draft,live",
    ),
    ("x:choice:aa,b:default=a", "x:choice:aa,b:default=a: 'a' is none of the choices.", "Did you mean aa?"),
    (
        "decimal:choice:a,b",
        "decimal:choice:a,b: the class Decimal of its choices would hide another one.",
        "Rename the field.",
    ),
    ("meta:choice:a,b", "meta:choice:a,b: the class Meta of its choices would hide another one.", "Rename the field."),
    ("x:date:default=1", "x:date:default=1: '1' can't be the default of a DateField.", "Leave default out."),
    ("x:str:2:default=abc", "x:str:2:default=abc: 'abc' can't be the default of a CharField.", "Leave default out."),
    ("x:email:default=a", "x:email:default=a: 'a' can't be the default of a EmailField.", "Leave default out."),
    ("x:str:auto_now", "x:str:auto_now: auto_now is for date, datetime and time.", "Leave it out."),
    (
        "x:date:auto_now:null",
        "x:date:auto_now:null: auto_now sets the value, and takes no other modifiers.",
        LEAVE,
    ),
    (
        "x:str:null",
        "x:str:null: Django keeps missing text as '', not as NULL.",
        "Write x:str:…:blank",
    ),
    ("x:int:blank", "x:int:blank: a form that leaves it out needs NULL to store.", "Write null instead of blank."),
    (
        "x:m2m:self:null",
        "x:m2m:self:null: null means nothing for a many-to-many relation.",
        "Leave null out.",
    ),
    (
        "x:m2m:self:protect",
        "x:m2m:self:protect: a many-to-many relation has no on_delete.",
        "Leave it out.",
    ),
    ("id:uuid:pk:null", "id:uuid:pk:null: a primary key can't be null.", "Leave null out."),
    ("id:uuid:pk:unique", "id:uuid:pk:unique: a primary key takes no other modifiers.", LEAVE),
    (
        "id:slug:pk",
        "id:slug:pk: a SlugField can't be the primary key here.",
        "Write id:uuid:pk, id:bigauto:pk, or leave the key to Django.",
    ),
    ("x:auto", "x:auto: AutoField is for the primary key.", "Write x:auto:pk"),
    ("x:user:unique", "x:user:unique: unique has no use here.", "For a unique relation write o2o."),
    ("x:bool:unique", "x:bool:unique: only one object could have its default.", "Leave unique out."),
    ("x:str:unique:index", "x:str:unique:index: it has an index anyway.", "Leave index out."),
    ("id", "Order.id can only be the primary key.", "Write id:uuid:pk, or rename the field."),
    ("id:uuid:pk key:uuid:pk", "Order has two primary keys: id, key.", "Keep one pk."),
    ("x x:int", "Order has two fields called 'x'.", "Rename one of them."),
    ("x:user x_id:int", "Order has two fields called 'x_id'.", "Rename one of them."),
    (
        "x:fk:a.B",
        "x:fk:a.B: a.B can't be looked up, since the project's settings can't be imported.",
        "Mend the settings first, or add the relation by hand later.",
    ),
]


@pytest.mark.parametrize(("spec", "message", "hint"), REFUSALS)
def test_refusals(spec: str, message: str, hint: str) -> None:
    assert refusal(f"Order {spec}") == (message, hint)


@pytest.mark.parametrize("name", ["a__b", "class", "None", "Title", "_x", "x_", "é", "1a", "a-b", "__init__"])
def test_what_cannot_name_a_field(name: str) -> None:
    assert refusal(f"Order {name}:str") == (f"'{name}' can't name a field.", "Field names look like unit_price.")


@pytest.mark.parametrize("name", ["pk", "objects", "save", "delete", "clean", "models", "str", "self"])
def test_what_means_something_else_on_a_model(name: str) -> None:
    assert refusal(f"Order {name}:str") == (
        f"'{name}' means something else on every Django model.",
        "Rename the field.",
    )


@pytest.mark.parametrize(
    ("texts", "message", "hint"),
    [
        (("Order_item x",), "'Order_item' can't name a model.", "Model names look like OrderItem."),
        (("True x",), "'True' can't name a model.", "Model names look like OrderItem."),
        (("Class x",), "'Class' means something else in the code of an app.", "Try ClassRecord."),
        (("User x",), "'User' means something else in the code of an app.", "Try UserRecord."),
        (("A x", "A y"), "The model A is described twice.", "Give each --model a name of its own."),
        (("Order x", "ORDER y"), "The model Order is described twice.", "Give each --model a name of its own."),
        (
            ("Order id:uuid:pk made:date:auto_now_add",),
            "The model Order has no field that can be set.",
            "Give it a field, such as title.",
        ),
        (("News x", "New x"), "The models News and New have the same plural.", "Rename one of them."),
        (
            ("Order data:choice:a,b",),
            "There would be two classes called OrderData: one is for Order.data.",
            "Rename the model or the field.",
        ),
        (
            ("Order state:choice:a,b", "OrderState x"),
            "There would be two classes called OrderState: one is for Order.state.",
            "Rename the model or the field.",
        ),
    ],
)
def test_models_that_are_refused(texts: tuple[str, ...], message: str, hint: str) -> None:
    assert refusal(*texts) == (message, hint)


WORDS = [kind.spelling for kind in KINDS if not kind.needs]
WORDS += ["null", "blank", "unique", "index", "pk", "auto_now", "self", "A", "title", "lower", "a,b", "3", "2", "010"]
WORDS += [
    "default=1",
    "default=true",
    "default=a",
    "min=0",
    "max=5",
    "max=-0.5",
    "min=1e70",
    "min=1e-30",
    "set_null",
    "",
]


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.tuples(
                st.sampled_from(["title", "x", "y", "id"]),
                st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=5),
            ).map(lambda spec: ":".join((spec[0], *spec[1]))),
        ).map(lambda specs: " ".join(("A", *specs))),
    )
)
def test_any_text_gives_models_or_a_refusal(text: str) -> None:
    try:
        (model,) = parse(text)
    except OpinionatedError as error:
        assert error.message
    else:
        for field in model.fields:
            if hasattr(models, field.kind.field):
                declared(model, field)

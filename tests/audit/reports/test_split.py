"""The parts of a god app: what belongs together, what all need, and what lies across."""

from itertools import islice
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.lookups.model_uses import Deed, model_uses
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.reports.parts import _names, find_parts
from django_opinionated_startapp.audit.reports.split import Part, SplitReport, split_report
from tests.audit.trees import read_project, write_tree

MODEL = "from django.db import models\nfrom django.conf import settings\n"
STORE = {
    "config/settings.py": "INSTALLED_APPS = ['store', 'outside', 'wide', 'posts']\nAUTH_USER_MODEL = 'store.Shop'\n",
    "store/__init__.py": "",
    "store/models/__init__.py": """
        from .base import Audited, Shop
        from .catalog import Brand, Product, ProductImage
        from .sales import Line, Order, Payment, PaidOrder
        from .blog import Comment, Post, Tag
        """,
    "store/models/base.py": MODEL
    + """
class Tracked(models.Model):
    class Meta:
        abstract = True

class Audited(models.Model):
    shop = models.ForeignKey("Shop", models.CASCADE)
    owner = models.GenericForeignKey("a", "b")
    class Meta:
        abstract = True

class Country(models.Model): ...

class Shop(models.Model):
    country = models.ForeignKey(Country, models.CASCADE)
    def newest(self):
        from .catalog import Product
        return Product.objects.first()

class ShopManager(models.Manager): ...
""",
    "store/models/catalog.py": MODEL
    + """
from .base import Audited
from .base import Tracked
class Brand(Audited, Tracked): ...
class Product(Audited):
    brand = models.ForeignKey(to="store.Brand", on_delete=models.CASCADE)
class ProductImage(models.Model):
    product = models.ForeignKey(Product, models.CASCADE)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    unknown = models.ForeignKey("auth.Group", models.CASCADE)
""",
    "store/models/sales.py": MODEL
    + """
from .base import Audited
class Order(Audited): ...
class Line(Audited):
    order = models.ForeignKey(Order, models.CASCADE)
    product = models.ForeignKey("store.Product", models.CASCADE)
class Payment(Audited):
    order = models.ForeignKey(Order, models.CASCADE)
class PaidOrder(Order):
    class Meta:
        proxy = True
""",
    "store/models/blog.py": MODEL
    + """
from .base import Audited
class Tag(Audited): ...
class Post(Audited):
    tags = models.ManyToManyField(Tag)
class Comment(Audited):
    post = models.ForeignKey(Post, models.CASCADE)
""",
    "store/blog_views.py": """
        from .models import Comment, Post
        def posts(request):
            return list(Post.objects.all()), Comment.objects.all()
        """,
    "store/checkout.py": """
        from typing import TYPE_CHECKING
        from .models import Line, Order, Payment, Product
        if TYPE_CHECKING:
            from .models import Tag
            x: Tag
            y = Tag()
        STATES = Order
        def pay(order: Product):
            Payment.objects.create(order=order)
            return Line.objects.filter(order=order), Order
        """,
    "store/views.py": """
        from django.apps import apps
        from .models import Brand, Order, Payment, Post, Product, Tag
        class ProductView:
            queryset = Product.objects.all()
            class Meta:
                model = Product
        def brands(request):
            return Brand.objects.all(), Product.objects.all()
        def tags(request):
            Tag.objects.create(name="x")
            return Post.objects.all()
        def refund(request):
            return apps.get_model("store.Payment")
        """,
    "store/catalog_signals.py": """
        from .models import Product, Order, Brand
        def sold(product):
            Brand.objects.get()
            Product.objects.get()
            Product.objects.get(x=Order)
            Order.objects.create()
        """,
    "outside/__init__.py": "",
    "outside/models.py": "from store.models import Post\nclass Feed:\n    model = Post\n",
    "wide/__init__.py": "",
    "wide/models.py": "from store.models import Post, Order\nx = [Post.objects, Order.objects.all()]\nPost()\n",
    "posts/__init__.py": "",
    "posts/models.py": "",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(write_tree(tmp_path_factory.mktemp("store").resolve(), STORE))


@pytest.fixture(scope="module")
def report(store: Project) -> SplitReport:
    return split_report(store, store.apps["store"])


def test_what_a_module_does_with_models_is_seen(store: Project) -> None:
    found = [
        (each.model.row.name, each.deed, each.unit, each.text)
        for each in model_uses(store, store.modules["store.checkout"])
    ]
    assert found == [
        ("Order", Deed.USE, "", "Order"),
        ("Payment", Deed.WRITE, "pay", "Payment.objects.create()"),
        ("Line", Deed.USE, "pay", "Line.objects.filter()"),
        ("Order", Deed.USE, "pay", "Order"),
    ]
    assert model_uses(store, store.modules["store.checkout"]) is model_uses(store, store.modules["store.checkout"])


def test_models_fall_into_parts_by_relation_and_use(report: SplitReport) -> None:
    assert {part.name: part.models for part in report.parts} == {
        "sales": ("Line", "Order", "PaidOrder", "Payment"),
        "blog": ("Comment", "Post", "Tag"),
        "catalog": ("Brand", "Product", "ProductImage"),
        "core": ("Country", "Shop"),
    }
    assert report.worthwhile


def test_modules_go_with_the_models_that_they_work_with_or_are_divided(report: SplitReport) -> None:
    modules = {part.name: part.modules for part in report.parts}
    assert "blog_views" in modules["blog"]
    assert {"checkout", "models.sales"} <= set(modules["sales"])
    (shared,) = report.shared
    assert (shared.module, shared.units) == (
        "store.views",
        (("blog", ("tags",)), ("catalog", ("ProductView", "brands")), ("sales", ("refund",))),
    )


def test_apps_that_need_one_part_only_are_named(report: SplitReport) -> None:
    assert {part.name: part.only_for for part in report.parts if part.only_for} == {"blog": ("outside",)}


def test_what_lies_across_is_turned_around_where_the_core_or_a_circle_needs_it(report: SplitReport) -> None:
    crossings = {(each.source, each.target): (each.deeds, each.turned) for each in report.crossings}
    assert crossings["core", "catalog"] == ((("use", 1),), True)
    assert crossings["sales", "catalog"] == ((("relation", 1),), False)
    assert crossings["catalog", "sales"] == ((("use", 1), ("write", 1)), True)
    assert report.cut == sum(len(each.ties) for each in report.crossings)
    assert report.inside > report.cut


def test_a_small_app_has_nothing_to_split(store: Project) -> None:
    empty = split_report(store, store.apps["posts"])
    assert (empty.worthwhile, empty.cut, empty.inside) == (False, 0, 0)


def test_parts_without_a_file_of_their_own_are_called_after_their_models(tmp_path: Path) -> None:
    tree = {
        "powers/__init__.py": "",
        "powers/models.py": f"""{MODEL}
class PowerFeed(models.Model):
    panel = models.ForeignKey("PowerPanel", models.CASCADE)
    def feeds(self): return isinstance(self, PowerFeed)
class PowerPanel(models.Model): ...
class Dog(models.Model):
    owner = models.ForeignKey("Owner", models.CASCADE)
    other = models.ForeignKey("Owner", models.CASCADE)
class Cat(models.Model):
    owner = models.ForeignKey("Owner", models.CASCADE)
class Owner(models.Model): ...
def hidden():
    class Local(models.Model): ...
""",
    }
    project = read_project(write_tree(tmp_path.resolve(), tree))
    app = project.apps["powers"]
    found = find_parts(project, app)
    assert found.names == ("owners", "power_feeds", "core")  # the app is called powers already
    names = _names(app, {"x": project.models["powers.models.Dog"]}, {}, {"x": {}})
    assert list(islice(names, 4)) == ["dogs", "dogs", "powers_1", "powers_2"]


def test_an_app_may_be_one_part() -> None:
    assert not SplitReport("a", "a", (Part("core", ("A",), (), ()),), (), (), 3).worthwhile

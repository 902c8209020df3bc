"""Signal handlers connected in an AppConfig that is there already."""

from pathlib import Path
from textwrap import dedent

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold.ready import CHECKS, HANDLERS, ConfigClass, load_in_ready, take_back_ready

SHOP = ConfigClass(Path("apps.py"), "ShopConfig")


def connected(source: str, config: ConfigClass = SHOP, *modules: str) -> str:
    # From Python 3.14 on dedent() changes the ends of blank lines.
    content = dedent(source) if source.startswith(" ") else source
    return load_in_ready(config, content.encode(), modules or (HANDLERS,)).decode()


def test_a_method_is_added() -> None:
    before = '''\
        """Shop."""
        from __future__ import annotations

        from django.apps import AppConfig

        class ShopConfig(AppConfig):
            name = "shop"  # ours

        class Other:
            x = 1
        '''
    after = '''\
        """Shop."""
        from __future__ import annotations

        from importlib import import_module

        from django.apps import AppConfig

        class ShopConfig(AppConfig):
            name = "shop"  # ours

            def ready(self) -> None:
                """Connect the signal handlers."""
                import_module(f"{self.name}.signals.handlers")

        class Other:
            x = 1
        '''
    assert connected(before) == dedent(after)
    assert connected(connected(before)) == dedent(after)


def test_a_method_that_is_inherited_is_called() -> None:
    source = "from base import Base\nclass ShopConfig(Base):\n    name = 'shop'\n"
    after = connected(source, ConfigClass(Path("apps.py"), "ShopConfig", inherits_ready=True))
    assert "        super().ready()\n        import_module(" in after


def test_a_line_is_added_to_the_method() -> None:
    source = (
        "import os\nfrom django.apps import AppConfig\n\n"
        "class ShopConfig(AppConfig):\n\n  def ready(self):\n    os.sep\n"
    )
    after = connected(source)
    assert after.endswith('    os.sep\n    import_module(f"{self.name}.signals.handlers")\n')
    assert after.startswith("from importlib import import_module\nimport os\n")


def test_an_import_that_is_there_is_used() -> None:
    source = (
        "from importlib import import_module\nfrom django.apps import AppConfig\n\n"
        "class ShopConfig(AppConfig):\n    def ready(self):\n        import_module('x')\n"
    )
    assert connected(source).count("from importlib import import_module") == 1


def test_line_ends_and_encoding_are_kept() -> None:
    source = "# coding: latin-1\r\n@mark\r\nclass ShopConfig:\r\n    name = 'caf\xe9'\r\n".encode("latin-1")
    after = load_in_ready(SHOP, source, (HANDLERS,))
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert b"name = 'caf\xe9'\r\n" in after
    assert after.startswith(b"# coding: latin-1\r\nfrom importlib import import_module\r\n\r\n@mark\r\n")


@pytest.mark.parametrize(
    "line",
    [
        "from .signals import handlers",
        "from shop.signals import signals, handlers",
        "import shop.signals.handlers",
        'import_module("shop.signals.handlers")',
    ],
)
def test_handlers_that_are_connected_stay_so(line: str) -> None:
    source = f"class ShopConfig:\n    def ready(self):\n        {line}\n"
    assert connected(source) == source


@pytest.mark.parametrize(
    "source",
    [
        "from .base import ShopConfig\n",
        "class ShopConfig: name = 'shop'\n",
        "class ShopConfig:\n    def ready(self): pass\n",
        "class ShopConfig:\n    def ready(self):\n        x = 1\n        return x\n",
    ],
)
def test_what_is_not_certain_is_refused(source: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        connected(source)
    assert caught.value.message == "It is not certain where apps.py could connect the signal handlers."
    assert caught.value.hint == "Add to ShopConfig.ready(): from .signals import handlers"


def test_checks_are_registered_too() -> None:
    source = "class ShopConfig(Base):\n    name = 'shop'\n"
    both = connected(source, SHOP, CHECKS, HANDLERS)
    assert (
        '"""Register the checks and connect the signal handlers."""\n        import_module(f"{self.name}.checks'
        in both
    )
    assert connected(connected(source, SHOP, CHECKS), SHOP, CHECKS, HANDLERS).endswith('.signals.handlers")\n')
    assert connected(both, SHOP, CHECKS) == both
    own = "from django.core import checks\nclass ShopConfig(Base):\n  def ready(self):\n    from . import checks\n"
    assert connected(own, SHOP, CHECKS) == own
    with pytest.raises(OpinionatedError, match="could register the checks") as caught:
        connected("class Other: ...\n", SHOP, CHECKS)
    assert caught.value.hint == "Add to ShopConfig.ready(): from . import checks"


@pytest.mark.parametrize(
    "source",
    [
        "import sys\n\n\nclass ShopConfig(Base):\n    name = 'shop'\n",
        "class ShopConfig(Base):\n    def ready(self):\n        pass\n",
        "from importlib import import_module\r\n\r\n\r\nclass ShopConfig(Base):\r\n    a = import_module('a')\r\n",
    ],
)
def test_what_was_added_is_taken_back(source: str) -> None:
    after = connected(source, SHOP, CHECKS, HANDLERS)
    assert after != source
    assert take_back_ready(after.encode(), [CHECKS, HANDLERS]).decode() == source
    assert connected(connected(source, SHOP, HANDLERS), SHOP, CHECKS, HANDLERS) == after


def test_what_others_have_made_of_it_stays() -> None:
    only = 'class A(B):\n    def ready(self):\n        import_module(f"{self.name}.checks")\n'
    assert take_back_ready(only.encode(), [CHECKS]).decode() == only
    more = 'class A(B):\n    def ready(self) -> None:\n        own()\n        import_module(f"{self.name}.checks")\n'
    assert take_back_ready(more.encode(), [CHECKS]).decode() == more.rpartition("        import")[0]

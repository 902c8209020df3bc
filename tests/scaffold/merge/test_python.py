"""Python merged by statement and element: situations, one at a time."""

from textwrap import dedent

import pytest

from django_opinionated_startapp.scaffold.merge import Conflict, Merged, merge
from django_opinionated_startapp.scaffold.merge.tokens import _value, essence
from django_opinionated_startapp.scaffold.merge.tree import in_brackets

CHANGED = "the template has this instead of yours, which follows"
DELETED = "the template has changed this, which you deleted"
UPSTREAM = "the template has deleted yours, which follows"


def merged(base: str, mine: str, theirs: str) -> Merged:
    return merge("x.py", *(text(source) for source in (base, mine, theirs)))


def clean(base: str, mine: str, theirs: str) -> str:
    """Return a merge that has no conflict."""
    found = merged(base, mine, theirs)
    assert found == Merged(found.text)
    return found.text


def text(source: str) -> str:
    """Return the source without its indentation; one that has none as it is, whose blank lines dedent() may change."""
    return dedent(source).lstrip("\n") if source.startswith("\n") else source


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        pytest.param("a = ('x',)\n", "a = ('x', 'm')\n", "a = ('x', 't')\n", "a = ('x', 'm', 't')\n", id="one tuple"),
        pytest.param(
            "a = ['b', 'd']\n",
            "a = ['a', 'b', 'd']\n",
            "a = ['b', 'c', 'd']\n",
            "a = ['a', 'b', 'c', 'd']\n",
            id="sorted on both sides",
        ),
        pytest.param(
            "a = ['y', 'x']\n",
            "a = ['y', 'x', 'm']\n",
            "a = ['t', 'y', 'x']\n",
            "a = ['t', 'y', 'x', 'm']\n",
            id="unsorted",
        ),
        pytest.param(
            "a = {1: 'x'}\n", "a = {1: 'x', 2: 'm'}\n", "a = {1: 't'}\n", "a = {1: 't', 2: 'm'}\n", id="dict"
        ),
        pytest.param(
            "n += [a, 'b'] if c else []\n",
            "n += (\n    [a, 'b', 'm']\n    if c\n    else []\n)\n",
            "n += (\n    [a, 'b', 't']\n    if c\n    else []\n)\n",
            "n += (\n    [a, 'b', 'm', 't']\n    if c\n    else []\n)\n",
            id="brackets that a formatter put around the value",
        ),
        pytest.param(
            "def f():\n    return [a] + [b]\n",
            "def f():\n    return (\n        [a, m] + [b]\n    )\n",
            "def f():\n    return [a] + [b, t]\n",
            "def f():\n    return (\n        [a, m] + [b, t]\n    )\n",
            id="brackets around what is returned",
        ),
        pytest.param("a = {1, 2, 3}\n", "a = {1, 3}\n", "a = {1, 2, 3, 4}\n", "a = {1, 3, 4}\n", id="deleted element"),
        pytest.param(
            "a = ('x', 'y', 'z')\n", "a = ('x', 'y')\n", "a = ('x', 'z')\n", "a = ('x',)\n", id="tuple of one"
        ),
        pytest.param(
            "a = ['x']\n", "a = ['x', 'n']\n", "a = ['x', 'n', 't']\n", "a = ['x', 'n', 't']\n", id="the same addition"
        ),
        pytest.param("a = []\n", "a = ['m']\n", "a = ['t']\n", "a = ['m', 't']\n", id="from nothing"),
        pytest.param("a = ['x']\n", "a = ['m']\n", "a = ['t']\n", "a = ['m', 't']\n", id="replaced on both sides"),
        pytest.param("f(a, k=1)\n", "f(a, k=1, m=2)\n", "f(a, k=3)\n", "f(a, k=3, m=2)\n", id="keyword arguments"),
        pytest.param("f(a, b)\n", "f(m, b)\n", "f(a, t)\n", "f(m, t)\n", id="arguments by place"),
        pytest.param("f(*a, **k)\n", "f(*a, m=1, **k)\n", "f(*a, t=1, **k)\n", "f(*a, m=1, t=1, **k)\n", id="stars"),
        pytest.param(
            "f('a')\n", "f('a', 'm')\n", "f('a', 't')\n", "f('a', 'm', 't')\n", id="names of fields as arguments"
        ),
        pytest.param(
            "f(g(1), h())\n",
            "f(g(1, m=1), h())\n",
            "f(g(1), h(t=1))\n",
            "f(g(1, m=1), h(t=1))\n",
            id="calls in a call",
        ),
        pytest.param(
            "u = [p('a', v)]\n",
            "u = [p('a', v, m=1)]\n",
            "u = [p('a', v, t=1)]\n",
            "u = [p('a', v, m=1, t=1)]\n",
            id="call in a list",
        ),
        pytest.param(
            "class A(B): x = 1\n",
            "class A(B, M): x = 1\n",
            "class A(B): x = 2\n",
            "class A(B, M): x = 2\n",
            id="class on one line",
        ),
        pytest.param(
            "def f(a): pass\n",
            "def f(a, m): pass\n",
            "def f(a: int): pass\n",
            "def f(a: int, m): pass\n",
            id="parameters",
        ),
        pytest.param(
            "a = 1; b = (2,)\n",
            "a = 1; b = (2, 3)\n",
            "a = 1; b = (2, 4)\n",
            "a = 1; b = (2, 3, 4)\n",
            id="two on a line",
        ),
        pytest.param(
            "a: int = f(1)\n", "a: int = f(1, k=2)\n", "a: str = f(1)\n", "a: str = f(1, k=2)\n", id="annotation"
        ),
        pytest.param(
            "a += ['x']\n", "a += ['x', 'm']\n", "a += ['x', 't']\n", "a += ['x', 'm', 't']\n", id="augmented"
        ),
        pytest.param(
            "a = [x for x, y in b]\n",
            "a = [x for x, y in m]\n",
            "a = [x for x, y in b]  # t\n",
            "a = [x for x, y in m]  # t\n",
            id="comprehension",
        ),
    ],
)
def test_elements(base: str, mine: str, theirs: str, expected: str) -> None:
    assert clean(base, mine, theirs) == expected


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a = 1\n", "a = 2\n", "a = 3\n"),
        ("f(a)\n", "f(a, m)\n", "f(a, t)\n"),
        ("f(k=1)\n", "f(k=2)\n", "f(k=3)\n"),
        ("f(k=1)\n", "f()\n", "f(k=3)\n"),
        ("f(1)\n", "f(2)\n", "f(3)\n"),
        ("f(1)\n", "f(1, k=2)\n", "f(1, k=3)\n"),
        ("a = [\n    1,  # x\n]\n", "a = [\n    1,  # m\n]\n", "a = [\n    1,  # t\n]\n"),
        ("a = [1]\n", "a = (1, 2)\n", "a = [1, 3]\n"),
        ("a = f(1)\n", "a = f(1)(2)\n", "a = f(1, 3)\n"),
        ("f(1)\n", "f(1, **m)\n", "f(1, 't')\n"),
    ],
)
def test_what_both_have_changed_is_marked(base: str, mine: str, theirs: str) -> None:
    found = merged(base, mine, theirs)
    assert found.conflicts[0].what == CHANGED
    assert mine in found.text
    compile(found.text, "x.py", "exec")


def test_a_mark_stands_in_front_of_the_smallest_statement() -> None:
    found = merged(
        """
        class A:
            x = 1

            def f(self):
                a = 1
                return a
        """,
        """
        class A:
            x = 2

            def f(self):
                a = 2
                return a
        """,
        """
        class A:
            x = 1

            def f(self):
                # why
                a = 3

                return a

            y = 1
        """,
    )
    assert found.text == text(
        """
        class A:
            x = 2

            def f(self):
                # why
                # <<<<<<< the template has this instead of yours, which follows
                # a = 3
                # >>>>>>> take over what you need, then delete these lines
                a = 2

                return a

            y = 1
        """
    )
    assert found.conflicts == (Conflict(6, CHANGED),)


def test_a_long_list_keeps_its_lines_and_comments() -> None:
    base = "a = [\n    'x',  # one\n    'y',\n    # end\n]\n"
    mine = "a = [\n    'x',  # one\n    # mine\n    'm',  # two\n    'y',\n    # end\n]\n"
    theirs = "a = [\n    'x',  # one\n    'y',\n    # late\n    't',\n    # end\n]\n"
    assert clean(base, mine, theirs) == (
        "a = [\n    'x',  # one\n    # mine\n    'm',  # two\n    'y',\n    # late\n    't',\n    # end\n]\n"
    )


def test_brackets_of_the_template_that_have_grown_lines_keep_them() -> None:
    base, mine = "a = ['x']\n", "a = ['x', 'm']\n"
    theirs = "a = [\n    'x',\n    # why\n    't',\n]\n"
    assert clean(base, mine, theirs) == "a = [\n    'x',\n    'm',\n    # why\n    't',\n]\n"


def test_brackets_of_mine_that_have_grown_lines_keep_them() -> None:
    base, theirs = "a = ['x', 'z']\n", "a = ['x', 't', 'z']\n"
    mine = "a = ['x',\n     # why\n     'm', 'z']  # all\n"
    assert clean(base, mine, theirs) == "a = ['x',\n     # why\n     'm', 't', 'z']  # all\n"


def test_a_comment_is_never_joined_by_code() -> None:
    base = "a = [\n    'x', 'y'\n]\n"
    mine = "a = [\n    'x', 'm', 'y'\n]\n"
    theirs = "a = [\n    'x',\n    't',  # why\n    'y'\n]\n"
    assert "'t',  # why\n    'y'" in clean(base, mine, theirs)


def test_imports_are_sets() -> None:
    found = clean(
        """
        import os

        from a import b
        from .c import d

        x = b(d(os))
        """,
        """
        import os
        import re

        from a import b, m
        from library import y
        from .c import d

        x = b(d(os))
        """,
        """
        import os
        import json

        from a import (
            b,
            t,
        )
        from django import x
        from .c import d, e as f

        x = b(d(os))
        """,
    )
    assert found == text(
        """
        import os
        import json
        import re

        from a import (
            b,
            m,
            t,
        )
        from django import x
        from library import y
        from .c import d, e as f

        x = b(d(os))
        """
    )


def test_the_same_import_added_twice_is_one() -> None:
    assert (
        clean("x = 1\n", "from a import b, m\nx = 1\n", "from a import b, t\nx = 1\n")
        == "from a import b, m, t\nx = 1\n"
    )


def test_an_import_that_one_side_still_needs_stays() -> None:
    base = "import os\nfrom a import b, c\n\n\ndef f():\n    return os, b, c\n"
    mine = base + "\n\ndef g():\n    return os, c\n"
    theirs = "from a import b\n\n\ndef f():\n    return b\n"
    assert (
        clean(base, mine, theirs)
        == "import os\n\nfrom a import b, c\n\n\ndef f():\n    return b\n\n\ndef g():\n    return os, c\n"
    )


def test_an_import_that_came_back_with_the_template() -> None:
    base = '"""Doc."""\n\nimport os\n\n\ndef f():\n    return os\n'
    mine = '"""Doc."""\n\nx = 1\n'
    theirs = base + "\n\ndef g():\n    return os\n"
    assert clean(base, mine, theirs) == '"""Doc."""\n\nimport os\n\nx = 1\n\n\ndef g():\n    return os\n'


@pytest.mark.parametrize("block", ["", "if TYPE_CHECKING:\n    from b import M\n\n"])
def test_imports_for_types_only(block: str) -> None:
    head = "from typing import TYPE_CHECKING\n\n" if block else ""
    base = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from a import T\n\n\ndef f() -> 'T': ...\n"
    mine = f"{head}{block}x = 1\n"
    theirs = (
        base
        + "\n\ndef g(z) -> 'T':\n    try:\n        return z\n    except ValueError as error:\n        raise error\n"
    )
    found = merged(base, mine, theirs).text
    assert "if TYPE_CHECKING:\n    from" in found
    assert "    from a import T\n" in found
    assert found.count("from typing import TYPE_CHECKING") == 1


def test_deletions() -> None:
    base = "def a():\n    return 1\n\n\ndef b():\n    return 2\n\n\ndef c():\n    return 3\n"
    mine = base.replace("def a():\n    return 1\n\n\n", "")
    theirs = base.replace("\n\ndef c():\n    return 3\n", "")
    assert clean(base, mine, theirs) == "def b():\n    return 2\n"


def test_what_i_deleted_and_the_template_changed() -> None:
    base = "x = 1\n\n\ndef a():\n    return 1\n"
    found = merged(
        base,
        "x = 1\n",
        base.replace("def a", "# new\ndef a").replace("1\n\n\n", "1\n\n\n").replace("return 1", "return 2"),
    )
    assert found.text == text(
        f"""
        x = 1


        # <<<<<<< {DELETED}
        # # new
        # def a():
        #     return 2
        # >>>>>>> take over what you need, then delete these lines
        """
    )
    assert found.conflicts == (Conflict(4, DELETED),)


def test_what_the_template_deleted_and_i_changed() -> None:
    base = "x = 1\n\n\ndef a():\n    return 1\n"
    found = merged(base, base.replace("return 1", "return 2"), "x = 1\ny = 2\n")
    assert found.text == text(
        f"""
        x = 1
        y = 2


        # <<<<<<< {UPSTREAM}
        # >>>>>>> take over what you need, then delete these lines
        def a():
            return 2
        """
    )


def test_moved_and_renamed() -> None:
    one, two = "def a():\n    x = 1\n    return x + 1\n", "def b():\n    return 2\n"
    base = f"{one}\n\n{two}"
    assert clean(base, base.replace("x + 1", "x + 9"), f"{two}\n\n{one}") == f"{two}\n\n{one}".replace(
        "x + 1", "x + 9"
    )
    assert clean(base, f"{two}\n\n{one}", base.replace("x + 1", "x + 9")) == f"{two}\n\n{one}".replace(
        "x + 1", "x + 9"
    )
    renamed = base.replace("def a", "def new")
    assert clean(base, base.replace("x + 1", "x + 9"), renamed) == renamed.replace("x + 1", "x + 9")
    assert clean(base, renamed, base.replace("x = 1", "x = 5")) == renamed.replace("x = 1", "x = 5")


def test_a_block_that_both_have_emptied_still_is_one() -> None:
    base = "class A:\n    x = 1\n    y = 2\n"
    assert clean(base, "class A:\n    y = 2\n", "class A:\n    x = 1\n") == "class A:\n    pass\n"


def test_blocks_with_other_heads() -> None:
    base = """
    def f():
        if a:
            b = 1
        elif c:
            d = 1
        else:
            e = 1
        try:
            g = 1
        except ValueError:
            h = 1
        else:
            i = 1
        finally:
            j = 1
        # end of f
    """
    mine = (
        base.replace("b = 1", "b = 2").replace("if a", "if m").replace("g = 1", "g = 2").replace("# end", "# the end")
    )
    theirs = (
        base.replace("e = 1", "e = 2").replace("elif c", "elif t").replace("j = 1", "j = 3").replace("h = 1", "h = 3")
    )
    assert clean(base, mine, theirs) == text(
        mine.replace("e = 1", "e = 2").replace("elif c", "elif t").replace("j = 1", "j = 3").replace("h = 1", "h = 3")
    )


@pytest.mark.parametrize("head", ["if a:", "elif c:", "except ValueError:", "while d(1, 2, 3):"])
def test_a_head_that_both_have_changed(head: str) -> None:
    base = text(
        """
        def f():
            if a:
                b = 1
            elif c:
                d = 1
            try:
                e = 1
            except ValueError:
                pass
            while d(1, 2, 3):
                g = 1
        """
    )
    other = {
        "if a:": "if {}:",
        "elif c:": "elif {}:",
        "except ValueError:": "except {}:",
        "while d(1, 2, 3):": "while d({}, 2, 3):",
    }[head]
    found = merged(
        base, base.replace(head, other.format("M")), base.replace(head, other.format("T")).replace("g = 1", "g = 2")
    )
    compile(found.text, "x.py", "exec")
    assert other.format("M") in found.text
    assert f"# {other.format('T')}" in found.text
    assert "g = 2" in found.text


def test_decorators_and_comments_go_along() -> None:
    base = "@a\n# between\ndef f(x):\n    return x\n"
    mine = "# mine\n@m\n@a\n# between\ndef f(x):\n    return x\n"
    theirs = "@a\n@t(1)\n# between\ndef f(x, y):\n    return x\n"
    assert clean(base, mine, theirs) == "# mine\n@m\n@a\n@t(1)\n# between\ndef f(x, y):\n    return x\n"


def test_setters_are_not_their_properties() -> None:
    base = "class A:\n    @property\n    def x(self): return 1\n\n    @x.setter\n    def x(self, v): self.v = v\n"
    assert clean(base, base.replace("return 1", "return 2"), base.replace("= v", "= v + 1")) == base.replace(
        "return 1", "return 2"
    ).replace("= v", "= v + 1")


def test_bodies_by_line() -> None:
    base = "def f():\n    a = one(1)\n    b = two(2)\n    return a\n"
    mine = "def f():\n    a = one(1)\n    m = 1\n    b = two(2)\n    log(a)\n    return a\n"
    theirs = "def f():\n    a = one(3)\n    b = two(4)\n    t = 1\n    return a\n"
    assert (
        clean(base, mine, theirs)
        == "def f():\n    a = one(3)\n    m = 1\n    b = two(4)\n    log(a)\n    t = 1\n    return a\n"
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "what"),
    [
        ("x.y.z()", "import q", CHANGED),
        ("", "import q", DELETED),
        ("import q", "", UPSTREAM),
        ("a = 1\n    return 5", "a = 1\n    t = 5", CHANGED),
    ],
)
def test_what_both_have_rewritten_in_a_body(mine: str, theirs: str, what: str) -> None:
    found = merged(
        *(
            f"def f():\n    '''Doc.'''\n    {line}\n"
            for line in ("a = 1", mine or "pass; pass", theirs or "pass; pass")
        )
    )
    assert found.conflicts
    found = merged(*(f"def f():\n    '''Doc.'''\n    {line}\n    g = 1\n" for line in ("a = 1", mine, theirs)))
    assert found.conflicts[0].what == what
    assert all(line in found.text for line in mine.split("\n"))


def test_two_new_functions_of_one_name_are_not_mixed() -> None:
    found = merged("x = 1\n", "x = 1\n\n\ndef f():\n    return 1\n", "x = 1\n\n\ndef f():\n    return 2\n")
    assert found.conflicts == (Conflict(4, CHANGED),)
    assert found.text.endswith("def f():\n    return 1\n")
    assert "#     return 2\n" in found.text


def test_two_new_classes_of_one_name_are_one() -> None:
    found = merged(
        "x = 1\n", "x = 1\n\n\nclass A:\n    m = 1\n    s = 1\n", "x = 1\n\n\nclass A:\n    t = 1\n    s = 1\n"
    )
    assert found.text == "x = 1\n\n\nclass A:\n    m = 1\n    t = 1\n    s = 1\n"


def test_reformatting_is_no_change() -> None:
    base = 'class A:\n    x = f("a", b)\n\n    def g(self):\n        return [1, 2]\n'
    mine = base.replace(":\n    x", ":\n\n    x").replace('"a", b', "\n        'a',\n        b,\n    ")
    mine = mine.replace("1, 2", "\n            1,\n            2,\n        ")
    theirs = base.replace("b)", "b, t=1)").replace("[1, 2]", "[1, 2, 3]")
    found = clean(base, mine, theirs)
    assert "t=1" in found
    assert "3" in found


def test_comments_of_both() -> None:
    base = "# a\nx = 1\n"
    assert clean(base, "# m\n# a\nx = 1\n", "# a\n# t\nx = 1\n") == "# m\n# a\n# t\nx = 1\n"
    assert clean(base, "# m\nx = 1\n", "# t\nx = 1\n") == "# m\n# t\nx = 1\n"


def test_docstrings_by_line() -> None:
    base = '"""One.\n\nTwo.\nThree.\n"""\n\nx = 1\n'
    assert clean(base, base.replace("One.", "Mine."), base.replace("Three.", "Theirs.")) == base.replace(
        "One.", "Mine."
    ).replace("Three.", "Theirs.")
    both = merged(base, base.replace("Two.", "Mine."), base.replace("Two.", "Theirs."))
    assert both.conflicts == (Conflict(1, CHANGED),)


def test_statements_without_blocks_to_look_into() -> None:
    base = "match a:\n    case 1:\n        x = 1\n    case 2:\n        y = 1\n\n"
    base += "if b: z = 1\nelse: z = 2\nfor i in a: pass\nelse: pass\n"
    mine, theirs = (
        base.replace("x = 1", "x = 2").replace("z = 1", "z = 4"),
        base.replace("y = 1", "y = 3").replace("z = 2", "z = 5"),
    )
    found = clean(base, mine, theirs)
    assert "x = 2" in found
    assert "y = 3" in found
    assert "if b: z = 4\nelse: z = 5\n" in found


def test_f_strings() -> None:
    base = "x = f(f'{a[1]} {b!r:>{w}}', 1)\n"
    assert clean(base, base.replace("1)", "1, m=1)"), base.replace("1)", "1, t=1)")) == base.replace(
        "1)", "1, m=1, t=1)"
    )


def test_old_marks_are_no_news() -> None:
    base = "x = 1\ny = 1\n"
    once = merged(base, "x = 2\ny = 1\n", "x = 3\ny = 1\n")
    again = merge("x.py", "x = 3\ny = 1\n", once.text, "x = 3\ny = 4\n")
    assert again == Merged(once.text.replace("y = 1", "y = 4"))


def test_what_can_not_be_merged_in_parts_is_kept_as_a_whole() -> None:
    """Two names for one thing: the result would not hold what was added."""
    base = "from __future__ import annotations\nx = 1\n"
    found = merged(base, "x = 1\nfrom a import b\n", "y = 1\nfrom __future__ import annotations\nx = 1\n")
    compile(found.text, "x.py", "exec", dont_inherit=True)


@pytest.mark.parametrize(
    ("mine", "reason"),
    [("def (:\n", "it does not parse (invalid syntax (<unknown>, line 1))"), ("x = '\0'\n", "it does not parse (")],
)
def test_a_file_that_does_not_parse_is_left_alone(mine: str, reason: str) -> None:
    found = merge("x.py", "x = 1\n", mine, "x = 2\n")
    assert (found.text, found.conflicts, found.beside) == (mine, (), None)
    assert found.refused.startswith(reason)


def test_line_ends_mark_and_indentation_are_mine() -> None:
    base = "class A:\n    def f(self):\n        return '''\n    x'''\n"
    mine = (
        "\ufeff"
        + base.replace("    def", "\tdef").replace("        return", "\t\treturn").replace("\n", "\r\n")
        + "\ty = 1"
    )
    theirs = base + "\n    def g(self):\n        return '''\n    z'''\n"
    found = merge("x.py", base, mine, theirs)
    assert found == Merged(
        "\ufeffclass A:\r\n\tdef f(self):\r\n\t\treturn '''\r\n    x'''\r\n"
        "\ty = 1\r\n\r\n\tdef g(self):\r\n\t\treturn '''\r\n    z'''\r\n"
    )


def test_form_feeds_and_odd_line_ends_of_python() -> None:
    base = "a = 1\n\x0c\nb = '\u2028'\n"
    assert clean(base, base.replace("a = 1", "a = 2"), base + "c = 3\n") == "a = 2\n\x0c\nb = '\u2028'\nc = 3\n"


def test_a_lone_invalid_escape_is_not_reported_twice() -> None:
    assert (
        clean("x = '\\d'\ny = 1\n", "x = '\\d'\ny = 2\n", "x = '\\d'\ny = 1\nz = 1\n") == "x = '\\d'\ny = 2\nz = 1\n"
    )


@pytest.mark.parametrize("broken", ["x = (", "y = 1\n"])
def test_what_a_slip_in_the_merge_would_lose_is_kept(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes out, it parses and has all that you have added; otherwise yours stays as a whole."""
    monkeypatch.setattr("django_opinionated_startapp.scaffold.merge.merge_modules", lambda *_versions: broken)
    monkeypatch.setattr("django_opinionated_startapp.scaffold.merge.complete_imports", lambda text, *_sources: text)
    found = merged("y = 1\n", "y = 1\nmine = 1\n", "y = 2\n")
    assert found == Merged(
        text(
            """
            y = 1
            mine = 1
            # <<<<<<< the template has this instead of the whole file
            # y = 2
            # >>>>>>> take over what you need, then delete these lines
            """
        ),
        (Conflict(3, "the template has this instead of the whole file"),),
    )


def test_two_statements_on_a_line_and_comments_in_brackets() -> None:
    base = "a = 1; b = 2\nc = [\n    1\n    # end\n]\n"
    theirs = base.replace("# end", "# the end").replace("1\n", "1,  # one\n", 1).replace("b = 2", "b = 2")
    found = clean(base, base.replace("b = 2", "b = 3"), theirs.replace("a = 1,  # one; b = 2", "a = 1; b = 2"))
    assert found.startswith("a = 1; b = 3\n")
    assert "# the end" in found


def test_comments_of_elements_that_only_the_template_has_changed() -> None:
    base = "c = [\n    1,  # one\n    # two\n    2,\n    # end\n]\n"
    theirs = base.replace("# one", "# eins").replace("# two", "# zwei").replace("# end", "# ende")
    assert clean(base, base.replace("2,", "2,\n    3,"), theirs) == theirs.replace("2,", "2,\n    3,")


def test_elements_gone_on_both_sides_and_empty_brackets() -> None:
    assert clean("f(a=1, b=2)\n", "f(a=1)\n", "f(b=2)\n") == "f()\n"


def test_imports_below_other_conditions_are_not_looked_at() -> None:
    base = "if x:\n    import a\nif TYPE_CHECKING:\n    y = 1\n    import b\n"
    found = clean(base, f"{base}m = 1\n", f"{base}from __future__ import annotations\n")
    assert found == f"{base}m = 1\nfrom __future__ import annotations\n"


def test_heads_that_both_have_changed_in_their_brackets() -> None:
    base = "def f():\n    if a(k=1):\n        b\n    elif c(k=1):\n        d\n"
    base += "    try:\n        e\n    except (F, G):\n        g\n"
    mine = base.replace("k=1", "k=1, m=1").replace("(F, G)", "(F, G, M)")
    theirs = base.replace("k=1", "k=1, t=1").replace("(F, G)", "(F, G, T)")
    expected = base.replace("k=1", "k=1, m=1, t=1").replace("(F, G)", "(F, G, M, T)")
    assert clean(base, mine, theirs) == expected


def test_relative_imports_come_last() -> None:
    base = "import os\n\nx = 1\n"
    mine, theirs = (
        base.replace("os\n", "os\nfrom .m import m\n"),
        base.replace("os\n", "os\nimport re\nfrom .a import t\n"),
    )
    assert clean(base, mine, theirs) == "import os\nimport re\nfrom .a import t\nfrom .m import m\n\nx = 1\n"


def test_an_empty_file_of_mine_takes_what_is_new() -> None:
    assert clean("x = 1\n", "# mine\n", "x = 1\ny = 2\n") == "y = 2\n# mine\n"


def test_a_list_of_one_grows() -> None:
    assert clean("a = ['x', 'y']\n", "a = ['x']\n", "a = ['x', 'y', 't']\n") == "a = ['x', 't']\n"


def test_a_template_that_is_laid_out_anew_changes_nothing() -> None:
    assert clean("a = f('x')\n", "a = f('m')\n", 'a = f(\n    "x"\n)\n') == "a = f('m')\n"


def test_strings_are_compared_by_value() -> None:
    assert essence("'a'") == essence('"a"')
    assert _value("f'{x}'") == "f'{x}'"
    nested = "x = f(f'{f\"{y}\"}')\n"
    assert clean(nested, nested.replace("f(", "f(1, "), f"{nested}z = 1\n") == "x = f(1, f'{f\"{y}\"}')\nz = 1\n"


@pytest.mark.parametrize("statement", ["if a:\n", "f(a=1)\n", "a = lambda b=1: b\n", "return\n", "a = (b, c)\n"])
def test_statements_that_get_no_brackets(statement: str) -> None:
    assert in_brackets(statement) == statement


def test_only_brackets_around_all_of_a_value_count() -> None:
    assert in_brackets("    a = (b) + (c)  # d\n") == "    a = ((b) + (c))  # d\n"


def test_strings_within_strings_are_one() -> None:
    nested = "f'{f\"{x}\"}'"
    assert (
        clean(f"a = [{nested}]\n", f"a = [{nested}, 'm']\n", f"a = ['t', {nested}]\n") == f"a = ['t', {nested}, 'm']\n"
    )

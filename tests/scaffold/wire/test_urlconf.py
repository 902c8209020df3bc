from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.wire import CannotWire, SourceFile, add_url_include

from .checks import Tree, check_urls, check_urls_refused, finder, write

NEW = 'path("api/orders/", include("apps.orders.urls"))'
SINGLE_QUOTED = NEW.replace('"', "'")
IMPORT = "from django.urls import include, path\n"
VIEW = "from views import view\n"
HINT = f"Add this line to urlpatterns in urls.py: {NEW},"
CANNOT_TELL = "What urlpatterns holds cannot be told without running it: "


def test_list(tmp_path: Path) -> None:
    (edit,) = check_urls(
        tmp_path,
        """\
        from django.urls import include, path
        from views import admin

        urlpatterns = [
            path("admin/", admin),
        ]
        """,
        """\
        from django.urls import include, path
        from views import admin

        urlpatterns = [
            path("admin/", admin),
            path("api/orders/", include("apps.orders.urls")),
        ]
        """,
    )
    assert (edit.line, edit.text) == (6, f"    {NEW},")


def test_include_not_imported(tmp_path: Path) -> None:
    (edit,) = check_urls(
        tmp_path,
        "from django.urls import path\nurlpatterns = [\n    path('a/', print),\n]\n",
        "from django.urls import include, path\nurlpatterns = [\n    path('a/', print),\n"
        "    path('api/orders/', include('apps.orders.urls')),\n]\n",
        diff=(1, 2),
    )
    assert (edit.line, edit.text) == (4, "    path('api/orders/', include('apps.orders.urls')),")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from django.urls import path", "from django.urls import include, path"),
        ("from django.urls import re_path", "from django.urls import include, path, re_path"),
        ("from django.urls import re_path, include", "from django.urls import re_path, include, path"),
        ("from django.urls import include, re_path  # x", "from django.urls import include, path, re_path  # x"),
        ("from django.urls import (path)", "from django.urls import (include, path)"),
        ("from django.urls import (path,)", "from django.urls import (include, path,)"),
        ("from django.urls import include, \\\n    re_path", "from django.urls import include, \\\n    path, re_path"),
        (
            "from django.urls import (\n    include,\n    re_path,\n)",
            "from django.urls import (\n    include,\n    path,\n    re_path,\n)",
        ),
        ("from django.urls import (\n    include\n)", "from django.urls import (\n    include,\n    path\n)"),
        ("from django.conf.urls import include", "from django.conf.urls import include\nfrom django.urls import path"),
        (
            "from django.contrib import admin\nfrom django.urls import path",
            "from django.contrib import admin\nfrom django.urls import include, path",
        ),
        (
            "from django.contrib import admin\nfrom views import rest",
            "from django.contrib import admin\nfrom django.urls import include, path\nfrom views import rest",
        ),
        (
            "import os\nfrom django.views import generic\nfrom views import rest",
            f"import os\n{IMPORT}from django.views import generic\nfrom views import rest",
        ),
        (
            "import os; X = 1\nfrom views import (\n    rest\n); Y = (\n)",
            "import os; X = 1\nfrom views import (\n    rest\n); Y = (\n)\nfrom django.urls import include, path",
        ),
        ("from views import *", "from views import *\nfrom django.urls import include, path"),
        ("from django.urls.conf import include, path", "from django.urls.conf import include, path"),
        ("from django.urls import *", "from django.urls import *"),
    ],
)
def test_imports(tmp_path: Path, before: str, after: str) -> None:
    changed = 1 + sum(line not in after.split("\n") for line in before.split("\n"))
    check_urls(
        tmp_path,
        f"{before}\nurlpatterns = []\n",
        f"{after}\nurlpatterns = [{NEW}]\n",
        diff=(changed, changed + after.count("\n") - before.count("\n")),
    )


@pytest.mark.parametrize(
    ("imports", "pattern"),
    [
        (
            "from django.urls import include as i, path as p",
            'p("api/orders/", i("apps.orders.urls"))',
        ),
        ("import django.urls", 'django.urls.path("api/orders/", django.urls.include("apps.orders.urls"))'),
        ("import django.urls as u", 'u.path("api/orders/", u.include("apps.orders.urls"))'),
        ("from django import urls", 'urls.path("api/orders/", urls.include("apps.orders.urls"))'),
        ("from django.urls import include, path; X = 1", NEW),
    ],
)
def test_names_in_use(tmp_path: Path, imports: str, pattern: str) -> None:
    check_urls(tmp_path, f"{imports}\nurlpatterns = []\n", f"{imports}\nurlpatterns = [{pattern}]\n", diff=(1, 1))


def test_import_of_django_alone_is_not_enough(tmp_path: Path) -> None:
    check_urls(
        tmp_path,
        "import django\nurlpatterns = []\n",
        f"import django\n{IMPORT}urlpatterns = [{NEW}]\n",
        diff=(1, 2),
    )


def test_imports_and_patterns_on_one_line(tmp_path: Path) -> None:
    before = "from django.urls import include, path; urlpatterns = []\n"
    check_urls(tmp_path, before, before.replace("[]", f"[{NEW}]"), diff=(1, 1))


def test_docstring_first(tmp_path: Path) -> None:
    check_urls(
        tmp_path,
        '"""URLs.\n\nAll of them."""\nurlpatterns = []\n',
        f'"""URLs.\n\nAll of them."""\n{IMPORT}\nurlpatterns = [{NEW}]\n',
        diff=(1, 3),
    )


def test_comment_first(tmp_path: Path) -> None:
    check_urls(
        tmp_path,
        "# coding: ascii\nurlpatterns = ()",
        f"# coding: ascii\n{IMPORT}\nurlpatterns = ({NEW},)",
        diff=(1, 3),
    )


def test_conditional_import_does_not_count(tmp_path: Path) -> None:
    check_urls_refused(
        tmp_path,
        "try:\n    from django.urls import include, path\nexcept ImportError:\n    pass\nurlpatterns = []\n",
        "urls.py uses the name `include` for something else (urls.py).",
    )


@pytest.mark.parametrize("line", ["from os import path", "path = 1", "def path(): pass", "class path: pass"])
def test_name_taken(tmp_path: Path, line: str) -> None:
    check_urls_refused(
        tmp_path,
        f"from django.urls import include\n{line}\nurlpatterns = []\n",
        "urls.py uses the name `path` for something else (urls.py).",
    )


# Shapes of the list


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("urlpatterns = []", "urlpatterns = [{}]"),
        ("urlpatterns = (path('a', view),)", "urlpatterns = (path('a', view), {})"),
        ("urlpatterns: list = [path('a', view)] + X", "urlpatterns: list = [path('a', view), {}] + X"),
        ("urlpatterns = [path('a', view)]\nurlpatterns += X", "urlpatterns = [path('a', view), {}]\nurlpatterns += X"),
        ("urlpatterns = []\nurlpatterns += [path('a', view)]", "urlpatterns = [{}]\nurlpatterns += [path('a', view)]"),
        (
            "urlpatterns = X.copy()\nurlpatterns += [path('a', view)]",
            "urlpatterns = X.copy()\nurlpatterns += [path('a', view), {}]",
        ),
        ("X = [path('a', view)]\nurlpatterns = X + []", "X = [path('a', view)]\nurlpatterns = X + [{}]"),
        ("more = [path('a', view)]\nurlpatterns = [*more]", "more = [path('a', view)]\nurlpatterns = [*more, {}]"),
        ("if X == 1:\n    X = 2\nurlpatterns = []", "if X == 1:\n    X = 2\nurlpatterns = [{}]"),
        ("urlpatterns = []\nif not X:\n    urlpatterns += [path('a', view)]", None),
        ("urlpatterns = []\nfor x in 'ab':\n    urlpatterns += [path(x, view)]", None),
        ("urlpatterns = []\nurlpatterns.append(path('a', view))", None),
        (
            "urlpatterns = [path('a/' + 'b', view), path(NAME, view)]",
            "urlpatterns = [path('a/' + 'b', view), path(NAME, view), {}]",
        ),
        ("urlpatterns = [Route('a', view)]", "urlpatterns = [Route('a', view), {}]"),
    ],
)
def test_shapes(tmp_path: Path, before: str, after: str | None) -> None:
    head = f"{IMPORT}{VIEW}NAME = 'name'\nX = [path('x', view)]\ndef Route(*args): return path(*args)\n"
    after = (after or before.replace("[]", "[{}]", 1)).replace("{}", SINGLE_QUOTED)
    check_urls(tmp_path, f"{head}{before}\n", f"{head}{after}\n", diff=(1, 1))


def test_static_files_behind(tmp_path: Path) -> None:
    text = f"""\
{IMPORT}{VIEW}def static(url): return [path(url, view)]
urlpatterns = [
    path("a", view),
    # more to come
] + static("media/")
"""
    check_urls(tmp_path, text, text.replace("come\n", f"come\n    {NEW},\n"))


def test_routers_urls(tmp_path: Path) -> None:
    text = f"{IMPORT}from routers import router\nY = ''\nurlpatterns = router.urls; X = 1\n\nY = 2\n"
    check_urls(tmp_path, text, text.replace("X = 1\n", f"X = 1\nurlpatterns += [{SINGLE_QUOTED}]\n"))


def test_routers_urls_at_the_end_of_a_file_without_newline(tmp_path: Path) -> None:
    text = f"{IMPORT}from routers import router\nurlpatterns = router.urls"
    check_urls(tmp_path, text, f"{text}\nurlpatterns += [{NEW}]", diff=(1, 2))


def test_nothing_but_translated_patterns(tmp_path: Path) -> None:
    text = f"""\
from django.conf.urls.i18n import i18n_patterns
{IMPORT}{VIEW}
urlpatterns = i18n_patterns(
    path("<path:rest>", view),
)
if False:
    urlpatterns += []
"""
    check_urls(tmp_path, text, f"{text}urlpatterns += [{NEW}]\n")


def test_translated_patterns_behind(tmp_path: Path) -> None:
    text = f"""\
from django.conf.urls.i18n import i18n_patterns
{IMPORT}{VIEW}urlpatterns = [
    path("a", view),
]
urlpatterns += i18n_patterns(path("<path:rest>", view), prefix_default_language=False)
"""
    check_urls(tmp_path, text, text.replace('path("a", view),\n', f'path("a", view),\n    {NEW},\n'))


def test_translated_patterns_without_a_prefix_for_the_language(tmp_path: Path) -> None:
    text = f"{IMPORT}urlpatterns = i18n_patterns(path('<path:rest>', view), prefix_default_language=False)\n"
    check_urls_refused(tmp_path, text, "A pattern that would catch the requests comes first (urls.py:2).")


# What comes first is asked first


@pytest.mark.parametrize(
    "last",
    [
        "path('<path:rest>', view)",
        "path('<slug:a>/<str:b>/', view)",
        "path('<a>/<b>/<int:c>/', view)",
        "re_path(r'^.*$', view)",
        "re_path(r'^(?P<rest>.*)$', view)",
        "re_path(r'', view)",
        "path('', include('pages.urls'))",
        "path('', include('other.urls'))",
        "path('', include(pages))",
        "path(route='', view=include(arg='pages.urls'))",
        "path('', include((pages, 'pages')))",
        "path('', include('vendor.urls'))",
    ],
)
def test_in_front_of_what_catches_all(tmp_path: Path, last: str) -> None:
    text = f"""\
from django.urls import include, path, re_path
from views import view
pages = [path('<path:rest>', view)]
urlpatterns = [
    path('a', view),

    # Has to be
    # the last.
    {last},
]
"""
    files = {
        "urls.py": text,
        "pages/urls.py": "from urls import pages as urlpatterns\n",
        "other/urls.py": f"{IMPORT}urlpatterns = [path('', include('pages.urls'))]\n",
    }
    after = text.replace("    # Has", f"    {SINGLE_QUOTED},\n    # Has")
    vendor = "import views\nfrom django.urls import re_path\nX = r'^(.*)$'\nurlpatterns = [re_path(X, views.view)]\n"
    if "vendor" in last:
        assert_edit(tmp_path, files, after, {"vendor/urls.py": vendor})
    else:
        check_urls(tmp_path, files, after)


def assert_edit(tmp_path: Path, files: Tree, after: str, outside: Tree) -> None:
    root = tmp_path / "project"
    write(root, files)
    write(tmp_path / "outside", outside)
    find = finder(root, tmp_path / "outside")
    (edit,) = add_url_include("urls", route="api/orders/", module="apps.orders.urls", find=find, root=root)
    assert edit.after.decode() == after


@pytest.mark.parametrize(
    "last",
    [
        "path('<int:n>/', view)",
        "path('<uuid:n>/', view)",
        "re_path(r'^(?P<n>\\d+)/$', view)",
        "re_path(r'(', view) if False else path('a', view)",
        "path('api/', view)",
        "path('', view)",
        "path(prefix + '<path:rest>', view)",
        "path('', include('apps.users.urls'))",
        "path('', include(router.urls))",
        "path('', include('empty.urls'))",
        "path('x/', include('unknown.urls')) if False else path('x', view)",
        "re_path('^', include('apps.users.urls'))",
    ],
)
def test_behind_what_lets_requests_pass(tmp_path: Path, last: str) -> None:
    text = f"""\
from django.urls import include, path, re_path
from views import view
from routers import router
prefix = 'pages/'
urlpatterns = [
    {last},
]
"""
    files = {
        "urls.py": text,
        "apps/users/urls.py": "import views\nfrom django.urls import path\nurlpatterns = [path('u/', views.view)]\n",
        "empty/urls.py": "from urls import view\nurlpatterns = [view]\nurlpatterns.clear()\n",
    }
    check_urls(tmp_path, files, text.replace("\n]", f"\n    {SINGLE_QUOTED},\n]"))


def test_broken_expression(tmp_path: Path) -> None:
    text = f"{IMPORT}from django.urls import re_path\nurlpatterns = [re_path('(', print)]\n"
    assert_edit(tmp_path, {"urls.py": text}, text.replace("print)", "print), " + SINGLE_QUOTED), {})


def test_on_the_line_of_what_catches_all(tmp_path: Path) -> None:
    text = f"{IMPORT}{VIEW}urlpatterns = [path('a', view),path('<path:rest>', view)]\n"
    check_urls(tmp_path, text, text.replace(",path('<", f",{SINGLE_QUOTED},path('<"), diff=(1, 1))


def test_catch_all_in_a_list_behind(tmp_path: Path) -> None:
    text = f"{IMPORT}{VIEW}urlpatterns = [path('a', view)]\nurlpatterns += [path('<path:rest>', view)]\n"
    check_urls(tmp_path, text, text.replace("[path('<", f"[{SINGLE_QUOTED}, path('<"), diff=(1, 1))


def test_catch_all_under_a_condition(tmp_path: Path) -> None:
    text = f"{IMPORT}{VIEW}urlpatterns = [path('a', view)]\nif 1:\n    urlpatterns += [path('<path:rest>', view)]\n"
    check_urls(tmp_path, text, text.replace("('a', view)", f"('a', view), {SINGLE_QUOTED}"), diff=(1, 1))


def test_catch_all_first(tmp_path: Path) -> None:
    check_urls_refused(
        tmp_path,
        f"{IMPORT}{VIEW}rest = [path('<path:x>', view)] if X else []\nurlpatterns = rest + i18n_patterns()\n",
        "A pattern that would catch the requests comes first (urls.py:3).",
    )


# Already there


@pytest.mark.parametrize(
    "pattern",
    [
        "path('elsewhere/', include('apps.orders.urls'))",
        "path('x/', include(('apps.orders.urls', 'orders'), namespace='shop'))",
        "path('x/', include(apps.orders.urls))",
        "path('x/', include(order_urls))",
        "path('x/', include(inner))",
        "path('x/', include((inner, 'x')))",
        "path('x/', include([path('y/', include('apps.orders.urls'))]))",
        "path('x/', include('config.urls'))",
        "*i18n_patterns(path('x/', include('apps.orders.urls')))",
    ],
)
def test_included_already(tmp_path: Path, pattern: str) -> None:
    text = f"""\
import apps.orders.urls
from apps.orders import urls as order_urls
from django.urls import include, path
inner = [path("y/", include("apps.orders.urls"))]
urlpatterns = [
    path("around/", include("urls")),
    {pattern},
]
"""
    write(tmp_path, {"urls.py": text, "config/urls.py": "urlpatterns = [path('', include('apps.orders.urls'))]\n"})
    find = finder(tmp_path)
    assert add_url_include("urls", route="api/orders/", module="apps.orders.urls", find=find, root=tmp_path) == ()


@pytest.mark.parametrize(
    "text",
    [
        "# path('x/', include('apps.orders.urls'))\nurlpatterns = [\n]\n",
        "other = [path('x/', include('apps.orders.urls'))]\nurlpatterns = [\n]\n",
        "X = 'include(\"apps.orders.urls\")'\nurlpatterns = [\n]\n",
    ],
)
def test_not_really_included(tmp_path: Path, text: str) -> None:
    after = text.replace("[\n]", "[\n    {},\n]".format(SINGLE_QUOTED if "other" in text or "X" in text else NEW))
    check_urls(tmp_path, IMPORT + text, IMPORT + after)


def test_included_under_a_condition(tmp_path: Path) -> None:
    check_urls_refused(
        tmp_path,
        f"{IMPORT}urlpatterns = []\nif DEBUG:\n    urlpatterns += [{NEW}]\n",
        "apps.orders.urls is included already, but not always (urls.py:4).",
        f"Take it out at urls.py:4, and add this line to urlpatterns: {NEW},",
    )


# The project's own API URLconf


def test_api_urlconf(tmp_path: Path) -> None:
    files = {
        "urls.py": f"{IMPORT}urlpatterns = [path('api/', include('config.api_urls'))]\n",
        "config/api_urls.py": f"{IMPORT}urlpatterns = [\n]\n",
    }
    after = {"config/api_urls.py": f'{IMPORT}urlpatterns = [\n    path("orders/", include("apps.orders.urls")),\n]\n'}
    check_urls(tmp_path, files, after)


def test_api_urlconf_of_a_version(tmp_path: Path) -> None:
    files = {
        "urls.py": "from django.urls import include, re_path\nurlpatterns = [re_path('^api/', include('api.urls'))]\n",
        "api/urls.py": f"{IMPORT}urlpatterns = [path('v2/', include('api.v2')), path('v1/', include('api.v1'))]\n",
        "api/v1.py": f"{IMPORT}urlpatterns = [\n]\n",
        "api/v2.py": f"{IMPORT}urlpatterns = [\n]\n",
    }
    after = {"api/v1.py": f'{IMPORT}urlpatterns = [\n    path("orders/", include("apps.orders.urls")),\n]\n'}
    check_urls(tmp_path, files, after, route="api/v1/orders/")


@pytest.mark.parametrize(
    ("mount", "api"),
    [
        ("path('api/', include('api_urls'))", "app_name = 'api'\nurlpatterns = []\n"),
        ("path('api/', include(('api_urls', 'api'), namespace='api'))", "urlpatterns = []\n"),
        ("path('api/', include('api_urls'))", "from routers import router\nurlpatterns = router.urls\n"),
        ("path('other/', include('api_urls'))", "urlpatterns = []\n"),
        ("path('', include('api_urls'))", "urlpatterns = []\n"),
        ("re_path('^(api)/', include('api_urls'))", "urlpatterns = []\n"),
        ("path('api/', include('endpoints'))", "urlpatterns = []\n"),
        ("path('api/', include('apps.users.rest_api.urls'))", "urlpatterns = []\n"),
        ("path('api/', include([]))", ""),
        ("path('api/', include(inner))", ""),
    ],
)
def test_api_urlconf_that_is_not_for_it(tmp_path: Path, mount: str, api: str) -> None:
    text = f"from django.urls import include, path, re_path\ninner = []\nurlpatterns = [\n    {mount},\n]\n"
    files = {
        "urls.py": text,
        "api_urls.py": api,
        "endpoints.py": api,
        "apps/users/apps.py": "",
        "apps/users/rest_api/urls.py": api,
    }
    check_urls(tmp_path, files, text.replace(",\n]", f",\n    {SINGLE_QUOTED},\n]"))


# Bytes


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, newline: str) -> None:
    before = "\ufefffrom django.urls import path\nX = 'ü'; urlpatterns = [\n]\n"
    after = "\ufefffrom django.urls import include, path\nX = 'ü'; urlpatterns = [\n    {},\n]\n"
    check_urls(
        tmp_path,
        {"urls.py": before.replace("\n", newline).encode()},
        {"urls.py": after.replace("{}", SINGLE_QUOTED).replace("\n", newline).encode()},
        diff=(1, 2),
    )


def test_encoding_cookie(tmp_path: Path) -> None:
    before = "# coding: latin-1\nfrom django.urls import include, path\nX = 'é'; urlpatterns = []\n"
    after = before.replace("[]", f"[{SINGLE_QUOTED}]")
    check_urls(tmp_path, {"urls.py": before.encode("latin-1")}, {"urls.py": after.encode("latin-1")}, diff=(1, 1))


def test_quotes_in_the_route(tmp_path: Path) -> None:
    file = SourceFile(tmp_path / "urls.py", f"{IMPORT}urlpatterns = ['']\n".encode())
    (edit,) = add_url_include("urls", route="it's\\a/", module="a.urls", find={"urls": file}.get, root=tmp_path)
    assert edit.text == r"urlpatterns = ['', path('it\'s\\a/', include('a.urls'))]"


# Refusals


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "urlpatterns is not set (urls.py)."),
        ("url_patterns = []", "urlpatterns is not set (urls.py)."),
        ("if X:\n    urlpatterns = []", "urlpatterns is set only under a condition (urls.py:2)."),
        (
            "if X:\n    urlpatterns = router.urls",
            "urlpatterns is not made in a way that is known to give a list (urls.py:2).",
        ),
        ("urlpatterns = get()", "urlpatterns is not made in a way that is known to give a list (urls.py:1)."),
        ("urlpatterns = wrap([a])", "urlpatterns is not made in a way that is known to give a list (urls.py:1)."),
        (
            "urlpatterns = []\nurlpatterns = wrap(urlpatterns)",
            "urlpatterns is not made in a way that is known to give a list (urls.py:2).",
        ),
        ("from vendor import urlpatterns", "urlpatterns stands outside of the project ({outside}/vendor.py:1)."),
        (
            "from vendor import urlpatterns\nurlpatterns += get()",
            "urlpatterns stands outside of the project ({outside}/vendor.py:1).",
        ),
        ("urlpatterns = []\nsetup(urlpatterns)", CANNOT_TELL + "`setup(urlpatterns)` may change it (urls.py:2)."),
        ("urlpatterns = []\nurlpatterns[:] = get()", CANNOT_TELL + "`urlpatterns[:]` may change it (urls.py:2)."),
        ("X = []\nurlpatterns = X + X", "The edit would not include the app exactly once (urls.py)."),
    ],
)
def test_refused(tmp_path: Path, text: str, message: str) -> None:
    outside = (tmp_path / "outside").as_posix()
    check_urls_refused(
        tmp_path, text, message.replace("{outside}", outside), outside={"vendor.py": "urlpatterns = []\n"}
    )


def test_no_such_module(tmp_path: Path) -> None:
    check_urls_refused(
        tmp_path, {}, "The URLconf urls cannot be found.", f"Add this line to urlpatterns in urls: {NEW},"
    )


def test_syntax_error(tmp_path: Path) -> None:
    write(tmp_path, {"urls.py": "("})
    with pytest.raises(CannotWire) as caught:
        add_url_include("urls", route="x/", module="a.urls", find=finder(tmp_path), root=tmp_path)
    assert caught.value.hint == f"Mend {tmp_path / 'urls.py'} and run the command again."

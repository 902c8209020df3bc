"""Sphinx: ``tox run -e docs`` builds the pages, and takes every warning for an error."""

from django_opinionated_startapp import __version__

project = "django-opinionated-startapp"
version = release = __version__
html_title = f"{project} {release}"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
# Templates of Jinja with Python around them are neither to the lexer, and are shown as they stand.
suppress_warnings = ["misc.highlighting_failure"]
html_theme = "furo"
exclude_patterns = ["_build"]
nitpicky = True

"""Generated apps at work: over HTTP, and with a Celery worker."""

import base64
import http.cookiejar
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .project import CELERY, DRF, Project, child_environment, needs

SERVER = """
from wsgiref.simple_server import make_server
from config.wsgi import application

server = make_server("127.0.0.1", 0, application)
print(server.server_port, flush=True)
server.serve_forever()
"""
USERS = """
from django.contrib.auth import get_user_model
for name in ("ann", "bob"):
    get_user_model().objects.create_superuser(name, name + "@example.com", "secret")
"""
NEW_ORDER = """
from decimal import Decimal
from django.contrib.auth import get_user_model
from apps.orders.models import Order
owner = get_user_model().objects.create_user("ann")
print("made", Order.objects.create(title="t", total=Decimal(1), owner=owner).pk)
from apps.bills.services import bill_create
print("made", bill_create(title="t", total=Decimal(1), owner=owner).pk)
"""
ORDER = json.dumps({"title": "Bread", "total": "2.50", "status": "draft"}).encode()
# The apps of the site, and what their lists are called.
LISTS = {"orders": "orders", "plain": "plains", "tickets": "tickets", "bills": "bills", "desks": "desks"}
JSON = {"Content-Type": "application/json"}


@contextmanager
def running(project: Project, *arguments: str, log: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run this interpreter in the project until the block ends."""
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=project.root,
            env=child_environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def site(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with two users, ann and bob."""
    folder = tmp_path_factory.mktemp("site")
    small = project.copy(folder / "copy", *LISTS)
    for name in ("queue", "control"):
        (small.root / name).mkdir()
    small.must("manage.py", "migrate", "-v0")
    small.must("manage.py", "shell", "-v0", "-c", USERS)
    with running(small, "-c", SERVER, log=folder / "log") as server:
        assert server.stdout
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"


class Client:
    """A user agent that keeps its cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies))
        self.opener = urllib.request.build_opener(*handlers)

    def ask(self, path: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Return the status and the body of the answer."""
        request = urllib.request.Request(self.site + path, data, headers or {})  # noqa: S310
        try:
            with self.opener.open(request, timeout=240) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def token(self) -> str:
        """Return the CSRF token of the session."""
        return next(str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken")

    def sign_in(self, name: str) -> None:
        """Sign in as people do: on the page of the admin."""
        self.ask("/admin/login/")
        form = {"username": name, "password": "secret", "csrfmiddlewaretoken": self.token(), "next": "/admin/jsi18n/"}
        status, _ = self.ask("/admin/login/", urllib.parse.urlencode(form).encode())
        assert status == 200
        assert any(cookie.name == "sessionid" for cookie in self.cookies)


@pytest.mark.parametrize("label", list(LISTS))
def test_a_session_reaches_only_its_own(site: str, label: str) -> None:
    url = f"/api/{label}/v1/{LISTS[label]}/"
    new = f"{url}create/" if label == "tickets" else url
    assert Client(site).ask(url)[0] in {401, 403}
    ann, bob = Client(site), Client(site)
    ann.sign_in("ann")
    bob.sign_in("bob")
    assert ann.ask(new, ORDER, JSON)[0] == 403
    status, body = ann.ask(new, ORDER, {**JSON, "X-CSRFToken": ann.token()})
    assert status == 201, body
    mine = f"{url}{json.loads(body)['id']}/"
    assert ann.ask(mine)[0] == 200
    assert bob.ask(mine)[0] == 404


@needs(DRF, "djangorestframework")
def test_a_password_reaches_only_its_own(site: str) -> None:
    url = "/api/orders/v1/orders/"
    ann, bob = (
        {**JSON, "Authorization": "Basic " + base64.b64encode(f"{name}:secret".encode()).decode()}
        for name in ("ann", "bob")
    )
    status, body = Client(site).ask(url, ORDER, ann)
    assert status == 201, body
    mine = f"{url}{json.loads(body)['id']}/"
    assert Client(site).ask(mine, headers=ann)[0] == 200
    assert Client(site).ask(mine, headers=bob)[0] == 404


@needs(CELERY, "celery")
def test_a_worker_runs_the_task(project: Project, tmp_path: Path) -> None:
    small = project.copy(tmp_path / "copy", "orders", "bills")
    for name in ("queue", "control"):
        (small.root / name).mkdir()
    small.must("manage.py", "migrate", "-v0")
    made = small.must("manage.py", "shell", "-v0", "-c", NEW_ORDER)
    order, bill = (text.split()[0] for text in made.split("made ")[1:])
    log = tmp_path / "log"
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = ("-m", "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "INFO", *quiet)
    end = time.monotonic() + 240
    with running(small, *worker, log=log):
        while not all(
            f"{what} was created" in log.read_text(encoding="utf-8") for what in (f"order {order}", f"bill {bill}")
        ):
            assert time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.1)

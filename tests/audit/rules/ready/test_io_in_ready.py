import pytest

from django_opinionated_startapp.audit.rules.ready.io_in_ready import IoInReady
from tests.audit.trees import run_rule


def found(body: str) -> list[str]:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    source = f"from django.apps import AppConfig\nclass A(AppConfig):\n    name = 'a'\n    def ready(self):\n{lines}"
    worker = "from threading import Thread\nclass Worker(Thread):\n    pass\nclass Task:\n    pass\n"
    tree = {"a/__init__.py": "", "a/apps.py": source, "a/worker.py": worker}
    return [each.message.partition(" (")[0].partition("uses ")[2] for each in run_rule(IoInReady, tree)]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("import requests\nrequests.post('http://x')", "the network"),
        ("import requests\nwith requests.Session() as session:\n    session.get('http://x')", "the network"),
        ("import httpx\nhttpx.Client().get('http://x')", "the network"),
        ("from urllib.request import urlopen\nurlopen('http://x')", "the network"),
        ("import socket\nconnection = socket.socket()\nconnection.connect(('x', 1))", "the network"),
        ("from django.core.mail import send_mail\nsend_mail('', '', '', [])", "the network"),
        ("with open('x') as file:\n    file.read()", "a file"),
        ("from pathlib import Path\n(Path('x')).read_text()", "a file"),
        ("from pathlib import Path\nfolder = Path('x').parent\nfolder.mkdir()", "a file"),
        ("import os\nos.makedirs('x')", "a file"),
        ("import subprocess\nsubprocess.run(['git'])", "another process"),
        ("import os\nos.system('git')", "another process"),
        (
            "import threading\nthread = threading.Thread(target=print)\nthread.daemon = True\nthread.start()",
            "a thread",
        ),
        ("from .worker import Worker\nWorker().start()", "a thread"),
        ("import time\ntime.sleep(1)", "a pause"),
    ],
)
def test_each_way_out_of_the_process_is_found(body: str, kind: str) -> None:
    assert found(body) == [kind]


@pytest.mark.parametrize(
    "body",
    [
        "import os\nif os.path.exists('x') and os.environ.get('X'):\n    print(os.getpid())",
        "from pathlib import Path\nself.folder = Path(__file__).parent / 'x'",
        "import requests\nself.session = requests.Session()\nself.get = requests.get",
        "import threading\nself.lock = threading.Lock()\nself.lock.acquire()",
        "from .worker import Task\nTask().start()\nself.start()",
        "import atexit, time\natexit.register(lambda: time.sleep(1))",
        "self.open('x')",
    ],
)
def test_what_stays_in_the_process_is_not(body: str) -> None:
    assert found(body) == []

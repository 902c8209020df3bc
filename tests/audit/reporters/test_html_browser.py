"""The page in a real browser: Chromium, driven by Selenium. With DOS_BROWSER=1, as in CI, it is no skip to lack it."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.reporters import Look, render
from django_opinionated_startapp.audit.reporters.html import graph_page

from ..samples import REPORT, RULES, found
from .pages import project

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver import ActionChains, Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

CHROMIUM = shutil.which("chromium") or ""
DRIVER = shutil.which("chromedriver") or ""
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1200,900",
)
EVIL = "</script><img src=x onerror=\"document.title='broken'\">'\"><svg onload=\"document.title='broken'\">"

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER) and os.environ.get("DOS_BROWSER", "0") == "0", reason="chromium is not on this machine"
)


class Window:
    """A page in the browser."""

    def __init__(self, driver: Chrome, file: Path) -> None:
        self.driver, self.file = driver, file

    def open(self, fragment: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(f"{self.file.as_uri()}{fragment}")

    def run(self, script: str, *values: Any) -> Any:  # noqa: ANN401  (whatever the script returns)
        return self.driver.execute_script(script, *values)

    def tell(self, method: str, **values: object) -> None:
        self.driver.execute_cdp_cmd(method, values)

    def shown(self) -> list[str]:
        """Return the places of the findings that are to be seen."""
        return self.run(
            "return [...document.querySelectorAll('.list > li')].filter(each => each.checkVisibility())"
            ".map(each => each.querySelector('code').textContent)"
        )

    def choose(self, name: str, value: str) -> None:
        self.driver.find_element(By.NAME, name).send_keys(value)

    def press(self, *keys: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def click_edge(self, source: str, target: str) -> None:
        """Click with the mouse on the middle of a line."""
        place = self.run(
            "const edge = document.querySelector(`.edge[aria-label^='${arguments[0]} needs ${arguments[1]}']`);"
            "edge.scrollIntoView({block: 'center'});"
            "const line = edge.querySelector('.line');"
            "const point = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());"
            "return {x: point.x, y: point.y}",
            source,
            target,
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def mouse(self, kind: str, x: float, y: float, button: str = "left") -> None:
        buttons = int(button == "left" and kind != "mouseReleased")
        self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, buttons=buttons, clickCount=1)

    def detail(self) -> str:
        return self.driver.find_element(By.ID, "detail").text

    def active(self) -> str:
        return self.run("return document.activeElement.dataset.label || document.activeElement.id")

    def hash(self) -> str:
        return self.run("return decodeURIComponent(location.hash)")


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    assert CHROMIUM, "DOS_BROWSER asks for chromium, which is not on this machine"
    assert DRIVER, "DOS_BROWSER asks for chromedriver, which is not on this machine"
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for each in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, Service(DRIVER))
    yield chrome
    chrome.quit()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    look = Look(RULES, project=project())
    (folder / "page.html").write_text(render("html", REPORT, look), encoding="utf-8")
    finding = found(path=EVIL, app=EVIL, message=EVIL, hint=EVIL, related=((Place(EVIL, 1, 1), EVIL),))
    evil = replace(REPORT, findings=(*REPORT.findings, finding), apps=(EVIL, *REPORT.apps))
    (folder / "evil.html").write_text(render("html", evil, look), encoding="utf-8")
    alone = graph_page(project())
    (folder / "graph.html").write_text(alone, encoding="utf-8")
    return folder


@pytest.fixture
def window(driver: Chrome, pages: Path) -> Iterator[Window]:
    """Open the page; whatever a test does there, the console stays empty."""
    page = Window(driver, pages / "page.html")
    page.open()
    yield page
    assert driver.get_log("browser") == []


def test_findings_are_filtered_by_typing_and_the_address_keeps_it(window: Window) -> None:
    assert len(window.shown()) == 4  # those that do not count are folded
    window.driver.find_element(By.NAME, "q").send_keys("invoice :9")
    assert window.shown() == ["orders/views.py:9:5"]
    assert window.driver.find_element(By.ID, "shown").text == "1 of 6 findings shown"
    assert window.hash() == "#q=invoice+:9"
    window.open(window.run("return location.hash"))
    assert window.shown() == ["orders/views.py:9:5"]
    window.driver.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    assert len(window.shown()) == 4
    assert window.hash() == ""


def test_findings_are_filtered_by_app_rule_level_and_state(window: Window) -> None:
    window.choose("app", "orders")
    assert len(window.shown()) == 3
    window.driver.find_element(By.CSS_SELECTOR, "[name=level][value=warning]").click()
    assert window.shown() == ["orders/models.py:1:5"]
    assert window.hash() == "#app=orders&level=error,info"
    window.open("#rule=foreign-model-query&state=known")
    assert window.shown() == ["people/views.py:3:5"]
    window.open("#q=nowhere")
    assert window.shown() == []
    assert window.driver.find_element(By.ID, "nothing").is_displayed()


def test_an_address_of_a_former_report_is_no_error(window: Window) -> None:
    window.open("#app=gone&edge=gone>away&node=gone")
    assert len(window.shown()) == 4


def test_a_click_on_an_edge_shows_its_evidence(window: Window) -> None:
    window.click_edge("billing", "orders")
    assert window.detail().startswith("billing needs orders\nimport 1. To be cut")
    assert "billing/late.py:1:24 import orders.api.ask" in window.detail()
    assert window.hash() == "#edge=billing>orders"
    window.open(window.run("return location.hash"))
    assert "billing/late.py:1:24" in window.detail()
    window.driver.find_element(By.XPATH, "//button[.='Close']").click()
    assert window.detail() == ""


def test_the_graph_goes_by_keyboard(window: Window) -> None:
    window.run("document.querySelector('.spot[tabindex=\"0\"]').focus()")
    assert window.active() == "orders"
    window.press(Keys.ARROW_DOWN)
    assert window.active() == "billing"
    window.press(Keys.ENTER)
    assert window.active() == "detail"
    assert window.detail().startswith("billing")
    window.press(Keys.TAB, Keys.TAB, Keys.ENTER)  # past its findings, on to its first edge
    assert " needs " in window.detail().splitlines()[0]
    assert "import" in window.detail()
    window.press(Keys.ESCAPE)
    assert window.detail() == ""
    assert window.run("return document.activeElement.classList.contains('edge')")
    window.press(Keys.ENTER)
    assert " needs " in window.detail().splitlines()[0]


def test_the_graph_zooms_by_keyboard_and_button(window: Window) -> None:
    width = "return Number(document.getElementById('drawing').getAttribute('width'))"
    before = window.run(width)
    window.run("document.getElementById('canvas').focus()")
    window.press("+")
    assert window.run(width) > before
    window.press("0")
    assert window.run(width) == before
    window.driver.find_element(By.CSS_SELECTOR, "[data-zoom=out]").click()
    assert window.run(width) < before


def test_an_app_of_the_graph_leads_to_its_findings(window: Window) -> None:
    window.run("document.querySelector('.spot[data-label=orders]').focus()")
    window.press(" ")
    window.driver.find_element(By.XPATH, "//button[starts-with(., 'Show its findings')]").click()
    assert len(window.shown()) == 3
    assert window.hash() == "#node=orders&app=orders"
    assert window.active() == "findings"


def drag(window: Window) -> tuple[float, float]:
    """Press the mouse beside the drawing and move it; return where it is then."""
    window.run("document.getElementById('canvas').scrollIntoView({block: 'start'})")
    box = window.run("return document.getElementById('canvas').getBoundingClientRect().toJSON()")
    x, y = box["x"] + 5, box["y"] + 40
    window.mouse("mousePressed", x, y)
    window.mouse("mouseMoved", x + 60, y + 60)
    return x + 60, y + 60


def test_after_a_drag_the_keyboard_chooses_as_before(window: Window) -> None:
    x, y = drag(window)
    assert window.run("return document.getElementById('canvas').classList.contains('held')")
    window.mouse("mouseReleased", x, y)
    # The page waits for a click that may end the drag as long as this takes.
    window.driver.execute_async_script("setTimeout(arguments[0])")
    window.run("document.querySelector('.spot[data-label=orders]').focus()")
    window.press(Keys.ENTER)
    assert window.detail().startswith("orders")


@pytest.mark.parametrize("leave", ["dispatchEvent(new Event('pointercancel'))", ""])
def test_a_drag_ends_wherever_the_button_is_let_go(window: Window, leave: str) -> None:
    x, y = drag(window)
    window.run(leave)  # without an event, as above a scrollbar or in a frame around the page
    window.mouse("mouseMoved", x + 50, y + 50, "none")
    assert not window.run("return document.getElementById('canvas').classList.contains('held')")


def test_an_address_that_is_none_is_no_error(window: Window) -> None:
    window.open("#100%")
    assert len(window.shown()) == 4


def test_a_frame_without_an_address_filters_too(window: Window) -> None:
    text = window.file.read_text(encoding="utf-8")
    window.driver.get("about:blank")
    window.run(
        "return new Promise((loaded) => {"
        "const frame = document.createElement('iframe');"
        "Object.assign(frame, {srcdoc: arguments[0], width: 1000, height: 700, onload: loaded});"
        "document.body.append(frame);"
        "}).then(() => null)",
        text,
    )
    window.driver.switch_to.frame(0)
    window.driver.find_element(By.NAME, "q").send_keys("invoice :9")
    assert window.shown() == ["orders/views.py:9:5"]
    window.driver.switch_to.default_content()


def test_the_page_of_the_graph_works_alone(window: Window) -> None:
    window.file = window.file.with_name("graph.html")
    window.open()
    window.click_edge("billing", "orders")
    assert "billing/late.py:1:24 import orders.api.ask" in window.detail()


def test_a_rule_is_explained_on_the_page(window: Window) -> None:
    window.driver.find_element(By.CSS_SELECTOR, ".list a[href='#rule-foreign-model-query']").click()
    assert window.run("return document.getElementById('rule-foreign-model-query').open")
    window.open("#rule-too-many-models")
    assert window.run("return document.getElementById('rule-too-many-models').open")


@pytest.mark.parametrize("fragment", ["", "#edge=billing>orders", "#state=known"])
def test_a_phone_never_scrolls_sideways(window: Window, fragment: str) -> None:
    window.tell("Emulation.setDeviceMetricsOverride", width=375, height=800, deviceScaleFactor=1, mobile=True)
    try:
        window.open(fragment)
        assert window.run("return [document.documentElement.scrollWidth, innerWidth]") == [375, 375]
    finally:
        window.tell("Emulation.clearDeviceMetricsOverride")


def test_without_javascript_everything_can_be_read(window: Window) -> None:
    window.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        window.open()
        assert len(window.shown()) == 4
        assert not window.driver.find_element(By.ID, "filters").is_displayed()
        assert "billing" in window.driver.find_element(By.ID, "edges").text
        window.open("#edge-0")
        assert window.run("return document.querySelector(':target').checkVisibility()")
    finally:
        window.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_keys_reach_the_findings_past_the_rest(window: Window) -> None:
    window.press(Keys.TAB)
    skip = "return [document.activeElement.className, document.activeElement.getBoundingClientRect().left >= 0]"
    assert window.run(skip) == ["skip", True]
    window.press(Keys.ENTER)
    window.press(Keys.TAB)
    assert window.run("return document.activeElement.name") == "q"


def test_hostile_names_do_nothing_but_stand_there(window: Window) -> None:
    window.file = window.file.with_name("evil.html")
    window.open(f"#q=onerror&app={json.dumps(EVIL)}")
    window.open("#q=onerror")
    assert window.shown() == [f"{EVIL}:3:5"]
    assert window.driver.title == "shop: audit of the apps"

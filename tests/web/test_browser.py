"""The HTML report in a real browser: it renders, filters, fits, and says and asks for nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from shapelint import check_source
from shapelint.report import Report, render
from shapelint.source import Source
from tests.command import DEFECT, ROOT, shapelint
from tests.web.browser import Browser, browser, needs_chromium
from tests.web.test_page import MARKUP, hostile

pytestmark = needs_chromium

OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
SHOWN = ".finding h4"

TOO_WIDE = """
const width = document.documentElement.clientWidth;
const found = [...document.querySelectorAll("body *")].filter((each) =>
  each.checkVisibility() && !each.closest(".picture > svg, .skip, h2") &&
  each.getBoundingClientRect().right > width + 1);
return [document.documentElement.scrollWidth > width + 1, found.map((each) => each.outerHTML.slice(0, 200))];
"""

POOR_CONTRAST = """
const parts = (color) => color.match(/[\\d.]+/g).map(Number);
const linear = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const color = parts(getComputedStyle(each).backgroundColor);
    if (color.length < 4 || color[3] > 0) return color;
  }
};
const poor = [];
let seen = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script")) continue;
  const style = getComputedStyle(element);
  const [light, dark] = [luminance(parts(style.color)), luminance(behind(element))].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  seen += 1;
  if (ratio < 4.5) poor.push([walker.currentNode.data, element.className, style.color, ratio]);
}
return [seen, poor];
"""


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def found() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads(
        shapelint("check", "examples", "--output-format", "json", cwd=ROOT).stdout
    )
    return listed


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    made = shapelint("check", "examples", "--output-format", "html", "-o", str(path), cwd=ROOT)
    assert made.returncode == 1
    return path


def message(finding: dict[str, str]) -> str:
    return finding["message"].replace("`", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_it_renders(window: Browser, examples: Path, found: list[dict[str, str]], width: int, scheme: str) -> None:
    window.said(), window.requested()
    window.open(examples, width=width, scheme=scheme)
    assert window.texts(SHOWN) == [message(each) for each in found]
    sizes = window.run("return [...document.querySelectorAll('.picture > svg')].map((each) => each.clientWidth)")
    assert len(sizes) > 10 and min(sizes) > 100
    assert window.texts("h1") == [f"{len(found)} findings in 16 of 32 files"]
    window.run(OPEN_ALL)
    assert window.said() == []
    assert set(window.requested()) <= {examples.as_uri(), "about:blank"}


@pytest.mark.parametrize("width", [320, 400, 700, 1088, 1400])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_nothing_is_too_wide(window: Browser, examples: Path, width: int, medium: str) -> None:
    window.open(examples, width=width)
    window.media("light", medium)
    window.run(OPEN_ALL)
    assert window.run(TOO_WIDE) == [False, []]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(window: Browser, examples: Path, scheme: str) -> None:
    """Every text, by the colours that the browser comes to, has AA's contrast."""
    window.open(examples, scheme=scheme)
    window.run(OPEN_ALL)
    seen, poor = window.run(POOR_CONTRAST)
    assert seen > 1000 and poor == []


def choose(window: Browser, name: str, value: str) -> None:
    Select(window.driver.find_element(By.ID, f"filter-{name}")).select_by_value(value)


def count(window: Browser) -> str:
    (text,) = window.texts("output")
    return text


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [("rule", "code", "SHP801"), ("severity", "severity", "warning"), ("file", "filename", "examples/tagger.py")],
)
def test_choices(window: Browser, examples: Path, found: list[dict[str, str]], name: str, key: str, value: str) -> None:
    window.open(examples)
    choose(window, name, value)
    expected = [message(each) for each in found if each[key].endswith(value)]
    assert 0 < len(expected) < len(found)
    assert window.texts(SHOWN) == expected
    assert count(window) == f"{len(expected)} of {len(found)} findings"
    files = window.run("return [...document.querySelectorAll('section.file:not([hidden])')].map((e) => e.dataset.file)")
    kept = [each["filename"].removeprefix(f"{ROOT}/") for each in found if each[key].endswith(value)]
    assert files == list(dict.fromkeys(kept))


def test_words(window: Browser, examples: Path, found: list[dict[str, str]]) -> None:
    """Each word must be there, in the message, the code, the rule or the file's name, in either case."""
    window.open(examples)
    box = window.driver.find_element(By.ID, "filter-text")
    box.send_keys("Backward FORECASTER.py")
    assert window.texts(SHOWN) == [] and window.texts("#nothing-shown") == ["No finding is like that."]
    assert count(window) == f"0 of {len(found)} findings"
    box.clear()
    box.send_keys("bidirectional-last self.classify")
    assert window.texts(SHOWN) == [message(each) for each in found if each["code"] == "SHP101"]
    assert count(window) == f"1 of {len(found)} findings"


def test_counts_of_a_file(window: Browser, tmp_path: Path) -> None:
    text = "from torch import nn\n\nlayers = [nn.LSTM(3, 2, dropout=0.1), nn.GRU(3, 2, 1, bad=1)]\n"
    diagnostics = tuple(check_source(text, filename="a.py"))
    assert len(diagnostics) == 2
    path = tmp_path / "two.html"
    path.write_text("".join(render("html", Report(diagnostics, 1, lambda _: Source("a.py", text)))))
    window.open(path)
    assert window.texts("h3 .count") == ["2 findings"]
    choose(window, "rule", diagnostics[0].code)
    assert window.texts("h3 .count") == ["1 of 2 findings"]


def test_filters_together_are_kept_in_the_address(window: Browser, examples: Path, found: list[dict[str, str]]) -> None:
    window.open(examples)
    choose(window, "severity", "error")
    window.driver.find_element(By.ID, "filter-text").send_keys("h_n[-1] =")
    expected = window.texts(SHOWN)
    assert 0 < len(expected) < len(found)
    hash_ = window.run("return location.hash")
    window.open(examples, hash_)
    assert window.texts(SHOWN) == expected
    assert window.run("return [...new FormData(document.getElementById('filter'))]") == [
        ["text", "h_n[-1] ="], ["rule", ""], ["file", ""], ["severity", "error"],
    ]  # fmt: skip
    window.driver.find_element(By.CSS_SELECTOR, "#filter button").click()
    assert len(window.texts(SHOWN)) == len(found)
    assert window.run("return location.hash") == "" and count(window) == f"{len(found)} findings"
    window.open(examples, "#severity=nonsense&rule=%E0%A4%A&other=1")
    assert count(window) == f"{len(found)} findings"
    assert window.said() == []


def test_the_way_back_leads_to_the_filter(window: Browser, examples: Path) -> None:
    window.open(examples)
    choose(window, "rule", "SHP801")
    expected = window.texts(SHOWN)
    window.driver.find_element(By.CSS_SELECTOR, ".finding:not([hidden]) .facts a").click()
    assert window.run("return location.hash") == "#rule-SHP801"
    window.driver.back()
    assert window.texts(SHOWN) == expected and window.run("return location.hash") == "#rule=SHP801"


@pytest.mark.parametrize("script", [True, False])
def test_a_link_opens_the_page_of_the_rule(window: Browser, examples: Path, script: bool) -> None:
    window.open(examples, script=script)
    link = window.driver.find_element(By.CSS_SELECTOR, "[data-rule=SHP203] .facts a")
    window.command("Emulation.setScriptExecutionDisabled", value=not script)
    link.click()
    assert window.driver.current_url.endswith("#rule-SHP203")
    page = window.driver.find_element(By.ID, "rule-SHP203")
    assert page.is_displayed() and "Why it is wrong" in page.text
    assert 0 <= page.rect["y"] - window.run("return scrollY") < 300


def test_without_script(window: Browser, examples: Path, found: list[dict[str, str]]) -> None:
    window.open(examples, script=False)
    assert [each.text for each in window.driver.find_elements(By.CSS_SELECTOR, SHOWN)] == [
        message(each) for each in found
    ]
    assert not window.driver.find_element(By.ID, "filter").is_displayed()
    assert window.driver.find_element(By.CSS_SELECTOR, ".by-rule table").is_displayed()
    fix = window.driver.find_element(By.CSS_SELECTOR, ".fix")
    assert not fix.find_element(By.CSS_SELECTOR, ".diff").is_displayed()
    fix.find_element(By.CSS_SELECTOR, "summary").click()
    assert fix.find_element(By.CSS_SELECTOR, ".diff").is_displayed()


def focused(window: Browser) -> str:
    return str(window.run("const at = document.activeElement; return at.id || at.className || at.localName"))


def test_by_keyboard(window: Browser, examples: Path, found: list[dict[str, str]]) -> None:
    window.open(examples)

    def press(*keys: str) -> None:
        ActionChains(window.driver).send_keys(*keys).perform()

    press(Keys.TAB)
    assert focused(window) == "skip" and window.texts(".skip") == ["Skip to the findings"]
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert window.run(outline) == "solid"
    press(Keys.TAB)
    assert focused(window) == "filter-text"
    press("backward")
    assert 0 < len(window.texts(SHOWN)) < len(found)
    press(Keys.TAB, "SHP801", Keys.TAB, Keys.TAB)
    assert focused(window) == "filter-severity" and window.run(outline) == "solid"
    shown = window.texts(SHOWN)
    press(Keys.TAB, Keys.ENTER)
    assert len(shown) < len(window.texts(SHOWN)) == len(found)
    window.run("document.querySelector('.fix summary').focus()")
    press(Keys.ENTER)
    assert window.run("return document.querySelector('.fix').open")


def test_wide_pictures_can_be_scrolled_by_keyboard(window: Browser, examples: Path) -> None:
    scrolled = """
      const found = [...document.querySelectorAll(".picture")];
      return found.map((each) => [each.scrollWidth > each.clientWidth, each.tabIndex >= 0]);
    """
    for width in (400, 1400):
        window.open(examples, width=width)
        found = window.run(scrolled)
        assert all(is_wide == is_reached for is_wide, is_reached in found)
    window.open(examples, width=320)
    assert [True, True] in window.run(scrolled)


def test_print(window: Browser, examples: Path) -> None:
    """On paper: light, without the form; what fixes change is there, and closed again afterwards."""
    window.open(examples, scheme="dark")
    window.media("dark", "print")
    assert window.run("return getComputedStyle(document.documentElement).getPropertyValue('--text')") == "#1c2126"
    assert window.texts("form") == []
    window.run("globalThis.opened = 0; addEventListener('beforeprint', () => {"
               " opened = document.querySelectorAll('.fix[open]').length; })")  # fmt: skip
    assert window.command("Page.printToPDF", paperWidth=8.3, paperHeight=11.7)["data"]
    assert window.run("return opened") == window.run("return document.querySelectorAll('.fix').length") > 5
    assert window.run("return document.querySelectorAll('.fix[open]').length") == 0


def test_markup_does_nothing(window: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    report = Report((hostile(), hostile()), 1, lambda _: Source("a.py", f"{MARKUP}\n{MARKUP}\n"))
    path.write_text("".join(render("html", report)))
    window.said(), window.requested()
    window.open(path)
    window.run(OPEN_ALL)
    window.driver.find_element(By.ID, "filter-text").send_keys("<script>alert(1)</script>")
    assert len(window.texts(SHOWN)) == 2
    assert window.said() == [] and set(window.requested()) <= {path.as_uri(), "about:blank"}


def test_the_policy_holds(window: Browser, examples: Path, tmp_path: Path) -> None:
    """What somehow got into a page would not run and not load: the browser says that it refused it."""
    path = tmp_path / "changed.html"
    more = "<img src='http://localhost:9/x.png'><script>document.title = 'run'</script></main>"
    path.write_text(examples.read_text().replace("</main>", more))
    window.said(), window.requested()
    window.open(path)
    assert window.driver.title.startswith("shapelint: ")
    refused = [each for each in window.said() if "Content Security Policy" in each]
    assert len(refused) == 2
    window.run("document.querySelector('h1').setAttribute('style', 'color: red')")


def test_many_findings(window: Browser, tmp_path: Path) -> None:
    """Of 500 in 50 files the filter's answer is there at once."""
    (found,) = check_source(DEFECT, filename="a.py")
    many = [
        replace(found, filename=f"module_{number // 10:02}.py", message=f"number {number}") for number in range(500)
    ]
    text = "".join(render("html", Report(tuple(many), 60, lambda _: None)))
    path = tmp_path / "many.html"
    path.write_text(text)
    window.open(path)
    spent = window.run("""
      const box = document.getElementById("filter-text");
      const begin = performance.now();
      for (const value of ["n", "nu", "number 4", "module_07", "number 499"]) {
        box.value = value;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        document.body.offsetHeight;
      }
      return performance.now() - begin;
    """)
    assert window.texts(SHOWN) == ["number 499"] and count(window) == "1 of 500 findings"
    assert spent < 5_000

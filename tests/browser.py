"""A real browser for the tests: headless Chromium, driven by Playwright; tests without it are skipped with their reason."""

import shutil
from contextlib import contextmanager

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def open_browser():
    """Give a browser, or skip."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        # Root in a container has no user namespaces to build Chromium's sandbox from; the pages are our own.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def open_page(browser, address, **settings):
    """Open a page; anything that it logs, asks or requests beside its own address fails the test."""
    page = browser.new_page(viewport={"width": 1300, "height": 800}, **settings)
    heard = []
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: heard.append(f"request: {request.url}"))
    page.goto(address)
    assert heard.pop(0) == f"request: {page.url.partition('#')[0]}"
    yield page
    assert heard == []
    page.close()


def wait_until(page, condition):
    """Wait until something holds in a page, whose policy lets Playwright's own way of waiting not run."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")

"""Headless Chromium for tests of pages, driven over a pipe with its own protocol; nothing to install, no port.

``with open_page(path) as page:`` loads a file and gives what went wrong in it (``page.console``), what it asked for
besides itself (``page.requests``), and ways to look at it and to act in it. ``needs_browser`` skips a test, with the
reason, where there is no Chromium.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--no-first-run", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip
_LAUNCH = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in enumerate(ends, 3):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads commands from file number 3 and writes answers to number 4."""
_PATIENCE = 30.0


def open_page(path, width=1280, height=900):
    """A page from a file, loaded, in a browser of its own; close it, or use it in a ``with``."""
    page = Page(width, height)
    try:
        page.open(path)
    except BaseException:
        page.close()
        raise
    return page


class Page:
    """A page in a browser of its own.

    ``console``: uncaught errors, ``console.error`` and what the browser itself complains of (a blocked script, say).
    ``requests``: every address asked for besides the page itself, with those that are data inside the page left out.
    """

    def __init__(self, width=1280, height=900):
        assert CHROMIUM is not None, "there is no Chromium on this machine"
        self.console, self.requests = [], []
        self._profile = tempfile.mkdtemp(prefix="browser-")
        self._number, self._rest, self._loaded = 0, b"", False
        commands, self._write = os.pipe()
        self._read, answers = os.pipe()
        launch = [sys.executable, "-ISc", _LAUNCH, str(commands), str(answers), CHROMIUM, *_OPTIONS]
        self._process = subprocess.Popen(
            [*launch, f"--user-data-dir={self._profile}", "about:blank"],
            pass_fds=(commands, answers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(commands)
        os.close(answers)
        self._session = None
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self.resize(width, height)

    def open(self, path):
        """Load a file and wait until everything in it is loaded."""
        self._address, self._loaded = Path(path).resolve().as_uri(), False
        failure = self._call("Page.navigate", url=self._address).get("errorText")
        assert not failure, failure
        self._wait(lambda: self._loaded)

    def evaluate(self, script):
        """The value of a JavaScript expression, awaited if it is a promise; it must be plain data."""
        found = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"].get("exception", {}).get("description", found))
        return found["result"].get("value")

    def press(self, key, code=None, windows=0):
        """Press a key and let it go: "Tab", "ArrowRight", "Enter", "End"."""
        number = windows or _KEYS.get(key, 0)
        told = {"key": key, "code": code or key, "windowsVirtualKeyCode": number}
        text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
        self._call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **told, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **told)

    def resize(self, width, height=900):
        """Give the window a size in CSS pixels."""
        self._width = width
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )  # fmt: skip

    def screenshot(self, path, whole=True):
        """Write the page as a PNG: all of its height, or what the window shows."""
        height = self.evaluate("document.documentElement.scrollHeight") if whole else 0
        area = {"clip": {"x": 0, "y": 0, "width": self._width, "height": height, "scale": 1}} if whole else {}
        found = self._call("Page.captureScreenshot", captureBeyondViewport=whole, **area)
        Path(path).write_bytes(base64.b64decode(found["data"]))

    def pdf(self, path):
        """Print the page to PDF as it asks to be printed (``@page``)."""
        found = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        Path(path).write_bytes(base64.b64decode(found["data"]))

    def settle(self, seconds=0.2):
        """Wait a while and take in what the browser says meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._take(left)

    def close(self):
        """End the browser and remove its profile."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._write is not None:
            os.close(self._write)
            os.close(self._read)
            self._write = None
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def _call(self, method, **params):
        self._number += 1
        number, found = self._number, []
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        left = json.dumps(message).encode() + b"\0"
        while left:
            left = left[os.write(self._write, left) :]
        self._wait(lambda: found, lambda answer: found.append(answer) if answer.get("id") == number else None)
        assert "error" not in found[0], f"{method}: {found[0]['error']}"
        return found[0]["result"]

    def _wait(self, done, take=lambda answer: None):
        end = time.monotonic() + _PATIENCE
        while not done():
            left = end - time.monotonic()
            assert left > 0, "the browser does not answer"
            for answer in self._take(left):
                take(answer)

    def _take(self, seconds):
        """What the browser sends within a time; events are noted on the way."""
        if not select.select([self._read], [], [], seconds)[0]:
            return []
        chunk = os.read(self._read, 1 << 20)
        assert chunk, "the browser has ended"
        *parts, self._rest = (self._rest + chunk).split(b"\0")
        answers = [json.loads(part) for part in parts]
        for answer in answers:
            self._note(answer.get("method"), answer.get("params", {}))
        return answers

    def _note(self, event, told):
        if event == "Page.loadEventFired":
            self._loaded = True
        elif event == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.console.append(details.get("exception", {}).get("description") or details["text"])
        elif event == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.console.append(" ".join(str(one.get("value", one.get("description"))) for one in told["args"]))
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.console.append(told["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            address = told["request"]["url"]
            if address.split("#")[0] != self._address and not address.startswith("data:"):
                self.requests.append(address)


_KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36, "ArrowLeft": 37,
    "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Delete": 46, " ": 32,
}  # fmt: skip
"""The numbers by which the browser knows keys."""

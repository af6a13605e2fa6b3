"""The browser of the tests sees errors, requests and clicks; a page that misbehaves does not pass for a clean one."""

from tests.outputs.browser import needs_browser, open_page

CLEAN = "<!doctype html><title>a</title><p id=p>one</p><input id=i type=range min=0 max=3 value=1>"
BAD = """<!doctype html><title>b</title>
<img src="https://example.invalid/a.png"><script>console.error("said"); throw new Error("thrown")</script>"""
STRICT = """<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>c</title><script>document.title = "ran"</script>"""


@needs_browser
def test_a_page_is_read_and_acted_in(tmp_path):
    file = tmp_path / "clean.html"
    file.write_text(CLEAN)
    with open_page(file, width=400) as page:
        assert page.evaluate("document.getElementById('p').textContent") == "one"
        assert page.evaluate("innerWidth") == 400
        page.evaluate("document.getElementById('i').focus()")
        page.press("ArrowRight")
        assert page.evaluate("document.getElementById('i').value") == "2"
        page.screenshot(tmp_path / "a.png")
        page.pdf(tmp_path / "a.pdf")
        assert (page.console, page.requests) == ([], [])
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@needs_browser
def test_what_a_page_does_wrong_is_seen(tmp_path):
    file = tmp_path / "bad.html"
    file.write_text(BAD)
    with open_page(file) as page:
        page.settle()
        assert page.requests == ["https://example.invalid/a.png"]
        said = "\n".join(page.console)
        assert "said" in said
        assert "thrown" in said
    file.write_text(STRICT)
    with open_page(file) as page:
        page.settle()
        assert page.evaluate("document.title") == "c"
        assert any("Content Security Policy" in one for one in page.console)

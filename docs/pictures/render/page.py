"""A page of HTML as a picture. Needs Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

STYLE = Path(__file__).parent.parent / "style.css"
_HEIGHT = re.compile(r"data-height=\"(\d+)\"")

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><style>{style}</style>
<body onload="document.body.dataset.height = document.querySelector('main').scrollHeight">
<main class="{kind}">{body}</main></body></html>"""


# A drawing of each sign that few fonts have.
_LENS = (
    '<svg width="15" height="15" viewBox="0 0 16 16" fill="none" stroke="#616061" stroke-width="2">'
    '<circle cx="6.5" cy="6.5" r="4.5"/><path d="M10 10l5 5"/></svg>'
)


def draw(body: str, language: str, to: Path, *, kind: str, width: int, scale: float) -> None:
    """`kind`: the class of the page. `width`: in pixels before `scale`."""
    style = STYLE.read_text(encoding="utf-8")
    page = PAGE.format(language=language, style=style, kind=kind, body=body.replace("🔎", _LENS))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        height = _HEIGHT.search(_chromium("--dump-dom", source, f"--window-size={width},100"))
        assert height, "the page did not load"
        size = f"--window-size={width},{height[1]}"
        _chromium(f"--screenshot={to}", source, size, f"--force-device-scale-factor={scale}")


def _chromium(what: str, page: Path, *more: str) -> str:
    """Without its sandbox, which a container often can't give: it opens nothing but our page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    assert program, "install Chromium to draw the pictures"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *more)
    asked = [program, *options, what, page.as_uri()]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603
    return done.stdout

"""What a browser shows after an installation: one small page, nothing fetched, nothing run."""

from __future__ import annotations

from html import escape

from slack_bolt.response import BoltResponse

from bot.render.texts import SOURCE, known
from bot.render.words import sentence
from bot.service.workspaces import Standing

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Veilleur</title>
<style>body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto;
padding: 0 1rem; color: #222; background: #fff }} h1 {{ font-size: 1.5rem }}</style>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


def succeeded(language: str, team: str, standing: Standing) -> BoltResponse:
    text = "next" if standing is Standing.OPEN else standing
    return _page(language, 200, "oauth.done", f"oauth.done.{text}", name=team)


def failed(language: str, status: int) -> BoltResponse:
    return _page(language, status, "oauth.failed", "oauth.failed.next")


def language_of(accepted: str) -> str:
    """Of the languages that we speak the one that the browser would rather have; else English.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    wanted = [_choice(part) for part in accepted[:500].split(",")]
    spoken = [(weight, one) for weight, one in wanted if known(one) and weight > 0]
    return max(spoken, key=lambda choice: choice[0])[1] if spoken else SOURCE


def _choice(part: str) -> tuple[float, str]:
    tag, _, rest = part.strip().lower().partition(";")
    weight = rest.strip().removeprefix("q=")
    try:
        return (float(weight) if rest else 1.0), tag.strip()[:2]
    except ValueError:
        return 0.0, ""


def _page(language: str, status: int, title: str, text: str, **facts: str) -> BoltResponse:
    body = _PAGE.format(
        language=language,
        title=escape(sentence(language, title, **facts)),
        text=escape(sentence(language, text)),
    )
    return BoltResponse(status=status, body=body, headers=dict(_HEADERS))

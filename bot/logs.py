"""Logs to stderr, as text or JSON. Whatever is logged passes one filter that removes secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

import structlog

_SHAPES = re.compile(
    r"bot\d+:[\w-]{20,}|\b\d{6,}:[\w-]{30,}|xox[abeprs]-[\w-]+|xapp-[\w-]+"
    r"|(?<=/feed/)[\w-]{43}"
    r"|(?i:(?:authorization|access_token|token|password)[\"']?\s*[=:]\s*[\"']?(?:bearer\s+)?"
    r"[^\s\"'&,}]+)"
)
_LEAST = 6  # a shorter "secret" would blank ordinary words


class Redact:
    """Replaces known secrets, and whatever looks like one, by [secret]."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known = sorted({one for one in secrets if len(one) >= _LEAST}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, "[secret]")
        return _SHAPES.sub("[secret]", text)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """The last step: tracebacks and foreign records are redacted too."""

    def __init__(self, redact: Redact, **options: Any) -> None:
        super().__init__(**options)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure(*, level: str, as_json: bool, secrets: Iterable[str]) -> None:
    """Once, at the start of the process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.processors.LogfmtRenderer(
            key_order=["timestamp", "level", "event"], bool_as_flag=False
        )
    )
    formatter = _Formatter(
        Redact(secrets),
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.raiseExceptions = False  # its complaint of a bad record shows the raw arguments
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "apscheduler", "telegram", "slack_bolt", "slack_sdk"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

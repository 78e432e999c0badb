"""What Slack's libraries log, without the secrets that they put into it."""

from __future__ import annotations

import logging
import re

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[\w%.~-]+|https://hooks\.slack\.com/\S+|"
    r"(?<=Bearer )\S+|(?<=with code: )\S+"
)


class Redact(logging.Filter):
    """Blanks tokens, socket tickets and response addresses; a traceback becomes its type."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            words = f"{words} [{record.exc_info[0].__name__}]"
        record.msg, record.args = _SECRETS.sub("***", words), None
        record.exc_info = record.exc_text = None
        return True


def quiet_logger() -> logging.Logger:
    """The logger given to Slack's libraries: they print payloads below WARNING."""
    logger = logging.getLogger("veilleur.slack")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(known, Redact) for known in logger.filters):
        logger.addFilter(Redact())
    return logger

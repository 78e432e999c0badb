"""Nothing that is logged shows a secret, whoever logs it and however."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import Redact, configure

PASSWORD = "hunter2-hunter2"
FEED = "https://v.example/feed/33jhigtijnzpCsldqcLGFUb75Bi4XcrcXye9dXrif74.xml"
SHAPES = [
    "xoxb-123-456-abcDEF",
    "xapp-1-A1-2-abc",
    "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
    "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5/getMe",
]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = True
    structlog.reset_defaults()


Log = Callable[[], structlog.stdlib.BoundLogger]


@pytest.fixture(params=[True, False], ids=["json", "text"])
def log(request: pytest.FixtureRequest) -> Log:
    """Sets the logs up; to be called once what is written can be read."""

    def start() -> structlog.stdlib.BoundLogger:
        configure(level="INFO", as_json=request.param, secrets=[PASSWORD])
        logger: structlog.stdlib.BoundLogger = structlog.get_logger(f"test.{request.param}")
        return logger

    return start


def _fails() -> None:
    raise RuntimeError(f"refused: {PASSWORD} {SHAPES[0]}")


def test_a_known_secret_is_never_written(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    log().info(PASSWORD, header={"x": PASSWORD}, text=PASSWORD)
    written = capsys.readouterr().err
    assert PASSWORD not in written
    assert written.count("[secret]") == 3


def test_a_traceback_is_written_without_its_secrets(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        _fails()
    except RuntimeError:
        log().exception("it broke")
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "_fails" in written
    assert PASSWORD not in written
    assert SHAPES[0] not in written


def test_what_libraries_log_passes_the_same_filter(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log()
    logging.getLogger("some.library").warning("GET %s failed with %s", SHAPES[3], PASSWORD)
    written = capsys.readouterr().err
    assert "failed" in written
    assert PASSWORD not in written
    assert "AAHdq" not in written


def test_a_record_that_can_not_be_written_does_not_show_its_arguments(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log()
    logging.getLogger().handlers[0].handle(
        logging.LogRecord("lib", logging.WARNING, "lib.py", 1, "%d", (PASSWORD,), None)
    )
    assert PASSWORD not in capsys.readouterr().err


@pytest.mark.parametrize("shape", SHAPES)
def test_what_looks_like_a_token_is_hidden_though_nobody_said_it(shape: str) -> None:
    assert "[secret]" in Redact([])(f"before {shape} after")
    assert not set(shape.split("-")[1:]) & set(Redact([])(shape).split("-"))


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef",
        "{'token': 'abcdef'}",
        "https://a.example/?access_token=abcdef&x=1",
        "password=abcdef",
    ],
)
def test_what_is_named_a_secret_is_hidden(text: str) -> None:
    assert "abcdef" not in Redact([])(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_secret_is_hidden_wherever_it_stands(before: str, after: str) -> None:
    assert PASSWORD not in Redact([PASSWORD, "hunter2"])(f"{before}{PASSWORD}{after}")


def test_an_ordinary_word_is_not_taken_for_a_secret() -> None:
    assert Redact(["on", ""])("looked on 20 accounts") == "looked on 20 accounts"


def test_json_logs_are_one_object_a_line_with_time_and_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(level="INFO", as_json=True, secrets=[])
    structlog.get_logger("test.lines").info("looked", new=2, text="two\nlines")
    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert (written["event"], written["new"], written["level"]) == ("looked", 2, "info")
    assert written["timestamp"].endswith("Z")


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure(level="WARNING", as_json=False, secrets=[])
    structlog.get_logger("test.level").info("looked")
    logging.getLogger("httpx").info("GET https://a.example")
    assert capsys.readouterr().err == ""


def test_the_secret_address_of_a_feed_is_never_written(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    log().info("asked", url=FEED)
    assert "33jhigtijnzp" not in capsys.readouterr().err

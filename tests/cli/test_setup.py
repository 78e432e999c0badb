"""`veilleur setup`: what it asks, checks, says and writes, against a fake Slack and Telegram."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import known_settings
from bot.cli.setup import ending
from bot.front.manifest import SCOPES
from bot.settings import load
from tests.cli.setup_desk import APP, BOT, NOWHERE, SECRETS, TELEGRAM, Person
from tests.fakes.http import json_fault
from tests.fakes.slack import FakeSlack, error
from tests.fakes.telegram import FakeTelegram

WHOSE = "OK: this is the token of @veilleur in the workspace Test."
BASICS = ("1", "Lyon", "")  # language, city, hour
SLACK = ("y", BOT, APP)
END = ("", "y")  # no more networks, write


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy")
    locale = ("LC_ALL", "LC_MESSAGES", "LANG")
    for name in (*known_settings(), *proxies, *locale):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        one = Person(slack, telegram, tmp_path / ".env")
        one.given()
        yield one


def code_in(shown: str) -> str:
    return shown.partition("?start=")[2][:9]


async def test_from_nothing_to_both_chats_and_the_code(person: Person) -> None:
    assert await person.answers(*BASICS, *SLACK, "y", TELEGRAM, *END) == 0
    assert person.written.items() >= {
        ("LANGUAGE", "en"),
        ("TIMEZONE", "Europe/Paris"),
        ("DIGEST_TIME", "08:30"),
        ("SLACK_BOT_TOKEN", BOT),
        ("SLACK_APP_TOKEN", APP),
        ("TELEGRAM_BOT_TOKEN", TELEGRAM),
    }
    for said in (
        WHOSE,
        "OK: Slack accepts it: Veilleur may listen.",
        "OK: this is the token of @VeilleurBot.",
        "- City: Lyon",
        "- Slack: @veilleur in Test",
        f"Telegram: open https://t.me/VeilleurBot?start={code_in(person.shown)} and press Start.",
        f"Slack: send /veille claim {code_in(person.shown)} to Veilleur, in a direct message.",
        "The code works once. As long as nobody has used it, veilleur run shows it again.",
    ):
        assert said in person.shown
    assert [call.method for call in person.slack.calls] == ["auth.test", "apps.connections.open"]
    assert {call.method for call in person.telegram.calls} == {"getMe"}


async def test_everything_is_asked_and_told_in_french(person: Person) -> None:
    assert await person.answers("2", "Lille", "8h", *("o", BOT, APP), "o", TELEGRAM, "", "o") == 0
    settings = load(person.env_file)
    assert (settings.language, settings.timezone) == ("fr", "Europe/Paris")
    assert str(settings.digest_time) == "08:00:00"
    assert "OK\u00a0: c'est le jeton de @veilleur dans l'espace de travail Test." in person.shown
    assert "Dites-lui ensuite que c'est vous qui le gérez" in person.shown
    english = ("Slack:", "Write", "this is", "Number", "token")
    french = person.shown.partition("français")[2].replace("User OAuth Token", "")
    assert not any(word in french.replace("Token and Scopes", "") for word in english)


async def test_the_terminals_language_is_offered(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_BE.UTF-8")
    await person.answers("")
    assert person.asked == [
        "1, 2 [2]\u00a0: ",
        "Ville, pour les heures que vous lirez [Paris]\u00a0: ",
    ]


@pytest.mark.parametrize(
    ("answers", "zone", "said"),
    [
        (["Bruxelles"], "Europe/Brussels", "Bruxelles: it is"),
        (["geneve"], "Europe/Zurich", "there now, as in Zurich."),
        (["Lyno", "y"], "Europe/Paris", "Lyon: it is"),
        (["Lyno", "n", "Montréal"], "America/Montreal", "Montréal: it is"),
        (["Xyzzyville", "London"], "Europe/London", "I don't know “Xyzzyville”."),
        ([""], "Europe/Paris", "Paris: it is"),
    ],
)
async def test_a_city_is_enough_for_the_hours(
    person: Person, answers: list[str], zone: str, said: str
) -> None:
    assert await person.answers("1", *answers, "", "n", "n", *END) == 0
    assert person.written["TIMEZONE"] == zone
    assert said in person.shown
    assert "Europe/" not in person.shown + "".join(person.asked)


async def test_an_hour_that_is_none_is_asked_again(person: Person) -> None:
    assert await person.answers("1", "", "25:00", "whenever", "7:15", "n", "n", *END) == 0
    assert person.written["DIGEST_TIME"] == "07:15"
    assert "“25:00” is no hour." in person.shown


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("xapp-1-2", "This is the app-level token (xapp-): it is asked for next."),
        ("xoxp-1-2", "This is a person's token (xoxp-)."),
        ("xoxb-wrong", "Slack doesn't know this token."),
        ("xoxb-wr ong", "There is a space or a line break in it"),
        ("", "Nothing came."),
    ],
)
async def test_a_wrong_slack_token_gets_its_sentence_and_another_try(
    person: Person, pasted: str, said: str
) -> None:
    assert await person.answers(*BASICS, "y", pasted, BOT, APP, "n", *END) == 0
    assert said in person.shown
    assert person.written["SLACK_BOT_TOKEN"] == BOT


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ("token_revoked", "Slack says that this token was revoked"),
        ("not_allowed_token_type", "another kind of token"),
        ("org_login_required", "Slack refuses this token (org_login_required)."),
    ],
)
async def test_a_refusal_of_slack_is_told_in_words(person: Person, refusal: str, said: str) -> None:
    person.slack.fail("auth.test", error(refusal))
    assert await person.answers(*BASICS, "y", BOT, BOT, APP, "n", *END) == 0
    assert said in person.shown


async def test_an_app_that_lacks_permissions_is_told_which(person: Person) -> None:
    some = ",".join(sorted(set(SCOPES) - {"commands", "chat:write"}))
    me = {"ok": True, "team": "Test", "team_id": "T1", "user": "veilleur"}
    person.slack.fail("auth.test", json_fault(200, me, {"X-OAuth-Scopes": some}))
    assert await person.answers(*BASICS, "y", BOT, BOT, APP, "n", *END) == 0
    assert "lacks permissions: chat:write, commands." in person.shown


@pytest.mark.parametrize(
    ("pasted", "refusal", "said"),
    [
        (BOT, "", "This is the bot's token (xoxb-), which came before."),
        ("xapp-wrong", "", "Slack doesn't know this token."),
        (APP, "missing_scope", "This token lacks connections:write."),
    ],
)
async def test_a_wrong_app_token_gets_its_sentence(
    person: Person, pasted: str, refusal: str, said: str
) -> None:
    if refusal:
        person.slack.fail("apps.connections.open", error(refusal))
    assert await person.answers(*BASICS, "y", BOT, pasted, APP, "n", *END) == 0
    assert said in person.shown
    assert person.written["SLACK_APP_TOKEN"] == APP


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("12345", "This is only the bot's number"),
        ("@VeilleurBot", "This is the bot's name."),
        (BOT, "This is a token of Slack."),
        ("1:X", "Telegram doesn't know this token."),
    ],
)
async def test_a_wrong_telegram_token_gets_its_sentence(
    person: Person, pasted: str, said: str
) -> None:
    assert await person.answers(*BASICS, "n", "y", pasted, TELEGRAM, *END) == 0
    assert said in person.shown
    assert person.written["TELEGRAM_BOT_TOKEN"] == TELEGRAM


async def test_what_comes_along_when_copying_is_taken_off(person: Person) -> None:
    pasted = f"  SLACK_BOT_TOKEN=“{BOT}” "
    assert await person.answers(*BASICS, "y", pasted, f'"{APP}"', "n", *END) == 0
    assert person.written["SLACK_BOT_TOKEN"] == BOT


# --- no answer


async def test_a_silent_service_is_asked_again_or_its_token_kept(person: Person) -> None:
    await person.slack.stop()
    again_then_keep = ("1", "2")
    answers = (*BASICS, "y", BOT, *again_then_keep, APP, "2", "n", *END)
    assert await person.answers(*answers) == 0
    assert person.shown.count("Slack doesn't answer. Is this machine online?") == 3
    assert "veilleur check tells whether it is right" in person.shown
    assert person.written["SLACK_BOT_TOKEN"] == BOT
    await person.slack.start()


async def test_while_telegram_is_silent_another_token_may_be_pasted(person: Person) -> None:
    await person.telegram.stop()
    assert await person.answers(*BASICS, "n", "y", "2:U", "7", "3", TELEGRAM, "2", *END) == 0
    assert person.written["TELEGRAM_BOT_TOKEN"] == TELEGRAM
    assert "Please answer with a number from 1 to 3." in person.shown
    assert f"send /start {person.shown.partition('/start ')[2][:9]} to your bot" in person.shown
    await person.telegram.start()


# --- back, skip, quit


async def test_back_asks_the_question_before_and_keeps_what_was_answered(person: Person) -> None:
    answers = ("back", "1", "Lyon", "back", "", "9:00", "back", "", "n", "n", *END)
    assert await person.answers(*answers) == 0
    assert "This is the first question." in person.shown
    assert [question for question in person.asked if "[Lyon]" in question] != []
    assert person.written["DIGEST_TIME"] == "09:00"


async def test_going_back_twice_reaches_the_question_before_that(person: Person) -> None:
    answers = ("1", "Lyon", "back", "back", "2", "", "", "n", "n", "", "o")
    assert await person.answers(*answers) == 0
    assert person.written["LANGUAGE"] == "fr"
    assert person.asked[4].startswith("1, 2 [1]")


async def test_a_skipped_question_changes_nothing(person: Person) -> None:
    person.given("TIMEZONE=Europe/London", "DIGEST_TIME=07:00")
    skips = ("skip",) * 3
    assert await person.answers("1", *skips, "n", "skip", "y") == 0
    assert person.written["TIMEZONE"] == "Europe/London"
    assert person.written["DIGEST_TIME"] == "07:00"


@pytest.mark.parametrize(
    ("last", "status"), [("quit", 1), (KeyboardInterrupt(), 130), (EOFError(), 1)]
)
async def test_leaving_before_the_end_leaves_the_file_as_it_was(
    person: Person, last: str | BaseException, status: int
) -> None:
    before = person.env_file.read_bytes()
    assert await person.answers(*BASICS, *SLACK, last) == status
    assert person.env_file.read_bytes() == before
    assert not (person.env_file.parent / "veilleur.db").exists()


async def test_no_to_the_last_question_writes_nothing(person: Person) -> None:
    before = person.env_file.read_bytes()
    assert await person.answers(*BASICS, *SLACK, "n", "", "n") == 1
    assert person.env_file.read_bytes() == before
    assert "Nothing was changed" in person.shown


# --- a file that is there already


async def test_what_stands_is_rechecked_and_kept_without_being_shown(person: Person) -> None:
    tokens = (f"SLACK_BOT_TOKEN={BOT}", f"SLACK_APP_TOKEN={APP}", f"TELEGRAM_BOT_TOKEN={TELEGRAM}")
    person.given("# mine", *tokens, "RETENTION_DAYS=30")
    assert await person.answers("1", "", "", "", "", *END) == 0
    assert WHOSE in person.shown
    assert person.written["RETENTION_DAYS"] == "30"
    assert "# mine\n" in person.env_file.read_text()
    assert "?start=" in person.shown


async def test_what_stands_and_is_wrong_is_asked_for_anew(person: Person) -> None:
    person.given("SLACK_BOT_TOKEN=xoxb-wrong", f"SLACK_APP_TOKEN={APP}")
    assert await person.answers(*BASICS, "n", BOT, "", "n", *END) == 0
    assert "Slack doesn't know this token." in person.shown
    assert "SLACK_APP_TOKEN is set already (xapp-…). Enter keeps it." in person.shown
    assert person.written["SLACK_BOT_TOKEN"] == BOT


async def test_a_city_in_the_file_that_is_none_is_simply_asked_for(person: Person) -> None:
    person.given("TIMEZONE=Europe/Pari", "DIGEST_TIME=late")
    assert await person.answers(*BASICS, "n", "n", *END) == 0
    assert person.written["TIMEZONE"] == "Europe/Paris"


async def test_a_setting_that_is_not_asked_for_must_be_mended_first(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    person.given("RETENTION_DAYS=many")
    assert await person.answers() == 1
    assert "RETENTION_DAYS: write a number of days" in capsys.readouterr().err


async def test_a_value_of_the_environment_that_wins_is_told(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEZONE", "Europe/London")
    assert await person.answers(*BASICS, "n", "n", *END) == 0
    assert "TIMEZONE is also set in the environment of this terminal" in person.shown


# --- networks


async def test_a_network_that_does_not_answer_can_be_set_up_unchecked(person: Person) -> None:
    answers = (*BASICS, "n", "n", "3", "", "abc def", "abcdef", "2", *END)
    assert await person.answers(*answers) == 0
    assert person.written["MASTODON_TOKEN"] == "abcdef"
    assert person.written["MASTODON_URL"] == NOWHERE
    assert "Mastodon doesn't answer." in person.shown
    assert "with a free token of your server (set up)" in person.shown
    assert "- Mastodon: set up" in person.shown


async def test_an_own_password_is_refused_for_bluesky(person: Person) -> None:
    answers = (*BASICS, "n", "n", "1", "cabinet", "@cabinet.bsky.social", "hunter2", "skip", "9")
    assert await person.answers(*answers, *END) == 0
    assert "A whole handle looks like cabinet.bsky.social." in person.shown
    assert "Never give your own password." in person.shown
    assert "BLUESKY_APP_PASSWORD" not in person.written
    assert "hunter2" not in person.env_file.read_text()


# --- what comes out


async def test_no_secret_is_shown_and_the_files_are_their_owners_alone(
    person: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = ("xoxb-wrong", "xoxp-1-2")
    answers = (*BASICS, "y", *wrong, BOT, APP, "y", "1:X", TELEGRAM, *END)
    assert await person.answers(*answers) == 0
    out = "".join((person.shown, *person.asked, *capfd.readouterr()))
    assert not [secret for secret in SECRETS if secret in out]
    for name in (".env", "slack-manifest.json", "veilleur.db"):
        mode = stat.S_IMODE((person.env_file.parent / name).stat().st_mode)
        assert mode == 0o600, name


async def test_nothing_moves_and_nothing_is_coloured_where_it_is_not_a_terminal(
    person: Person,
) -> None:
    await person.answers(*BASICS, *SLACK, "n", *END)
    assert not any(mark in person.shown for mark in ("\x1b", "\r", "\b"))


async def test_the_code_is_the_same_next_time_and_there_is_none_once_it_was_used(
    person: Person,
) -> None:
    await person.answers(*BASICS, "n", "y", TELEGRAM, *END)
    first = code_in(person.shown)
    await person.answers("", "", "", "n", "", *END)
    assert person.shown.count(f"?start={first}") == 2


async def test_a_veilleur_that_runs_is_to_be_started_again(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def runs(url: str) -> bool:
        return True

    monkeypatch.setattr(ending, "_running", runs)
    await person.answers(*BASICS, "n", "n", *END)
    assert "Veilleur runs already: stop it, then start it again" in person.shown


async def test_a_database_that_can_not_be_used_is_told_and_the_settings_stay(
    person: Person,
) -> None:
    person.given("DATABASE_URL=sqlite:////nowhere/at/all.db")
    assert await person.answers(*BASICS, "n", "y", TELEGRAM, *END) == 1
    assert person.written["TELEGRAM_BOT_TOKEN"] == TELEGRAM
    assert "The database can't be used" in person.shown


async def test_a_folder_without_permission_is_told_before_anything_is_asked(
    person: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert await person.answers() == 1
    assert person.asked == []
    assert "Nothing can be written in" in capsys.readouterr().err


async def test_the_manifest_is_ready_beside_the_settings(person: Person) -> None:
    await person.answers(*BASICS, "y", BOT, APP, "n", *END)
    made = person.env_file.parent / "slack-manifest.json"
    assert f"replace everything by what stands in {made}" in person.shown
    text = await asyncio.to_thread(made.read_text)
    assert '"/veille"' in text
    assert '"/suivre"' in text

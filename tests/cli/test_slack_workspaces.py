"""What the command line says where several Slack workspaces install Veilleur."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.test_cli import OFFLINE, Desk

OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "client-secret",
    "SLACK_SIGNING_SECRET": "signing-secret",
    "SLACK_TOKEN_KEY": Fernet.generate_key().decode(),
    "HTTP_BIND": "127.0.0.1:0",
    "PUBLIC_URL": "https://veilleur.example/",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "no workspace yet: install Veilleur at https://veilleur.example/slack/install"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is needed too"),
        ({"SLACK_TOKEN_KEY": ""}, "SLACK_TOKEN_KEY must hold the key"),
        ({"SLACK_TOKEN_KEY": "too-short"}, "SLACK_TOKEN_KEY must hold the key"),
        ({"HTTP_BIND": ""}, "set PUBLIC_URL (https://...) and HTTP_BIND"),
        ({"SLACK_BOT_TOKEN": "xoxb-1-one"}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set"),
        ({"SLACK_SIGNING_SECRET": ""}, "Slack needs SLACK_APP_TOKEN"),
    ],
)
def test_a_check_says_what_is_missing(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    desk = Desk(tmp_path)
    desk.settings(**{**OFFLINE, **OAUTH, **changed})
    done = desk.run("check")
    [said] = [line for line in done.stdout.splitlines() if " Slack: " in line]
    assert told in said
    assert said.startswith("WRONG" if changed else "ok")
    shown = done.stdout + done.stderr
    assert not any(secret in shown for secret in ("client-secret", "too-short", "xoxb-1"))


def test_a_start_with_both_ways_is_refused_in_words(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.settings(**OFFLINE, **OAUTH, SLACK_BOT_TOKEN="xoxb-1-one", LANGUAGE="fr")
    done = desk.run("run")
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN et SLACK_CLIENT_ID sont tous deux renseignés" in done.stderr


def test_the_manifest_names_the_way_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.settings(**OFFLINE, **OAUTH)
    made = json.loads(desk.run("slack-manifest", "--oauth", "--grid").stdout)
    back = "https://veilleur.example/slack/oauth_redirect"
    assert made["oauth_config"]["redirect_urls"] == [back]

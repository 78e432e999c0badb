"""English: Slack workspaces in which a browser installs the bot."""

TEXTS: dict[str, str | tuple[str, ...]] = {
    "slack.not_installed": "Veilleur is not installed in this workspace any more. Ask the person who runs it for the address where it can be installed again. What is watched here is kept for 30 days.",
    "oauth.done": "Veilleur is installed in {name}",
    "oauth.done.next": "You can close this page. In Slack, type /watch @competitor in a channel: in a private one, invite @Veilleur first.",
    "oauth.failed": "Veilleur was not installed",
    "oauth.failed.next": "Open the installation address again, in this same browser and within ten minutes, and accept what Slack asks. If it fails again, the person who runs Veilleur finds the reason in its log.",
    "notice.slack_installed": "Veilleur has been installed in the Slack workspace {name}.",
    "notice.slack_uninstalled": "Veilleur has been taken out of the Slack workspace {name}. What is watched there is kept for 30 days and goes on if it is installed again.",
    "closed.slack_uninstalled": "Veilleur is not installed in this workspace any more.",
    "denied.inside": "Only people who are in {channel} can change what it watches.",
    "cli.install": "Slack workspaces install Veilleur at {address}",
    "cli.check.no_workspace": "no workspace yet: install Veilleur at {address}",
    "front.slack_client_secret": "SLACK_CLIENT_ID is set, so SLACK_CLIENT_SECRET is needed too. Both stand under Basic Information, App Credentials.",
    "front.slack_token_key": "SLACK_TOKEN_KEY must hold the key that encrypts the workspaces' tokens. Make one with openssl rand -base64 32 | tr +/ _- (44 characters).",
    "front.slack_install_address": "With SLACK_CLIENT_ID, workspaces install Veilleur with a browser: set PUBLIC_URL (https://...) and HTTP_BIND.",
    "front.slack_one_or_many": "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set. For one workspace keep SLACK_BOT_TOKEN; for several keep SLACK_CLIENT_ID, and install Veilleur in each.",
    "front.slack_installed_token": "Slack refuses the token of a workspace where Veilleur was installed. Install it there again: open /slack/install at PUBLIC_URL (SLACK_CLIENT_ID is its app).",
}

"""English: Slack workspaces that an operator lets in, or doesn't."""

TEXTS: dict[str, str | tuple[str, ...]] = {
    "slack.workspace.asked": "This Veilleur belongs to a firm: I have asked the person who runs it to let your workspace in.",
    "slack.workspace.refused": "The person who runs this Veilleur has refused to let your workspace in.",
    "notice.workspace": "Veilleur has been installed in the Slack workspace {channel}. Nobody there can use it until you allow it.",
    "notice.workspace.installed": "{name} has installed Veilleur in the Slack workspace {channel}. Nobody there can use it until you allow it.",
    "notice.workspace.asks": "{name} asks to use Veilleur in the Slack workspace {channel}. Nobody there can until you allow it.",
    "notice.workspace.allowed": "Your workspace may use Veilleur now. Type /watch @competitor.",
    "workspace.yes": "Everybody in the Slack workspace {channel} may now use Veilleur.",
    "workspace.no": "The Slack workspace {channel} may not use Veilleur, and nothing is sent there.",
    "workspace.ours": "Somebody who runs this Veilleur is in the Slack workspace {channel}: it can't be refused.",
    "workspace.unknown": "Veilleur is not installed in the Slack workspace {channel}: nothing was changed.",
    "closed.slack_shut": "the person who runs Veilleur has refused to let this workspace in.",
    "oauth.done.asked": "You can close this page. This Veilleur belongs to a firm: the person who runs it has been asked to let your workspace in. Until then it does nothing there.",
    "oauth.done.each": "You can close this page. This Veilleur belongs to a firm: in each workspace of your organisation, the first /watch asks the person who runs it to let that workspace in. Until then it does nothing there.",
    "oauth.done.refused": "You can close this page. The person who runs this Veilleur has refused to let your workspace in: it does nothing there.",
    "cli.setting.slack_access": "write claimed or open.",
}

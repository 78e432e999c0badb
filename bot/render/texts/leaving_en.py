"""Handing over and leaving, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- to another channel
    "move.done": (
        "What was watched here is now watched in {channel}, with its settings.",
        "The {n} accounts and searches watched here are now watched in {channel}, each with its settings.",
    ),
    "move.double": (
        "One was watched there already: it stays as it is there.",
        "{n} were watched there already: they stay as they are there.",
    ),
    "move.same": "That is this channel. Name another one, for example: list to #veille.",
    "move.nothing": "Nothing is watched here, so there is nothing to move.",
    "undo.done.move": "Undone: what went to {what} is watched here again.",
    # --- forgotten
    "forget.question": (
        "Erase all that I know of {channel}? One watch, its history, its settings and what is on its board go for good. Messages that I sent stay in the chat. This can't be undone.",
        "Erase all that I know of {channel}? Its {n} watches, their history, its settings and what is on its board go for good. Messages that I sent stay in the chat. This can't be undone.",
    ),
    "forget.done": "Done: nothing is watched here any more, and nothing of this channel is kept. Write to me again to begin anew.",
    "button.forget_here": "Erase everything",
    "button.keep": "Keep it",
    "bad.bad_forget": "I can forget what is known of this channel: {example}. To stop a watch, use unwatch.",
    # --- no longer there
    "notice.parted": (
        "I can't post in {channel} any more: {why} One watch of that channel is yours or your colleagues'; it is kept until {back}. Let me back in and it goes on.",
        "I can't post in {channel} any more: {why} Its {n} watches, some of them yours, are kept until {back}. Let me back in and they go on.",
    ),
    # --- who runs it
    "owners.title": ("{n} person runs this Veilleur:", "{n} people run this Veilleur:"),
    "owners.none": "Nobody has claimed this Veilleur from a chat yet: whoever has its machine runs it.",
    "owners.on.slack": "on Slack",
    "owners.on.telegram": "on Telegram",
    "owners.on.terminal": "on the machine itself",
    "owners.private": "Ask me that in a private conversation: in a channel, others would read the code.",
    "owners.code": "Whoever sends me this in private runs this Veilleur with you: {command}\nIt works once, {until}.",
    "owners.left": "You no longer run this Veilleur. Its notices go to the others.",
    "owners.last": "You are the only one who runs this Veilleur. Invite somebody first, then leave.",
    "notice.owner_left": "{name} no longer runs this Veilleur with you.",
    "button.owner_new": "Invite one more",
    "bad.bad_owners": "“{word}” isn't something I know to do with owners. For example: {example}, or owners leave.",
    # --- who may change
    "denied.admins": "Only administrators of this workspace can change what {channel} watches. You can search, or watch for yourself in a private conversation with me.",
    "button.open_private": "Open Veilleur",
    "settings.changes.admins": "What is watched here is changed by administrators only.",
    "settings.changes.members": "What is watched here can be changed by every member.",
    "settings.changes.not_you": "You aren't an administrator here: this setting would shut you out, so I leave it as it is.",
    "ask.settings_changes": "Who may change what is watched here?",
    "help.forget": "{slash}forget here: erase all that I know of this channel",
    "help.owners": "{slash}owners: who runs this Veilleur",
}

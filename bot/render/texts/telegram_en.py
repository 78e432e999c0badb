"""What is particular to Telegram, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    # --- @bot words, in any conversation
    "inline.hint": "Type a #tag or words to look for",
    "inline.nothing": "Nothing found in the last 7 days. Ask me",
    "inline.slower": "One moment: that is a lot of questions",
    "inline.closed": "This Veilleur belongs to a firm: ask to be let in",
    "telegram.inline.on": "inline mode is on: @bot #tag works in any conversation.",
    "telegram.inline.off": "inline mode is off. To search from any conversation: /setinline at BotFather, then a few words such as “#tag or words”.",
    # --- the webhook
    "front.telegram_webhook_secret": "TELEGRAM_WEBHOOK_SECRET takes 16 to 256 letters, digits, _ and -. Make one with openssl rand -hex 32.",
    "front.telegram_webhook_url": "Telegram posts to an https address only. With TELEGRAM_WEBHOOK_SECRET, set HTTP_BIND and a PUBLIC_URL that begins with https://, or leave the secret out: then Veilleur asks Telegram by itself.",
    "front.telegram_webhook_refused": "TELEGRAM_WEBHOOK_SECRET is set, but Telegram refuses the address of PUBLIC_URL. It needs a name that the internet knows, a valid certificate, and port 443, 80, 88 or 8443.",
    # --- channels and groups, steered from a private conversation
    "steer.mine": "A channel of mine",
    "steer.which": (
        "From here you can steer this one. Is it about that?",
        "From here you can steer these {n}. Which one is it about?",
    ),
    "steer.another": "Another channel",
    "steer.pick": "Which channel? Press the button below and choose it: I become an administrator there who may post, nothing else. Then tell me what to watch.",
    "steer.pick.button": "Choose a channel of mine",
    "steer.group": "For a group:",
    "steer.group.link": "add me to it",
    "steer.chosen": "What should {channel} be told about? Send me an @account, a link, a website or a #tag.",
    "steer.about": "About {channel}",
    "steer.about.answer": "About {channel}. Reply to this message with a command, for example {example}, and it acts there.",
    "steer.digest": "Its digest",
    "steer.unknown": "I don't know that channel, or you don't administer it. If it is yours, choose it with the button, and I join it.",
    "steer.closed": "I can't post in {channel} yet: {why}",
    "steer.private": "Channels are steered from our private conversation.",
    "steer.elsewhere": "Here each channel is steered in the channel itself: type your commands there.",
    "steer.link.expired": "That link is too old, or what it led to is gone. Ask me here instead.",
    "steer.too": "Watch {what} too, and be told in this conversation?",
    "steer.too.yes": "Watch it here",
    "bad.bad_chats": "I don't know what to do with “{word}” there. Type {example} to choose a channel.",
    # --- the first words where nobody but the bot speaks
    "telegram.first.channel": "Hello. I will tell here what firms say on social networks and on their websites. What to watch is said in private: open a conversation with me and send /channels.",
    "chat.too": "Watch this too",
}

"""What was given to Slack and Telegram, drawn as their chats show it."""

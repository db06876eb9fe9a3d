"""A small Slack and the back ends, emulated on this machine. Knows nothing of the bot."""

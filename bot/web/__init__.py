"""The way in: Slack over HTTP or Socket Mode, and the few pages and probes of the HTTP listener."""

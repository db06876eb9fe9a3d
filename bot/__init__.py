"""Plenum: a team's video conferences, run from Slack."""

"""The Web API methods that are emulated, by name."""

from playground.slack.methods import calls, chat, conversations, installed, people, views
from playground.slack.methods.method import Ask, Method

METHODS: dict[str, Method] = {
    **calls.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **installed.METHODS,
    **people.METHODS,
    **views.METHODS,
}

__all__ = ["METHODS", "Ask", "Method"]

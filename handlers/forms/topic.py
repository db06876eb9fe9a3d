"""The topic as it stands in a form, and what may be wrong with it."""

from typing import Any

from bot.blocks import forms
from bot.blocks.kit import cut, plain


def read_topic(fields: dict[str, dict[str, Any]]) -> tuple[str, dict[str, str]]:
    """The topic, and a sentence for its block where it is none."""
    typed = (fields.get(forms.TOPIC) or {}).get("value") or ""
    topic = cut(plain(typed), forms.TOPIC_LIMIT)
    if not topic:
        return topic, {forms.TOPIC: forms.EMPTY_TOPIC}
    if any(word in typed for word in ("<!channel", "<!here", "<!everyone")):
        return topic, {forms.TOPIC: forms.BROADCAST}
    return topic, {}

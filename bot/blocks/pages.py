"""The few words for browsers, while a workspace installs Plenum."""

import base64
import hashlib
from html import escape

_STYLE = (
    "body{font:1.05rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;color:#1d1c1d;"
    "background:#fff}h1{font-size:1.6rem;line-height:1.3}code{background:#f1eff2;padding:.1em .35em;border-radius:4px}"
    "a{color:#1264a3}@media(prefers-color-scheme:dark){body{color:#e8e6e9;background:#1a1d21}"
    "code{background:#2c2f36}a{color:#6cb5ef}}"
)

STYLE_SOURCE = "'sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode() + "'"
"""What a Content-Security-Policy calls the one style of these pages."""

_AGAIN = '<a href="/slack/install">Start again</a>'


def installed(workspace_name: str, open_url: str) -> str:
    where = escape(workspace_name) or "your workspace"
    return _page(
        f"Plenum is installed in {where}",
        "Type <code>/conf</code> in any channel to begin, or <code>/conf help</code> to see what there is.",
        "In a private channel, invite it first: <code>/invite @Plenum</code>.",
        f'<a href="{escape(open_url)}">Open Slack</a>',
    )


def denied() -> str:
    return _page(
        "Plenum was not installed",
        "You chose not to allow it, so nothing was changed in your workspace.",
        f"If that was not what you meant: {_AGAIN}. "
        "Where only administrators may install apps, send them this page's address.",
    )


def expired() -> str:
    return _page(
        "This page is no longer good",
        "An installation has to be finished within ten minutes, once, in the browser where it began. "
        "Nothing was changed in your workspace.",
        f"{_AGAIN}: it takes a minute.",
    )


def refused() -> str:
    return _page(
        "Plenum was not installed",
        "Slack did not accept this installation any more. This happens when the page is loaded a second time.",
        f"{_AGAIN}. If it ends here once more, tell whoever runs Plenum: they find the reason in its log.",
    )


def unanswered() -> str:
    return _page(
        "Plenum was not installed",
        "Slack did not answer in time.",
        f"Wait a minute, then: {_AGAIN}.",
    )


def unfinished() -> str:
    return _page(
        "Plenum could not finish",
        "It cannot reach its own database right now.",
        f"Wait a minute, then: {_AGAIN}. That puts things right.",
    )


def _page(title: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )

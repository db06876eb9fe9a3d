"""Where people meet: the service gives ids, and the addresses are those of a web client that the host runs."""

import re
from urllib.parse import quote, urlsplit

_ID, _TOKEN = "{id}", "{token}"
_AT_AN_END = re.compile(r"^[-._~]|[-._~]$")


def template(text: str) -> str:
    """An address that can be made into links. Raises `ValueError` with what is wrong."""
    bare = text.replace(_ID, "").replace(_TOKEN, "")
    if re.search(r"[{}\s]", bare) or text.count(_ID) != 1 or text.count(_TOKEN) > 1:
        raise ValueError("does not hold {id} once, {token} once or not at all, and no other brackets or spaces")
    address, whole = urlsplit(bare), urlsplit(text)
    if address.scheme not in ("http", "https") or not address.hostname or "@" in address.netloc:
        raise ValueError("is not an http or https address without a password")
    if address.netloc != whole.netloc:
        raise ValueError("holds {id} or {token} in the name of the host")
    return text


def is_personal(join_url: str) -> bool:
    """Whether each person's link carries a token of their own."""
    return _TOKEN in join_url


def link(join_url: str, link_id: str, *, token: str = "") -> str:
    """The address at which one joins. Without a token, one that carries tokens lets nobody in."""
    return join_url.replace(_ID, _escaped(link_id)).replace(_TOKEN, quote(token, safe=""))


def _escaped(link_id: str) -> str:
    """An id may begin or end with a sign that Slack, or whoever copies the link, takes for the end of it."""
    return _AT_AN_END.sub(lambda sign: f"%{ord(sign[0]):02X}", quote(link_id, safe=""))

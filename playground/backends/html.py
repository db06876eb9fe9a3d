"""HTML made of elements: text is escaped unless it is HTML already."""

from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | None | Iterable["Child"]
_VOID = frozenset({"input", "link", "meta"})


def element(tag: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """`<tag …>children</tag>`. A trailing underscore in an attribute's name goes, others become hyphens."""
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{given}>")
    return Html(f"<{tag}{given}>{joined(children)}</{tag}>")


def joined(children: Iterable[Child]) -> Html:
    return Html("".join(_child(one) for one in children))


def _child(one: Child) -> str:
    if one is None:
        return ""
    if isinstance(one, Html):
        return one
    return escape(one) if isinstance(one, str) else joined(one)


def _attribute(key: str, value: str | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def document(title: str, body: Html, root: str) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("link", rel="stylesheet", href=f"{root}/page.css"),
        element("script", src=f"{root}/page.js", defer=True),
    )
    return f"<!DOCTYPE html>{element('html', head, element('body', body), lang='en')}"

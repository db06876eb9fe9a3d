"""How the pages of a back end look: their frame, style sheet and script, and the pieces that many of them have."""

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from playground.backends.html import Child, Html, document, element, joined
from playground.backends.wording import initials

_HERE = Path(__file__).parent
_TONES = 6
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A back end's own: the letter before its name, the style sheet that holds its colours, light and dark, and what
    its pages do beyond those of the others."""

    mark: str
    colours: Path
    script: Path | None = None

    def routes(self) -> list[Route]:
        return [Route("/page.css", self._css), Route("/page.js", self._js)]

    async def _css(self, request: Request) -> Response:
        return Response(_together(_HERE / "look.css", self.colours), media_type="text/css")

    async def _js(self, request: Request) -> Response:
        own = [self.script] if self.script else []
        return Response(_together(_HERE / "look.js", *own), media_type="text/javascript")

    def page(self, root: str, name: str, title: str, *main: Child, footer: str, status: int = 200) -> Response:
        """A whole page. `root` is where the app is mounted, `name` the server's."""
        mark = element("span", self.mark, class_="mark", aria_hidden="true")
        head = element(
            "header",
            element("a", mark, name, class_="brand", href=f"{root}/"),
            element("span", "Emulated for the playground", class_="muted small"),
        )
        skip = element("a", "To the content", class_="skip", href="#main")
        foot = element("footer", footer, class_="muted small")
        body = joined([skip, head, element("main", *main, id="main"), foot])
        return HTMLResponse(document(f"{title} · {name}", body, root), status, headers=_HEADERS)


def _together(*files: Path) -> str:
    return "\n".join(file.read_text("utf-8") for file in files)


def live(name: str, *children: Child) -> Html:
    """What the page's script keeps up to date."""
    return element("div", *children, id=f"live-{name}", data_live=True)


def badge(word: str, kind: str = "") -> Html:
    return element("span", word, class_=f"badge {kind}".rstrip())


def face(name: str) -> Html:
    tone = crc32(name.encode()) % _TONES
    return element("span", initials(name), class_=f"face tone{tone}", aria_hidden="true")


def tile(name: str, notes: list[str]) -> Html:
    """Somebody who is in."""
    role = element("span", ", ".join(notes), class_="role small") if notes else None
    return element("li", face(name), element("span", name, class_="name"), role, class_="tile")


def tiles(title: str, people: list[Html]) -> Html | None:
    if not people:
        return None
    return element("section", element("h2", title), element("ul", people, class_="tiles", aria_label="Participants"))


def button(label: str, action: str, *, kind: str = "", ask: str | None = None, focus: str = "") -> Html:
    """A form of one button; `ask` is what the script asks before it is sent."""
    pressed = element("button", label, type="submit", class_=kind or None, id=focus or None)
    return element("form", pressed, method="post", action=action, data_ask=ask)


def field(label: str, name: str, value: str = "", *, longest: int) -> Html:
    typed = element("input", name=name, value=value, maxlength=str(longest), autocomplete="name", required=True)
    return element("label", f"{label} ", typed, class_="field")


def problem(said: str) -> Html:
    return element("p", said, class_="problem", role="alert")


def note(said: str) -> Html:
    return element("p", said, class_="empty")


def link(words: str, href: str) -> Html:
    return element("p", element("a", words, href=href))

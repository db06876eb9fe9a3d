"""A route for everything below a path: Starlette's own `path` does not reach beyond a line break (`%0A`)."""

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route
from starlette.types import ASGIApp


class _Anything(Convertor[str]):
    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


def below(path: str, app: ASGIApp) -> Route:
    """Whatever is asked under `path`, which ends in a slash, is asked of `app`."""
    return Route(f"{path}{{rest:anything}}", app)

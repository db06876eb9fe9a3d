"""Tokens: got once for all, renewed in time, and once more when they are refused."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from bot.errors import Denied, Garbled, Unanswered, Unreachable
from bot.providers.auth import Grant, Login, Token, TokenAuth, in_query
from bot.providers.http import Api, Patience, client
from tests.conftest import FrozenClock

ROOT = "https://server.test"


class Server:
    """Gives out tokens t1, t2, … and takes only those in `good`; can be told to fail at logging in."""

    def __init__(self, *, expires_in: int | None = 3600) -> None:
        self.expires_in = expires_in
        self.logins: list[str] = []
        self.bearers: list[str | None] = []
        self.good: set[str] = set()
        self.refuses_all = False
        self.login_answer: Callable[[], httpx.Response] | None = None
        self.asked = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            self.logins.append(request.read().decode())
            self.asked.set()
            await self.open.wait()
            if self.login_answer:
                return self.login_answer()
            token = f"t{len(self.logins)}"
            self.good.add(token)
            return httpx.Response(200, json={"access_token": token, "expires_in": self.expires_in})
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ") or request.url.params["access_token"]
        self.bearers.append(bearer)
        return httpx.Response(200 if bearer in self.good and not self.refuses_all else 401)


class Client:
    """What an adapter is, as far as logging in goes."""

    def __init__(self, server: Server, clock: FrozenClock, patience: Patience, **options: object) -> None:
        self.http = client(transport=httpx.MockTransport(server))
        self.clock = clock
        stale: Callable[[httpx.Response], bool] = lambda answer: answer.status_code == 401  # noqa: E731
        self.auth = TokenAuth(self.login, stale=stale, clock=clock, **options)  # type: ignore[arg-type]
        self.api = Api("hq", self.http, base_url=ROOT, auth=self.auth, verdict=self.verdict, patience=patience)

    def login(self, last: Token | None) -> Login:
        said = "first" if last is None else f"after {last.value.get_secret_value()}"
        answer = yield self.http.build_request("POST", f"{ROOT}/token", content=said)
        return self.api.read(self.api.accept(answer), Grant).token(self.clock())

    def verdict(self, answer: httpx.Response) -> Denied | None:
        return Denied("hq", "wrong password") if answer.status_code == 400 else None


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def there(server: Server, clock: FrozenClock, patience: Patience) -> Client:
    return Client(server, clock, patience)


async def test_logs_in_before_the_first_request_and_not_again(server: Server, there: Client) -> None:
    await there.api.send("GET", "a")
    await there.api.send("POST", "b")

    assert server.logins == ["first"]
    assert server.bearers == ["t1", "t1"]


async def test_renews_when_four_fifths_of_the_life_are_over(server: Server, there: Client, clock: FrozenClock) -> None:
    await there.api.send("GET", "a")

    clock.advance(seconds=2879)
    await there.api.send("GET", "a")
    clock.advance(seconds=1)
    await there.api.send("GET", "a")

    assert server.bearers == ["t1", "t1", "t2"]
    assert server.logins == ["first", "after t1"]


async def test_keeps_a_token_of_unknown_life_until_it_is_refused(clock: FrozenClock, patience: Patience) -> None:
    server = Server(expires_in=None)
    there = Client(server, clock, patience)
    await there.api.send("GET", "a")

    clock.advance(days=400)
    await there.api.send("GET", "a")
    server.good.clear()
    await there.api.send("GET", "a")

    assert server.bearers == ["t1", "t1", "t1", "t2"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_refused_token_is_renewed_and_the_request_sent_again(
    method: str, server: Server, there: Client
) -> None:
    await there.api.send("GET", "a")
    server.good.clear()

    answer = await there.api.send(method, "a")

    assert answer.status_code == 200
    assert server.bearers == ["t1", "t1", "t2"]


async def test_a_refusal_of_the_new_token_too_stands(server: Server, there: Client) -> None:
    server.refuses_all = True

    with pytest.raises(Denied):
        await there.api.send("POST", "a")

    assert server.bearers == ["t1", "t2"]


class Refreshing(Client):
    """Says of every token after the first that it was refreshed, unless there was nothing to refresh it with."""

    def login(self, last: Token | None) -> Login:
        token = yield from super().login(last)
        return replace(token, by_refresh=last is not None)


async def test_a_refreshed_token_that_is_refused_is_followed_by_one_login(
    server: Server, clock: FrozenClock, patience: Patience
) -> None:
    there = Refreshing(server, clock, patience)
    await there.api.send("GET", "a")
    server.refuses_all = True

    with pytest.raises(Denied):
        await there.api.send("POST", "a")

    assert server.logins == ["first", "after t1", "first"]
    assert server.bearers == ["t1", "t1", "t2", "t3"]


async def test_many_whose_refreshed_token_was_refused_log_in_once(
    server: Server, clock: FrozenClock, patience: Patience
) -> None:
    there = Refreshing(server, clock, patience)
    await there.api.send("GET", "a")
    clock.advance(hours=1)
    await there.api.send("GET", "a")
    server.good.clear()

    await asyncio.gather(*(there.api.send("GET", "a") for _ in range(12)))

    assert server.logins == ["first", "after t1", "first"]


async def test_many_at_once_log_in_once(server: Server, there: Client) -> None:
    await asyncio.gather(*(there.api.send("GET", "a") for _ in range(12)))

    assert server.logins == ["first"]
    assert server.bearers == ["t1"] * 12


async def test_many_whose_token_was_refused_renew_it_once(server: Server, there: Client) -> None:
    await there.api.send("GET", "a")
    server.good.clear()

    await asyncio.gather(*(there.api.send("GET", "a") for _ in range(12)))

    assert server.logins == ["first", "after t1"]


async def test_many_at_once_with_a_wrong_password_try_it_once(server: Server, there: Client) -> None:
    server.login_answer = lambda: httpx.Response(400)
    server.open.clear()
    asked = [asyncio.create_task(there.api.send("GET", "a")) for _ in range(12)]
    await server.asked.wait()

    server.open.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(answer) for answer in answers] == [Denied] * 12
    assert len(server.logins) == 1


async def test_a_wrong_password_is_tried_again_by_who_comes_later(server: Server, there: Client) -> None:
    server.login_answer = lambda: httpx.Response(400)
    with pytest.raises(Denied):
        await there.api.send("GET", "a")
    server.login_answer = None

    answer = await there.api.send("GET", "a")

    assert answer.status_code == 200


async def test_whoever_waited_for_a_login_that_broke_tries_one(server: Server, there: Client) -> None:
    def broken() -> httpx.Response:
        server.login_answer = None
        raise httpx.ReadError("broken")

    server.login_answer = broken
    server.open.clear()
    asked = [asyncio.create_task(there.api.send("POST", "a")) for _ in range(3)]
    await server.asked.wait()

    server.open.set()
    first, *others = await asyncio.gather(*asked, return_exceptions=True)

    assert type(first) is Unreachable
    assert [type(other) for other in others] == [httpx.Response] * 2


async def test_giving_up_in_the_middle_of_a_login_lets_the_next_one_in(server: Server, there: Client) -> None:
    server.open.clear()
    asked = asyncio.create_task(there.api.send("POST", "a"))
    await server.asked.wait()
    asked.cancel()
    await asyncio.wait([asked])
    server.open.set()

    answer = await there.api.send("POST", "a")

    assert answer.status_code == 200


async def test_a_refused_write_that_waits_for_anothers_login_did_nothing(
    server: Server, clock: FrozenClock, short_patience: Patience
) -> None:
    there = Client(server, clock, short_patience)
    await there.api.send("GET", "a")
    server.good.clear()
    server.open.clear()

    answers = await asyncio.gather(*(there.api.send("POST", "a") for _ in range(2)), return_exceptions=True)

    assert [type(answer) for answer in answers] == [Unreachable] * 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"expires_in": 60}),
        httpx.Response(200, json={"access_token": ""}),
        httpx.Response(200, json={"access_token": "a", "expires_in": 10**30}),
        httpx.Response(302),
        httpx.Response(500),
        httpx.Response(502),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_login_that_cannot_be_read_means_that_nothing_was_sent(
    answer: httpx.Response, method: str, server: Server, there: Client
) -> None:
    server.login_answer = lambda: httpx.Response(answer.status_code, content=answer.content)

    with pytest.raises(Unreachable, match="login: "):
        await there.api.send(method, "a")

    assert server.bearers == []


async def test_the_token_can_go_into_the_address(server: Server, clock: FrozenClock, patience: Patience) -> None:
    there = Client(server, clock, patience, carry=in_query)
    await there.api.send("GET", "a#b", params={"q": "x y"})
    server.good.clear()

    answer = await there.api.send("GET", "a#b", params={"q": "x y"})

    assert server.bearers == ["t1", "t1", "t2"]
    assert answer.request.url.raw_path == b"/a%23b?q=x+y&access_token=t2"


def test_tells_no_secret(clock: FrozenClock) -> None:
    grant = Grant.model_validate({"access_token": "s3cr3t", "refresh_token": "r3fr3sh"})

    said = f"{grant!r} {grant} {grant.token(clock())!r}"

    assert "s3cr3t" not in said
    assert "r3fr3sh" not in said


def test_a_grant_keeps_what_the_next_login_needs(clock: FrozenClock) -> None:
    grant = Grant.model_validate_json('{"access_token":"a","expires_in":"100","refresh_token":"r","scope":"x y:read"}')

    token = grant.token(clock())

    assert token == Token(
        value=SecretStr("a"),
        renew_at=clock() + timedelta(seconds=80),
        refresh=SecretStr("r"),
        scopes=frozenset({"x", "y:read"}),
    )


def test_a_life_that_no_calendar_holds_is_not_believed() -> None:
    with pytest.raises(ValidationError):
        Grant.model_validate({"access_token": "a", "expires_in": 10**12})


@pytest.mark.parametrize("error", [Garbled, Unanswered])
async def test_what_a_login_cannot_make_sense_of_is_not_said_of_the_request(
    error: type[Garbled] | type[Unanswered], clock: FrozenClock, patience: Patience
) -> None:
    def login(last: Token | None) -> Login:
        yield httpx.Request("POST", f"{ROOT}/token")
        raise error("hq", "why")

    http = client(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
    auth = TokenAuth(login, stale=lambda answer: False, clock=clock)
    api = Api("hq", http, base_url=ROOT, auth=auth, verdict=lambda answer: None, patience=patience)

    with pytest.raises(Unreachable, match="hq: login: why"):
        await api.send("POST", "a")

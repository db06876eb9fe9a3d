"""Socket Mode, held to slack_sdk's own aiohttp client."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import WSServerHandshakeError
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from playground.slack import seed
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import Workplace, client


class Listener:
    """Acknowledges what it hears, with an answer if it has one; a mute one does not."""

    def __init__(self, place: Workplace) -> None:
        token = place.slack.config.app_token
        self.client = SocketModeClient(app_token=str(token), web_client=client(place.url, token), ping_interval=0.1)
        self.client.socket_mode_request_listeners.append(self._hear)
        self.heard: list[SocketModeRequest] = []
        self.answer: dict[str, object] | None = None
        self.mute = False

    async def _hear(self, speaker: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        if not self.mute:
            answer = SocketModeResponse(envelope_id=request.envelope_id, payload=self.answer)
            await speaker.send_socket_mode_response(answer)


@pytest.fixture
async def listener(place: Workplace) -> AsyncIterator[Listener]:
    listener = Listener(place)
    await listener.client.connect()
    await place.slack.sockets.until(1)
    yield listener
    await listener.client.close()


async def test_a_socket_needs_the_app_token(place: Workplace) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await place.web.api_call("apps.connections.open")
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client(place.url, "xapp-wrong").api_call("apps.connections.open")
    with pytest.raises(SlackApiError, match="not_authed"):
        await client(place.url, None).api_call("apps.connections.open")


async def test_a_command_comes_over_the_socket_and_not_over_http(place: Workplace, listener: Listener) -> None:
    listener.answer = {"text": "Heard"}

    answer = await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf start")

    assert answer == {"ok": True}
    assert [(one.type, one.payload["text"]) for one in listener.heard] == [("slash_commands", "start")]
    assert listener.heard[0].accepts_response_payload
    assert place.app.told == []
    assert await place.texts(seed.ANA, seed.OPS) == ["Heard"]


async def test_an_event_comes_over_the_socket(place: Workplace, listener: Listener) -> None:
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="@Plenum start")
    await place.slack.events.settled()

    heard = listener.heard[0]
    assert (heard.type, heard.payload["event"]["type"]) == ("events_api", "app_mention")
    assert (heard.accepts_response_payload, heard.retry_attempt) == (False, 0)


async def test_an_event_that_is_not_acknowledged_comes_again_marked(
    place: Workplace, listener: Listener, clock: FrozenClock
) -> None:
    listener.mute = True
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="@Plenum start")
    await place.slack.history.until(lambda entry: entry.kind == "told", times=2)

    listener.mute = False
    clock.advance(minutes=1)
    await place.slack.events.settled()

    assert [(one.retry_attempt, one.retry_reason) for one in listener.heard] == [
        (0, ""),
        (1, "http_timeout"),
        (2, "http_timeout"),
    ]


async def test_silence_on_the_socket_is_a_time_out(place: Workplace, listener: Listener) -> None:
    listener.mute = True

    answer = await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")

    assert answer["error"] == "operation_timeout"


async def test_a_form_is_refused_over_the_socket(place: Workplace, listener: Listener) -> None:
    form = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "F"},
        "submit": {"type": "plain_text", "text": "S"},
        "blocks": [
            {
                "type": "input",
                "block_id": "topic",
                "optional": True,
                "label": {"type": "plain_text", "text": "Topic"},
                "element": {"type": "plain_text_input", "action_id": "typed"},
            }
        ],
    }
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")
    opened = await place.web.views_open(trigger_id=listener.heard[0].payload["trigger_id"], view=form)
    listener.answer = {"response_action": "errors", "errors": {"topic": "Too short"}}

    answer = await place.does("submit", as_=seed.ANA, view_id=opened["view"]["id"], state={"values": {}})

    assert answer["errors"] == {"topic": "Too short"}


async def test_a_dropped_socket_is_opened_anew(place: Workplace, listener: Listener) -> None:
    await place.slack.sockets.drop()
    await place.slack.sockets.until(1)

    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf again")

    assert listener.heard[0].payload["text"] == "again"


async def test_an_app_that_is_asked_to_reconnect_does(place: Workplace, listener: Listener) -> None:
    before = listener.client.wss_uri

    await place.does("workspace", do="reconnect")
    await place.slack.history.until(lambda entry: entry.name == "apps.connections.open", times=2)
    await place.slack.sockets.until(1)

    assert before is not None
    assert place.slack.sockets.connected == 1


async def test_while_sockets_are_down_http_is_used(place: Workplace, listener: Listener) -> None:
    await place.does("faults", sockets_down=True)
    await place.slack.sockets.until(0)

    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")

    assert [told.payload["command"] for told in place.app.told] == ["/conf"]


async def test_a_socket_that_breaks_before_the_acknowledgement_fails_the_command(
    place: Workplace, listener: Listener
) -> None:
    listener.mute = True
    listener.client.auto_reconnect_enabled = False

    async def dropping(speaker: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await place.slack.sockets.drop()

    listener.client.socket_mode_request_listeners.append(dropping)

    answer = await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")

    assert answer["error"] == "dispatch_failed"


async def test_an_address_that_was_not_given_opens_no_socket(place: Workplace, listener: Listener) -> None:
    address = f"{place.url.replace('http', 'ws')}/link?ticket=invented"

    with pytest.raises(WSServerHandshakeError, match="403"):
        await listener.client.aiohttp_client_session.ws_connect(address)

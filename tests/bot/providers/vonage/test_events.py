"""What the service tells by itself: each documented message, each form in which it was seen, and what is none."""

import json
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import Garbled
from bot.live import EventKind, Participant, ProviderEvent
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import wire

ROOM = "9f6fe8ae-3458-4a72-b532-8276d5533e97"
SESSION = "2_MX40NjMwODczMn5-MTU3NTgyODEwNzQ2MH5OZDJrVmdBRUNDbG5MUzNqNX20yQ1Z-fg"
RECORDING = "e5b73c98-c087-4ee5-b61b-0ea08204fc65"
JOHN = Participant(id="b424e1c4-e988-4ce2-8ab9-e3efea7de542", name="John Smith", host=True)
STARTED = datetime(2023, 6, 6, 7, 15, 13, 974000, tzinfo=UTC)
ENDED = datetime(2023, 6, 6, 8, 15, 13, 974000, tzinfo=UTC)
LOG = "a name that somebody typed"


def told(old: Vonage, message: object) -> ProviderEvent:
    (event,) = old.events(json.dumps(message).encode(), {})
    return event


def joined(**changes: object) -> dict[str, Any]:
    message: dict[str, Any] = wire("event_session_participant_joined")
    return message | changes


def lacking(name: str, *fields: str) -> dict[str, Any]:
    return {field: value for field, value in wire(name).items() if field not in fields}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("event_room_expired", {"kind": EventKind.ROOM_CLOSED, "room_id": ROOM}),
        (
            "event_session_started",
            {"kind": EventKind.STARTED, "room_id": ROOM, "session_id": SESSION, "at": STARTED},
        ),
        ("event_session_ended", {"kind": EventKind.EMPTIED, "room_id": ROOM, "session_id": SESSION, "at": ENDED}),
        (
            "event_session_participant_joined",
            {"kind": EventKind.JOINED, "room_id": ROOM, "session_id": SESSION, "participant": JOHN},
        ),
        (
            "event_session_participant_left",
            {"kind": EventKind.LEFT, "room_id": ROOM, "session_id": SESSION, "participant": JOHN},
        ),
        (
            "event_recording_started",
            {"kind": EventKind.RECORDING_STARTED, "session_id": SESSION, "recording_id": RECORDING},
        ),
        (
            "event_recording_ended",
            {
                "kind": EventKind.RECORDING_STOPPED,
                "session_id": SESSION,
                "recording_id": RECORDING,
                "at": ENDED.replace(second=11),
            },
        ),
        (
            "event_recording_uploaded",
            {
                "kind": EventKind.RECORDING_READY,
                "room_id": ROOM,
                "session_id": SESSION,
                "recording_id": RECORDING,
            },
        ),
    ],
)
def test_each_documented_message_is_understood(name: str, said: dict[str, Any], old: Vonage) -> None:
    event = told(old, wire(name))

    assert event == ProviderEvent(key=event.key, said=wire(name)["event"], **said)


class TestForms:
    @pytest.mark.parametrize("deed", ["joined", "left"])
    @pytest.mark.parametrize("name", ["session:participant:{}", "participant:{}", "participant-{}"])
    def test_people_come_and_go_under_three_names(self, name: str, deed: str, old: Vonage) -> None:
        event = told(old, joined(event=name.format(deed)))

        assert event.kind is (EventKind.JOINED if deed == "joined" else EventKind.LEFT)
        assert event.participant == JOHN

    def test_the_older_name_of_a_ready_recording_is_the_same_thing(self, old: Vonage) -> None:
        older, newer = told(old, wire("event_recording_ready")), told(old, wire("event_recording_uploaded"))

        assert older.kind is EventKind.RECORDING_READY
        assert (older.said, older.key) == ("recording:ready", newer.key)

    @pytest.mark.parametrize("name", ["event_recording_uploaded_without_room", "event_recording_started"])
    def test_a_recording_need_not_name_its_room(self, name: str, old: Vonage) -> None:
        event = told(old, wire(name))

        assert (event.room_id, event.session_id) == (None, SESSION)

    def test_a_body_may_be_json_that_holds_json(self, old: Vonage) -> None:
        assert told(old, wire("event_double_encoded")) == told(old, wire("event_session_started"))

    @pytest.mark.parametrize("duration", [3598, "3598", 3598.0, None])
    def test_a_length_is_a_number_or_a_text_and_says_nothing_new(self, duration: object, old: Vonage) -> None:
        message = wire("event_recording_ended")

        assert told(old, message | {"duration": duration}) == told(old, message)

    def test_the_type_of_somebody_may_be_missing(self, old: Vonage) -> None:
        bare = wire("event_session_participant_joined_without_type")

        assert told(old, bare) == told(old, joined())

    def test_what_nobody_documented_is_left_aside(self, old: Vonage) -> None:
        assert told(old, joined(email="john@acme.example", account={"id": 7})) == told(old, joined())

    @pytest.mark.parametrize("field", ["started_at", "ended_at"])
    def test_a_time_that_is_not_said_is_not_made_up(self, field: str, old: Vonage) -> None:
        event = told(old, lacking("event_session_ended", field))

        assert event.kind is EventKind.EMPTIED
        assert event.at == (ENDED if field == "started_at" else None)

    def test_a_time_of_another_zone_is_the_same_instant(self, old: Vonage) -> None:
        message = wire("event_session_started") | {"started_at": "2023-06-06T09:15:13.974+02:00"}

        assert told(old, message) == told(old, wire("event_session_started"))

    @pytest.mark.parametrize(
        ("typed", "name"),
        [("Zoë 🦊", "Zoë 🦊"), ("<@U1>", "<@U1>"), ("", ""), ("a\0b", "ab"), ("Zo\ud83e", "Zo?"), (" Ana ", " Ana ")],
    )
    def test_a_name_is_what_was_typed(self, typed: str, name: str, old: Vonage) -> None:
        event = told(old, joined(name=typed))

        assert event.participant
        assert event.participant.name == name

    def test_nobody_has_an_address_or_an_account(self, old: Vonage) -> None:
        event = told(old, joined(name="ana@acme.example"))

        assert event.participant
        assert (event.participant.email, event.participant.account) == (None, None)

    @pytest.mark.parametrize("name", ["session:paused", "recording:failed", "room:created", "x"])
    def test_an_event_that_nobody_knows_is_told_as_unknown(self, name: str, old: Vonage) -> None:
        event = told(old, {"event": name, "room_id": 7})

        assert event == ProviderEvent(kind=EventKind.UNKNOWN, key=event.key, said=name)


class TestKey:
    @pytest.mark.parametrize(
        "changes",
        [
            {"event": "session:participant:left"},
            {"participant_id": "another"},
            {"session_id": "another"},
        ],
        ids=str,
    )
    def test_differs_for_what_happened_apart(self, changes: dict[str, str], old: Vonage) -> None:
        assert told(old, joined(**changes)).key != told(old, joined()).key

    @pytest.mark.parametrize("field", ["recording_id", "started_at", "ended_at"])
    def test_differs_for_another_recording_and_another_time(self, field: str, old: Vonage) -> None:
        message = wire("event_recording_ended")
        other = {"recording_id": "another"}.get(field, "2023-06-06T08:15:12.000Z")

        assert told(old, message | {field: other}).key != told(old, message).key

    def test_differs_for_another_room_that_closed(self, old: Vonage) -> None:
        message = wire("event_room_expired")

        assert told(old, message | {"room_id": "another"}).key != told(old, message).key

    def test_differs_for_unknown_events_of_one_name(self, old: Vonage) -> None:
        assert told(old, {"event": "x", "at": 1}).key != told(old, {"event": "x", "at": 2}).key

    def test_is_the_same_when_the_same_is_told_again_in_other_words(self, old: Vonage) -> None:
        again = dict(reversed(list(joined(event="participant-joined").items())))

        assert told(old, again).key == told(old, joined()).key


class TestGarbled:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"event=session:started",
            b"\xff\xfe",
            b"null",
            b"7",
            b"[]",
            b'"text"',
            b'"\\"{}\\""',
            b"[" * 100_000,
            b"1" * 5_000,
            json.dumps([wire("event_session_started")]).encode(),
            json.dumps(json.dumps(json.dumps(wire("event_session_started")))).encode(),
        ],
        ids=lambda body: repr(body[:20]),
    )
    def test_what_is_no_message(self, body: bytes, old: Vonage) -> None:
        with pytest.raises(Garbled):
            old.events(body, {})

    @pytest.mark.parametrize("name", [None, 7, "", ["session:started"], "session: started", "x" * 65, "a\nb"], ids=repr)
    def test_what_does_not_name_its_event(self, name: object, old: Vonage) -> None:
        with pytest.raises(Garbled, match="name its event"):
            told(old, {"event": name})

    @pytest.mark.parametrize(
        ("name", "needed"),
        [
            ("event_room_expired", ["room_id"]),
            ("event_session_started", ["room_id", "session_id"]),
            ("event_session_ended", ["room_id", "session_id"]),
            ("event_session_participant_joined", ["room_id", "session_id", "participant_id", "name", "is_host"]),
            ("event_recording_started", ["session_id", "recording_id"]),
            ("event_recording_uploaded", ["session_id", "recording_id"]),
        ],
    )
    def test_what_lacks_what_it_is_about(self, name: str, needed: list[str], old: Vonage) -> None:
        for field in needed:
            with pytest.raises(Garbled, match=field):
                told(old, lacking(name, field))

    @pytest.mark.parametrize(
        "changes",
        [
            {"room_id": 7},
            {"session_id": ""},
            {"session_id": "a b"},
            {"session_id": "a\nb"},
            {"participant_id": "x" * 201},
            {"participant_id": None},
            {"name": ["John"]},
            {"is_host": "perhaps"},
            {"started_at": 1686035713},
            {"started_at": "1686035713"},
            {"started_at": "2023-06-06T07:15:13.974"},
            {"started_at": "2023-06-06"},
            {"started_at": "yesterday"},
            {"started_at": "0001-01-01T00:00:00+14:00"},
        ],
        ids=str,
    )
    def test_what_is_not_what_it_should_be(self, changes: dict[str, object], old: Vonage) -> None:
        with pytest.raises(Garbled, match=next(iter(changes))):
            told(old, joined(**changes))

    @pytest.mark.parametrize(
        "body",
        [
            json.dumps(joined(name=LOG, room_id=None)).encode(),
            json.dumps(joined(name=LOG, started_at=LOG)).encode(),
            json.dumps({"event": LOG}).encode(),
            json.dumps([LOG]).encode(),
            json.dumps({"event": LOG}).encode()[:-1],
        ],
    )
    def test_nothing_of_the_message_is_told(self, body: bytes, old: Vonage) -> None:
        with pytest.raises(Garbled) as caught:
            old.events(body, {})

        assert LOG not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"

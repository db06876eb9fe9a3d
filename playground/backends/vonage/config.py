"""What an emulated Vonage Meetings account is like: its application, its addresses, limits and habits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Clock = Callable[[], datetime]
"""Called, gives the present instant; a `PlayClock` or a test's own."""

MEETINGS = "https://meetings.vonage.com"
STORAGE = "https://prod-meetings-recordings.s3.amazonaws.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class DialInNumber:
    """A telephone number of the service; callers type a room's meeting code."""

    number: str
    locale: str
    display_name: str


NUMBERS = (
    DialInNumber(number="541139862166", locale="es-AR", display_name="Argentina"),
    DialInNumber(number="442381924626", locale="en-GB", display_name="United Kingdom"),
    DialInNumber(number="17323338801", locale="en-US", display_name="United States"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VonageConfig:
    """One application. Where the sources leave something open, a switch takes either side.

    The application: `application_id` and `public_key` (PEM) check the tokens.
    Addresses: join links start with `links_base`, recordings' links with `storage_base`; the emulator's own address,
    and the same with `/storage`, make them open here. `…_callback_url`: where a room that names none tells its events.
    Limits: `max_rooms` counts rooms that are not closed; `longest` is how far ahead a room may expire.
    Rooms: `idle_for` is how long a room stays that nobody is in; `ui_settings_change`: an update may hold them (one
    SDK sends them, no document names them); `expiry_ends_session`: else whoever is inside when a room expires may stay.
    Pages: `link_style` is "bare" (no scheme, no version, as captured) or "absolute" (as documented); `edge_links`:
    `next` and `prev` stand even where nothing follows; `page_size_as_text`; `rooms_as` a "list", an "object" that
    holds `rooms`, or what belongs to the prefix that was called; `closed_rooms_listed`; `no_themes_as`.
    Recordings: `upload_takes` (None: until told by `/control/upload`); `recording_link_lives`; `early_delete_status`
    answers 500 (0.1.7) or 403 (0.1.4).
    Webhooks: `uploaded_name` and `participant_names` are what those events are called; `double_encoded`: a JSON text
    that holds JSON; `type_told` of participants; `upload_tells_room`; `duration_as` (mixed: text for the upload, as
    in the captures); `copies` of each; `reversed_order` of what one deed causes; `held` until `/control/deliver`;
    `signature_secret`: signs as Vonage's other webhooks are signed, which Meetings' never were.
    """

    application_id: str = "921a6f5b-1f94-49f4-8107-26f0c75fc6e7"
    public_key: str
    account_id: str = "123ab4cd"
    storage_account: str = "46339892"
    name: str = "Vonage Meetings"
    timezone: str = "Europe/Berlin"

    links_base: str = MEETINGS
    storage_base: str = STORAGE
    rooms_callback_url: str | None = None
    sessions_callback_url: str | None = None
    recordings_callback_url: str | None = None
    dial_in_numbers: tuple[DialInNumber, ...] = NUMBERS
    taken_company_urls: frozenset[str] = frozenset()

    max_rooms: int = 1000
    max_themes: int = 1000
    max_participants: int = 250
    longest: timedelta = timedelta(days=365)
    idle_for: timedelta = timedelta(minutes=10)
    ui_settings_change: bool = False
    expiry_ends_session: bool = False

    link_style: Literal["bare", "absolute"] = "bare"
    edge_links: bool = True
    page_size_as_text: bool = False
    rooms_as: Literal["by prefix", "list", "object"] = "by prefix"
    closed_rooms_listed: bool = True
    no_themes_as: Literal["object", "list"] = "object"

    upload_takes: timedelta | None = timedelta(minutes=2)
    recording_link_lives: timedelta = timedelta(days=1)
    early_delete_status: int = 500

    uploaded_name: Literal["recording:uploaded", "recording:ready"] = "recording:uploaded"
    participant_names: Literal["session:participant:", "participant:", "participant-"] = "session:participant:"
    double_encoded: bool = False
    type_told: bool = True
    upload_tells_room: bool = True
    duration_as: Literal["mixed", "number", "text"] = "mixed"
    copies: int = 1
    reversed_order: bool = False
    held: bool = False
    signature_secret: str | None = field(default=None, repr=False)

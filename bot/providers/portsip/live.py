"""What goes on in a room: who is in, and what can be done to them all, to one of them, and by telephone."""

from bot.errors import Gone, Refusal, Refused
from bot.live import Participant, Presence, RoomState, RoomStatus
from bot.model import Account
from bot.providers.http import before_effect
from bot.providers.portsip import wire
from bot.providers.portsip.callers import Caller
from bot.providers.portsip.line import Line
from bot.providers.portsip.numbers import Beginnings, is_number
from bot.providers.portsip.people import People


class Live:
    """`domain` is the tenant's: whose extensions are known. `outside` says which other numbers may be called."""

    def __init__(self, line: Line, people: People, *, domain: str, outside: Beginnings) -> None:
        self._line = line
        self._people = people
        self._domain = domain
        self._outside = outside

    async def status(self, room_id: str) -> RoomStatus:
        """How the room stands. One that is locked and empty stays empty until it is unlocked."""
        try:
            status = await self._line.status(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        empty = RoomState.IDLE if status.locked else RoomState.EMPTY
        return RoomStatus(
            state=RoomState.LIVE if status.on_call else empty,
            recording=status.recording,
            locked=status.locked,
            muted=status.muted,
        )

    async def participants(self, room_id: str) -> Presence:
        """Who is in, with their addresses as far as they called from an extension of the tenant."""
        inside = [(one, Caller.read(one.display_name or "")) for one in await self._line.inside(room_id)]
        extensions = [number for _, caller in inside if (number := caller.extension_in(self._domain))]
        accounts = await self._people.by_extension(extensions)
        return Presence(
            inside=tuple(
                _participant(one, caller, accounts.get(caller.extension_in(self._domain) or ""))
                for one, caller in inside
            )
        )

    async def ring(self, room_id: str, account: Account) -> None:
        """Call somebody's extension in."""
        try:
            await self._invite(room_id, account.id)
        except Refused as refused:  # whatever it is about: nobody was called
            raise Refused(self._line.provider, refused.detail, why=Refusal.PERSON_UNAVAILABLE) from refused

    async def call(self, room_id: str, number: str) -> None:
        """Call a number in, if it is somebody's extension or may be called by the settings."""
        if not is_number(number):
            raise self._line.refused("not a number that can be dialled", Refusal.INVALID)
        with before_effect():
            await self._allow(number)
            await self._running(room_id)
        await self._invite(room_id, number)

    async def record(self, room_id: str, *, on: bool) -> None:
        """Start or stop; what is so already is left as it is."""
        with before_effect():
            status = await self._running(room_id)
        if status.recording is not on:
            await self._line.act(room_id, "start_recording" if on else "stop_recording")

    async def mute_all(self, room_id: str, *, on: bool) -> None:
        """Told again although it is so already: some may speak again meanwhile."""
        with before_effect():
            await self._running(room_id)
        await self._line.act(room_id, "mute" if on else "unmute")

    async def lock(self, room_id: str, *, on: bool) -> None:
        """Shut or open; what is so already is left as it is. A room in which nobody is may be opened, not shut."""
        with before_effect():
            status = await (self._running(room_id) if on else self._line.status(room_id))
        if status.locked is not on:
            await self._line.act(room_id, "lock" if on else "unlock")

    async def mute(self, room_id: str, participant_id: str, *, on: bool) -> None:
        """Mute one, or let them speak."""
        await self._to_one(room_id, participant_id, "mute" if on else "unmute")

    async def hand_over(self, room_id: str, participant_id: str) -> None:
        """Make one the chairman."""
        await self._to_one(room_id, participant_id, "chairman")

    async def kick(self, room_id: str, participant_id: str) -> None:
        """Send one out; whoever is out already stays out."""
        try:
            await self._to_one(room_id, participant_id, "destroy")
        except Refused as refused:
            if refused.why is not Refusal.NOT_INSIDE:
                raise

    async def _to_one(self, room_id: str, participant_id: str, action: str) -> None:
        """How the PBX refuses for one who has left is not documented, so after a refusal we look."""
        try:
            await self._line.act(room_id, "participants", participant_id, action)
        except (Refused, Gone) as error:
            still = any(one.id == participant_id for one in await self._line.inside(room_id))
            why = Refusal.OTHER if still else Refusal.NOT_INSIDE
            raise Refused(self._line.provider, error.detail, why=why) from error

    async def _running(self, room_id: str) -> wire.Status:
        """How a room stands in which somebody is: not every PBX refuses what is done to an empty one."""
        status = await self._line.status(room_id)
        if not status.on_call:
            raise self._line.refused("nobody is in", Refusal.NOT_RUNNING)
        return status

    async def _allow(self, number: str) -> None:
        if self._outside.allow(number):
            return
        owner = None if number.startswith("+") else await self._line.owner(number)
        if owner is None or owner.type != "EXTENSION":
            raise self._line.refused("neither an extension nor in OUTSIDE_CALLS", Refusal.NUMBER_NOT_ALLOWED)

    async def _invite(self, room_id: str, number: str) -> None:
        await self._line.act(room_id, "participants", "invite", json={"number": number})


def _participant(one: wire.Participant, caller: Caller, account: Account | None) -> Participant:
    return Participant(
        id=one.id,
        name=caller.name or (account.name if account else ""),
        account=account.id if account else None,
        email=account.email if account else None,
        host=bool(one.chairman),
        muted=one.muted,
    )

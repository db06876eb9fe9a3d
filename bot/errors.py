"""Everything that can go wrong. The class says whose problem it is; the words are in `bot.blocks.problem`.

PlenumError
├── UserError             the person can mend it
│   ├── BadCommand        what was typed cannot be carried out as it stands
│   ├── BadTime           a time that cannot be read, is past, or does not exist
│   ├── UnknownConference no conference of this workspace has that code
│   ├── UnknownProvider   no back end is configured under that name
│   ├── NotAllowed        somebody else may do this
│   ├── MayNotStart       others may start and schedule conferences there
│   ├── AdminsOnly        administrators may change that
│   ├── Outsider          people of another organisation may join, and that is all
│   ├── NoPlace           a card cannot stand in that channel
│   ├── TooOld            it was asked for before Plenum was away, too long ago to be done unasked now
│   ├── NotLive           the conference is not going on
│   ├── NotPlanned        the conference is not to come any more
│   ├── ChangedMeanwhile  somebody else changed the plan first
│   ├── RoomMade          its room is there, and cannot become what the changed plan wants
│   ├── NotInvited        whoever replies is not asked to it any more
│   ├── NotInside         nobody called that is in it
│   ├── TooSoon           it has just begun
│   ├── TooMany           it has made as many telephone calls as one may
│   ├── NumberNotAllowed  an administrator chose which numbers may be called, and it is none of them
│   └── Unsupported       the back end cannot do this
├── ProviderError         the back end's
│   ├── Unreachable       the request never arrived: nothing happened there
│   │   └── Resting       it was not asked, because it did not answer lately
│   ├── Unanswered        it may have arrived, no answer came: something may have happened there
│   ├── Busy              it asks us to come back later
│   ├── Denied            it rejected Plenum's own credentials or rights
│   ├── Refused           it understood, and will not (limits, a wrong owner, a running room)
│   ├── Gone              the room is not there (any more)
│   ├── ServiceClosed     its maker has closed it for everybody: nothing happened there, nothing ever will
│   └── Garbled           it answered something that its documentation does not allow
├── SlackError            Slack's answer to a message of ours
│   ├── SlackUnreachable  no answer, or an outage: the message may or may not stand
│   ├── SlackLimited      come back after `retry_after`
│   └── SlackRefused      it will not take this message, ever: `code` says why
│       └── CannotLook    it will not show us whether a message of ours stands
└── StoreError            the database's
    ├── StoreBusy         it did not let us in within the time given: nothing was written
    │   └── NotKept       what Slack asked was not written down: nothing will come of it
    ├── StoreDown         it broke off on the way: what was to be written may stand or not
    └── Unsealable        it holds something sealed with a key that is not configured any more
ConfigError               the settings: stops the start, one line each
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class PlenumError(Exception):
    """Root of all that Plenum raises on purpose while it runs."""


class UserError(PlenumError):
    """The person who asked can mend it. `str()` is never shown: `bot.blocks.problem` finds the words."""


class BadCommand(UserError):
    """What was typed cannot be carried out as it stands."""

    def __init__(self, what: "Mistake", *, said: str = "") -> None:
        super().__init__(what, said)
        self.what = what
        self.said = said


class Mistake(StrEnum):
    """What is wrong with a command that was typed."""

    UNKNOWN_OPTION = "unknown_option"
    EMPTY_TOPIC = "empty_topic"
    TOPIC_TOO_LONG = "topic_too_long"
    BROADCAST = "broadcast"
    NOBODY_NAMED = "nobody_named"
    ONLY_YOURSELF = "only_yourself"
    EXTRA_WORDS = "extra_words"
    RECORD_HOW = "record_how"
    WHOM = "whom"
    WHICH_OF_THEM = "which_of_them"
    NO_NUMBER = "no_number"
    NO_TIME = "no_time"
    ONLY_TIME = "only_time"
    NUMBER = "number"
    UNKNOWN_COMMAND = "unknown_command"
    NOTHING_HERE = "nothing_here"
    GROUP_UNREAD = "group_unread"
    CHANNEL_UNREAD = "channel_unread"
    TOO_MANY_HERE = "too_many_here"
    EVERYBODY_ASKED = "everybody_asked"


class TimeTrouble(StrEnum):
    """What is wrong with a time, a length, a day, a repetition or a reminder that was typed."""

    UNREADABLE = "unreadable"
    NO_TIME = "no_time"
    PAST = "past"
    TOO_FAR = "too_far"
    SKIPPED = "skipped"
    REPEATED = "repeated"
    NO_SUCH_DATE = "no_such_date"
    WRONG_WEEKDAY = "wrong_weekday"
    AMBIGUOUS_DATE = "ambiguous_date"
    AMBIGUOUS_HOUR = "ambiguous_hour"
    AMBIGUOUS_ZONE = "ambiguous_zone"
    UNKNOWN_ZONE = "unknown_zone"
    UNREADABLE_SPAN = "unreadable_span"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNREADABLE_DAY = "unreadable_day"
    NO_SUCH_DAY = "no_such_day"
    PAST_DAY = "past_day"
    UNREADABLE_REPEAT = "unreadable_repeat"
    AMBIGUOUS_REPEAT = "ambiguous_repeat"
    NEVER_HAPPENS = "never_happens"
    TOO_FEW_TIMES = "too_few_times"
    TOO_MANY_TIMES = "too_many_times"
    ENDS_TOO_LATE = "ends_too_late"
    UNREADABLE_LEAD = "unreadable_lead"
    TOO_MANY_LEADS = "too_many_leads"
    LEAD_TOO_LONG = "lead_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChoice:
    """A moment that was perhaps meant, in the zone it was read in, and how to write it so that nothing else can be."""

    at: datetime
    written: str


class BadTime(UserError):
    """A time that cannot be read, is past, or does not exist in its zone; a length, repetition or reminder that cannot
    be.

    `said` is what was typed, `part` the piece of it that is not understood. `understood` is what it says on the wall,
    in the zone it was read in: a clock change may skip that hour. `day`: the day, where no hour was named. `choices`
    are moments that may have been meant, all ahead, the earliest first.
    """

    def __init__(
        self,
        why: TimeTrouble,
        *,
        said: str,
        part: str = "",
        understood: datetime | None = None,
        day: date | None = None,
        choices: tuple[TimeChoice, ...] = (),
    ) -> None:
        super().__init__(why, said)
        self.why = why
        self.said = said
        self.part = part
        self.understood = understood
        self.day = day
        self.choices = choices


class UnknownConference(UserError):
    """No conference of this workspace has that code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnknownProvider(UserError):
    """No back end is configured under that name. `names` are those that are."""

    def __init__(self, name: str, *, names: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.names = names


class NotAllowed(UserError):
    """Somebody else may do this: `who` names the host's Slack id."""

    def __init__(self, what: str, *, host_id: str) -> None:
        super().__init__(what)
        self.what = what
        self.host_id = host_id


class MayNotStart(UserError):
    """Others may start and schedule conferences there: the members of `groups` (Slack's ids), else all members of the
    workspace, but no guests."""

    def __init__(self, *, groups: tuple[str, ...]) -> None:
        super().__init__(*groups)
        self.groups = groups


class AdminsOnly(UserError):
    """What holds for a channel or the workspace is for administrators to choose."""


class Outsider(UserError):
    """Somebody of another organisation, in a shared channel: they may join, and that is all."""


class NoPlace(UserError):
    """A card cannot stand in `channel_id`; `code` is Slack's word for the reason (`is_archived`, …)."""

    def __init__(self, code: str, *, channel_id: str) -> None:
        super().__init__(code)
        self.code = code
        self.channel_id = channel_id


class TooOld(UserError):
    """It was asked for before Plenum was away, too long ago to be done unasked now."""


class NotLive(UserError):
    """The conference `topic` is not going on: over, or not there yet."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic


class NotPlanned(UserError):
    """The conference `topic` is not to come any more: it has begun, is over, or was cancelled."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic


class ChangedMeanwhile(UserError):
    """Somebody else has changed the plan of `topic` since it was looked at; nothing was changed a second time."""

    def __init__(self, topic: str, *, code: str) -> None:
        super().__init__(topic)
        self.topic = topic
        self.code = code


class RoomMade(UserError):
    """Its room is there, and cannot become what the changed plan wants; nor can it be taken away for another one."""

    def __init__(self, topic: str, *, provider: str) -> None:
        super().__init__(topic)
        self.topic = topic
        self.provider = provider


class NotInvited(UserError):
    """Whoever replies is not asked to the conference `topic` any more."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic


class NotInside(UserError):
    """Nobody who is called that is in the conference now."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class TooSoon(UserError):
    """The conference `topic` has begun less than `after` ago: nobody is missing yet."""

    def __init__(self, topic: str, *, after: timedelta) -> None:
        super().__init__(topic)
        self.topic = topic
        self.after = after


class TooMany(UserError):
    """More telephone calls than one conference may make: `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NumberNotAllowed(UserError):
    """`number` may not be called: administrators chose that those may which begin as `allowed`."""

    def __init__(self, number: str, *, allowed: tuple[str, ...]) -> None:
        super().__init__(number)
        self.number = number
        self.allowed = allowed


class Unsupported(UserError):
    """The back end `provider` cannot do `what` (a `Feature`)."""

    def __init__(self, what: str, *, provider: str) -> None:
        super().__init__(what)
        self.what = what
        self.provider = provider


class ProviderError(PlenumError):
    """A back end's trouble. `provider` is the configured name; `detail` is for the log, never for people."""

    def __init__(self, provider: str, detail: str = "") -> None:
        super().__init__(f"{provider}: {detail}" if detail else provider)
        self.provider = provider
        self.detail = detail


class Unreachable(ProviderError):
    """The request never arrived (no route, refused, no TLS): nothing happened there."""


class Resting(Unreachable):
    """It did not answer lately and is left alone: it was not asked. The next call is let through in `again_in`."""

    def __init__(self, provider: str, detail: str = "", *, again_in: timedelta) -> None:
        super().__init__(provider, detail)
        self.again_in = again_in


class Unanswered(ProviderError):
    """No answer came in time, or the line broke after sending: something may have happened there."""


class Busy(ProviderError):
    """It asks us to come back later (429, 503), in `retry_after` if it says when. Nothing happened there."""

    def __init__(self, provider: str, detail: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(provider, detail)
        self.retry_after = retry_after


class Denied(ProviderError):
    """It rejected Plenum's own credentials, or they lack a right. An administrator must act."""


class Refusal(StrEnum):
    """Why a back end that understood will not: the closed list that adapters translate into."""

    ROOM_LIMIT = "room_limit"
    RUNNING_LIMIT = "running_limit"
    GUEST_LIMIT = "guest_limit"
    INVITATION_LIMIT = "invitation_limit"
    NO_SUCH_OWNER = "no_such_owner"
    ALREADY_EXISTS = "already_exists"
    FINISHED = "finished"
    RUNNING = "running"
    RECORDED = "recorded"
    PERSON_UNAVAILABLE = "person_unavailable"
    NOT_RUNNING = "not_running"
    NOT_INSIDE = "not_inside"
    NUMBER_NOT_ALLOWED = "number_not_allowed"
    INVALID = "invalid"
    OTHER = "other"


class Refused(ProviderError):
    """It understood, and will not. `why` is one of `Refusal`; `detail` is the vendor's own word, for the log."""

    def __init__(self, provider: str, detail: str = "", *, why: Refusal = Refusal.OTHER) -> None:
        super().__init__(provider, detail)
        self.why = why


class Gone(ProviderError):
    """The room is not there (any more)."""


class ServiceClosed(ProviderError):
    """The maker of `title` closed it for everybody at the end of the day `since`. Nothing happened there."""

    def __init__(self, provider: str, detail: str = "", *, title: str, since: date) -> None:
        super().__init__(provider, detail)
        self.title = title
        self.since = since


class Garbled(ProviderError):
    """It answered something that its documentation does not allow. Whether something happened is not known."""


class SlackError(PlenumError):
    """Slack's answer to a call of ours; `code` is Slack's own word (`channel_not_found`), for the log and for rules."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SlackUnreachable(SlackError):
    """No answer, or an outage. What was sent may or may not stand: look before sending it again.

    `sent` False: the request never left this machine, so nothing stands.
    """

    def __init__(self, code: str, *, sent: bool = True) -> None:
        super().__init__(code)
        self.sent = sent


class SlackLimited(SlackError):
    """Slack asks us to wait `retry_after` before this method is used again in this workspace."""

    def __init__(self, code: str, *, retry_after: timedelta) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class SlackRefused(SlackError):
    """Slack will not do this, however often it is asked: `code` says why."""


class CannotLook(SlackRefused):
    """Slack will not show us whether a message of ours stands: no history scope, or not in that channel."""


class StoreError(PlenumError):
    """The database's trouble."""


class StoreBusy(StoreError):
    """The database did not let us in within the time given. Nothing was written."""


class NotKept(StoreBusy):
    """What Slack asked was not written down in time: nothing will come of it, the person must ask again."""


class StoreDown(StoreError):
    """The database broke off on the way. What was to be written may stand or not."""


class Unsealable(StoreError):
    """Something was sealed with a key that is not among `SECRET_KEYS` any more."""


class ConfigError(Exception):
    """Wrong or missing settings; `problems` holds one line each: name, what is wrong, an example."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

"""The tables, as data. Every row belongs to a workspace; instants are UTC; what is secret is sealed."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime in and out, UTC inside; a naive one is refused. SQLite keeps it as sortable text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant must carry a time zone")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("enterprise_id", String(32)),
    Column("name", String(255), nullable=False),
    Column("app_id", String(32)),
    Column("bot_user_id", String(32), nullable=False),
    Column("bot_id", String(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("token_sealed", LargeBinary),
    Column("installed_by", String(32)),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
)

install_states = Table(
    "install_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("key", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body_sealed", LargeBinary),
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("claimed_by", String(64)),
    Column("lease_until", Instant),
    Column("done_at", Instant),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_requests_owed", "due_at", sqlite_where=text("state <> 'done'"), postgresql_where=text("state <> 'done'")),
)

conferences = Table(
    "conferences",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("code", String(8), nullable=False),
    # the plan
    Column("topic", String(240), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("duration_s", Integer),
    Column("zone", String(64), nullable=False),
    Column("record", Boolean, nullable=False, default=False, server_default=false()),
    Column("planned", Boolean, nullable=False, default=False, server_default=false()),
    Column("rule", Text),
    Column("leads", JSON),
    Column("options", JSON),
    Column("series", JSON),
    Column("late", JSON),
    Column("series_id", String(32)),
    Column("occurrence_at", Instant),
    Column("early_from", Instant),
    Column("sequence", Integer, nullable=False, default=0, server_default="0"),
    # who and where
    Column("host_id", String(32), nullable=False),
    Column("channel_id", String(32), nullable=False),
    Column("thread_ts", String(32)),
    Column("card_by_answer", Boolean, nullable=False, default=False),
    Column("answered_at", Instant),
    # how it stands
    Column("stage", String(16), nullable=False),
    Column("generation", Integer, nullable=False, default=1),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", String(32)),
    Column("seen_live_at", Instant),
    # what is known of it while it is live
    Column("checked_at", Instant),
    Column("doubted", Boolean, nullable=False, default=False, server_default=false()),
    Column("recording", Boolean),
    Column("locked", Boolean),
    Column("muted", Boolean),
    Column("quiet_since", Instant),
    Column("reminded_quiet", Boolean, nullable=False, default=False, server_default=false()),
    Column("watched", Boolean, nullable=False, default=False, server_default=false()),
    Column("session_id", String(255)),
    Column("calls_made", Integer, nullable=False, default=0, server_default="0"),
    Column("accounted", Boolean, nullable=False, default=False, server_default=false()),
    # in Slack
    Column("call_id", String(32)),
    Column("call_people", JSON),
    Column("asked_key", String(255), nullable=False),
    # the room
    Column("provider", String(64), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("room_stage", String(16), nullable=False),
    Column("room_id", String(255)),
    Column("join_url", Text),
    Column("dial_number", String(64)),
    Column("guest_pin", String(32)),
    Column("host_account", String(255)),
    Column("host_url_sealed", LargeBinary),
    Column("host_pin_sealed", LargeBinary),
    Column("kept_reference", String(64)),
    Column("room_stale", Boolean, nullable=False, default=False, server_default=false()),
    # when somebody must look after the room, and who does
    Column("care_at", Instant),
    Column("care_attempts", Integer, nullable=False, default=0),
    Column("care_by", String(64)),
    Column("care_until", Instant),
    # since when what is owed as reminders may not be what it should be
    Column("remind_from", Instant),
    # when its back end must hear which guests are asked
    Column("guests_at", Instant),
    UniqueConstraint("workspace_id", "code"),
    UniqueConstraint("workspace_id", "asked_key"),
    UniqueConstraint("reference"),
    Index("ix_conferences_here", "workspace_id", "channel_id", "created_at"),
    Index("ix_conferences_series_id", "series_id"),
    Index(
        "ix_conferences_care",
        "care_at",
        sqlite_where=text("care_at IS NOT NULL"),
        postgresql_where=text("care_at IS NOT NULL"),
    ),
    Index(
        "ix_conferences_over",
        "created_at",
        "id",
        sqlite_where=text("stage IN ('ended', 'cancelled', 'missed', 'failed')"),
        postgresql_where=text("stage IN ('ended', 'cancelled', 'missed', 'failed')"),
    ),
    Index(
        "ix_conferences_remind",
        "remind_from",
        sqlite_where=text("remind_from IS NOT NULL"),
        postgresql_where=text("remind_from IS NOT NULL"),
    ),
    Index(
        "ix_conferences_guests",
        "guests_at",
        sqlite_where=text("guests_at IS NOT NULL"),
        postgresql_where=text("guests_at IS NOT NULL"),
    ),
)

invitations = Table(
    "invitations",
    metadata,
    Column("conference_id", String(32), ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String(32), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("invited_by", String(32), nullable=False),
    Column("invited_at", Instant, nullable=False),
    Column("reply", String(8), nullable=False, default="none", server_default="none"),
    Column("replied_at", Instant),
    Index("ix_invitations_person", "workspace_id", "person_id"),
)

guests = Table(
    "guests",
    metadata,
    Column("conference_id", String(32), ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("invited_by", String(32), nullable=False),
    Column("invited_at", Instant, nullable=False),
    Column("told_as", String(255)),
    Column("refused", Boolean, nullable=False, default=False, server_default=false()),
    Column("withdrawn_at", Instant),
)

choices = Table(
    "choices",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("scope", String(16), primary_key=True),
    Column("scope_id", String(32), primary_key=True),
    Column("name", String(96), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("chosen_by", String(32), nullable=False),
    Column("chosen_at", Instant, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("workspace_id", String(32), primary_key=True),
    Column("person_id", String(32), primary_key=True),
    Column("serial", Integer, nullable=False),
)

stays = Table(
    "stays",
    metadata,
    Column("conference_id", String(32), ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True),
    Column("participant_id", String(255), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("name", String(255), nullable=False),
    Column("account", String(255)),
    Column("person_id", String(32)),
    Column("host", Boolean, nullable=False),
    Column("muted", Boolean),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
)

cards = Table(
    "cards",
    metadata,
    Column("conference_id", String(32), ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", String(32), primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("thread_ts", String(32)),
    Column("posted_at", Instant, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workspace_id", String(32), nullable=False),
    Column("conference_id", String(32), ForeignKey("conferences.id", ondelete="CASCADE")),
    Column("generation", Integer, nullable=False, default=1),
    Column("kind", String(24), nullable=False),
    Column("target", String(96), nullable=False),
    Column("conversation", String(32), nullable=False),
    Column("words", JSON, nullable=False),
    Column("asked_by", String(32)),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("suspect", Boolean, nullable=False, default=False),
    Column("claimed_by", String(64)),
    Column("first_claimed_at", Instant),
    Column("lease_until", Instant),
    Column("message_channel_id", String(32)),
    Column("message_ts", String(32)),
    Column("finished_at", Instant),
    Column("reason", String(64)),
    UniqueConstraint("conference_id", "generation", "kind", "target"),
    Index(
        "ix_deliveries_open",
        "due_at",
        "id",
        sqlite_where=text("state IN ('due', 'claimed')"),
        postgresql_where=text("state IN ('due', 'claimed')"),
    ),
    Index(
        "ix_deliveries_open_here",
        "workspace_id",
        "due_at",
        "id",
        sqlite_where=text("state IN ('due', 'claimed')"),
        postgresql_where=text("state IN ('due', 'claimed')"),
    ),
    Index(
        "ix_deliveries_begun",
        "workspace_id",
        "conversation",
        sqlite_where=text("state IN ('due', 'claimed') AND first_claimed_at IS NOT NULL"),
        postgresql_where=text("state IN ('due', 'claimed') AND first_claimed_at IS NOT NULL"),
    ),
    Index(
        "ix_deliveries_leases",
        "lease_until",
        sqlite_where=text("lease_until IS NOT NULL"),
        postgresql_where=text("lease_until IS NOT NULL"),
    ),
    Index("ix_deliveries_conference_id", "conference_id"),
    Index(
        "ix_deliveries_parked",
        "workspace_id",
        sqlite_where=text("state = 'parked'"),
        postgresql_where=text("state = 'parked'"),
    ),
    Index(
        "ix_deliveries_reminders",
        "workspace_id",
        "conversation",
        sqlite_where=text("state = 'due' AND kind = 'reminder'"),
        postgresql_where=text("state = 'due' AND kind = 'reminder'"),
    ),
    Index(
        "ix_deliveries_reminded",
        "message_channel_id",
        "message_ts",
        sqlite_where=text("kind = 'reminder' AND state = 'sent'"),
        postgresql_where=text("kind = 'reminder' AND state = 'sent'"),
    ),
    Index(
        "uq_deliveries_agenda",
        "workspace_id",
        "target",
        "generation",
        unique=True,
        sqlite_where=text("kind = 'agenda'"),
        postgresql_where=text("kind = 'agenda'"),
    ),
)

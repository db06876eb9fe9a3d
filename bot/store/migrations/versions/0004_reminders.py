"""Reminders: leads and options of a plan, which conferences are to be reminded of anew, guests from outside."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MARKED = sa.text("remind_from IS NOT NULL")
WAITING = sa.text("state = 'due' AND kind = 'reminder'")
UNHEARD = sa.text("guests_at IS NOT NULL")
STANDING = sa.text("kind = 'reminder' AND state = 'sent'")
ALONE = sa.text("kind = 'agenda'")
OVER = sa.text("stage IN ('ended', 'cancelled', 'missed', 'failed')")
PARKED = sa.text("state = 'parked'")
OPEN = sa.text("state IN ('due', 'claimed')")
BEGUN = sa.text("state IN ('due', 'claimed') AND first_claimed_at IS NOT NULL")
CLAIMED = sa.text("state = 'claimed'")
LEASED = sa.text("lease_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("conferences", sa.Column("leads", sa.JSON()))
    op.add_column("conferences", sa.Column("options", sa.JSON()))
    op.add_column("conferences", sa.Column("late", sa.JSON()))
    op.add_column("conferences", sa.Column("remind_from", sa.DateTime(timezone=True)))
    op.add_column("conferences", sa.Column("guests_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_conferences_remind", "conferences", ["remind_from"], sqlite_where=MARKED, postgresql_where=MARKED
    )
    op.create_index(
        "ix_conferences_guests", "conferences", ["guests_at"], sqlite_where=UNHEARD, postgresql_where=UNHEARD
    )
    op.create_index("ix_invitations_person", "invitations", ["workspace_id", "person_id"])
    op.create_index(
        "ix_deliveries_reminders",
        "deliveries",
        ["workspace_id", "conversation"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "ix_deliveries_reminded",
        "deliveries",
        ["message_channel_id", "message_ts"],
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index(
        "uq_deliveries_agenda",
        "deliveries",
        ["workspace_id", "target", "generation"],
        unique=True,
        sqlite_where=ALONE,
        postgresql_where=ALONE,
    )
    op.create_index(
        "ix_conferences_over", "conferences", ["created_at", "id"], sqlite_where=OVER, postgresql_where=OVER
    )
    op.create_index(
        "ix_deliveries_parked", "deliveries", ["workspace_id"], sqlite_where=PARKED, postgresql_where=PARKED
    )
    op.create_index(
        "ix_deliveries_open_here",
        "deliveries",
        ["workspace_id", "due_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_deliveries_begun",
        "deliveries",
        ["workspace_id", "conversation"],
        sqlite_where=BEGUN,
        postgresql_where=BEGUN,
    )
    op.create_index("ix_deliveries_leases", "deliveries", ["lease_until"], sqlite_where=LEASED, postgresql_where=LEASED)
    op.drop_index("ix_deliveries_claimed", "deliveries")
    op.create_table(
        "guests",
        sa.Column("conference_id", sa.String(32), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("invited_by", sa.String(32), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_as", sa.String(255)),
        sa.Column("refused", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("conference_id", "address", name="pk_guests"),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_guests_conference_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("guests")
    op.drop_index("ix_deliveries_parked", "deliveries")
    op.drop_index("ix_conferences_over", "conferences")
    op.create_index(
        "ix_deliveries_claimed",
        "deliveries",
        ["workspace_id", "conversation"],
        sqlite_where=CLAIMED,
        postgresql_where=CLAIMED,
    )
    op.drop_index("ix_deliveries_leases", "deliveries")
    op.drop_index("ix_deliveries_begun", "deliveries")
    op.drop_index("ix_deliveries_open_here", "deliveries")
    op.drop_index("uq_deliveries_agenda", "deliveries")
    op.drop_index("ix_deliveries_reminded", "deliveries")
    op.drop_index("ix_deliveries_reminders", "deliveries")
    op.drop_index("ix_invitations_person", "invitations")
    op.drop_index("ix_conferences_guests", "conferences")
    op.drop_index("ix_conferences_remind", "conferences")
    with op.batch_alter_table("conferences") as conferences:
        for column in ("guests_at", "remind_from", "late", "options", "leads"):
            conferences.drop_column(column)

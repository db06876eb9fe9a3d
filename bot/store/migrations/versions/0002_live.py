"""What is known of live conferences, and who was in; plans."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("record", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("planned", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("doubted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("recording", sa.Boolean()),
        sa.Column("locked", sa.Boolean()),
        sa.Column("muted", sa.Boolean()),
        sa.Column("quiet_since", sa.DateTime(timezone=True)),
        sa.Column("reminded_quiet", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("watched", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("session_id", sa.String(255)),
        sa.Column("calls_made", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("accounted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("call_people", sa.JSON()),
    ):
        op.add_column("conferences", column)
    op.create_table(
        "stays",
        sa.Column("conference_id", sa.String(32), nullable=False),
        sa.Column("participant_id", sa.String(255), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("account", sa.String(255)),
        sa.Column("person_id", sa.String(32)),
        sa.Column("host", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean()),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_stays_conference_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conference_id", "participant_id", name="pk_stays"),
    )


def downgrade() -> None:
    op.drop_table("stays")
    with op.batch_alter_table("conferences") as conferences:
        for column in (
            "call_people",
            "accounted",
            "calls_made",
            "session_id",
            "watched",
            "reminded_quiet",
            "quiet_since",
            "muted",
            "locked",
            "recording",
            "doubted",
            "checked_at",
            "planned",
            "record",
        ):
            conferences.drop_column(column)

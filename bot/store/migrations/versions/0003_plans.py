"""Plans: series, replies to invitations, what people chose in the settings, calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("rule", sa.Text()),
        sa.Column("series", sa.JSON()),
        sa.Column("series_id", sa.String(32)),
        sa.Column("occurrence_at", sa.DateTime(timezone=True)),
        sa.Column("early_from", sa.DateTime(timezone=True)),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("room_stale", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("conferences", column)
    op.create_index("ix_conferences_series_id", "conferences", ["series_id"])
    op.add_column("invitations", sa.Column("reply", sa.String(8), nullable=False, server_default="none"))
    op.add_column("invitations", sa.Column("replied_at", sa.DateTime(timezone=True)))
    op.create_table(
        "choices",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("scope_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(96), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("chosen_by", sa.String(32), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "scope", "scope_id", "name", name="pk_choices"),
    )
    op.create_table(
        "feeds",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "person_id", name="pk_feeds"),
    )


def downgrade() -> None:
    op.drop_table("feeds")
    op.drop_table("choices")
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_column("replied_at")
        invitations.drop_column("reply")
    op.drop_index("ix_conferences_series_id", "conferences")
    with op.batch_alter_table("conferences") as conferences:
        for column in ("room_stale", "sequence", "early_from", "occurrence_at", "series_id", "series", "rule"):
            conferences.drop_column(column)

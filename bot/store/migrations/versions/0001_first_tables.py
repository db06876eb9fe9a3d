"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conferences",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("topic", sa.String(240), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_s", sa.Integer()),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("host_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("card_by_answer", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String(32)),
        sa.Column("seen_live_at", sa.DateTime(timezone=True)),
        sa.Column("call_id", sa.String(32)),
        sa.Column("asked_key", sa.String(255), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("room_stage", sa.String(16), nullable=False),
        sa.Column("room_id", sa.String(255)),
        sa.Column("join_url", sa.Text()),
        sa.Column("dial_number", sa.String(64)),
        sa.Column("guest_pin", sa.String(32)),
        sa.Column("host_account", sa.String(255)),
        sa.Column("host_url_sealed", sa.LargeBinary()),
        sa.Column("host_pin_sealed", sa.LargeBinary()),
        sa.Column("care_at", sa.DateTime(timezone=True)),
        sa.Column("care_attempts", sa.Integer(), nullable=False),
        sa.Column("care_by", sa.String(64)),
        sa.Column("care_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_conferences"),
        sa.UniqueConstraint("reference", name="uq_conferences_reference"),
        sa.UniqueConstraint("workspace_id", "asked_key", name="uq_conferences_workspace_id_asked_key"),
        sa.UniqueConstraint("workspace_id", "code", name="uq_conferences_workspace_id_code"),
    )
    op.create_index(
        "ix_conferences_care",
        "conferences",
        ["care_at"],
        sqlite_where=sa.text("care_at IS NOT NULL"),
        postgresql_where=sa.text("care_at IS NOT NULL"),
    )
    op.create_index("ix_conferences_here", "conferences", ["workspace_id", "channel_id", "created_at"])
    op.create_table(
        "install_states",
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_install_states"),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary()),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(64)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_requests_workspace_id_key"),
    )
    op.create_index(
        "ix_requests_owed",
        "requests",
        ["due_at"],
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("app_id", sa.String(32)),
        sa.Column("bot_user_id", sa.String(32), nullable=False),
        sa.Column("bot_id", sa.String(32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary()),
        sa.Column("installed_by", sa.String(32)),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "cards",
        sa.Column("conference_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_cards_conference_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conference_id", "channel_id", "ts", name="pk_cards"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("conference_id", sa.String(32)),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("target", sa.String(96), nullable=False),
        sa.Column("conversation", sa.String(32), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.String(64)),
        sa.Column("first_claimed_at", sa.DateTime(timezone=True)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("message_channel_id", sa.String(32)),
        sa.Column("message_ts", sa.String(32)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(64)),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_deliveries_conference_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "conference_id", "generation", "kind", "target", name="uq_deliveries_conference_id_generation_kind_target"
        ),
    )
    op.create_index(
        "ix_deliveries_claimed",
        "deliveries",
        ["workspace_id", "conversation"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index("ix_deliveries_conference_id", "deliveries", ["conference_id"])
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["due_at", "id"],
        sqlite_where=sa.text("state IN ('due', 'claimed')"),
        postgresql_where=sa.text("state IN ('due', 'claimed')"),
    )
    op.create_table(
        "invitations",
        sa.Column("conference_id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("invited_by", sa.String(32), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name="fk_invitations_conference_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conference_id", "person_id", name="pk_invitations"),
    )


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("deliveries")
    op.drop_table("cards")
    op.drop_table("workspaces")
    op.drop_table("requests")
    op.drop_table("install_states")
    op.drop_table("conferences")

"""Doctor on the database: whether it can be used, and which schema it has."""

from bot.errors import ConfigError, StoreError
from bot.store import schema
from bot.store.database import Database
from bot.store.schema import Schema, SchemaState
from bot.verbs.doctor.finding import Finding, note, ok, wrong

ABOUT = "database"


async def examine_database(database_url: str) -> list[Finding]:
    """Open it beside whoever uses it, and compare its schema with ours."""
    try:
        db = await Database.open(database_url, sole=False)
    except ConfigError as error:
        return [wrong(ABOUT, problem) for problem in error.problems]
    try:
        return [_schema(db, await schema.state(db))]
    except StoreError as error:
        return [wrong(ABOUT, f"cannot be used: {error}")]
    finally:
        await db.close()


def _schema(db: Database, state: SchemaState) -> Finding:
    name = f"SQLite, {db.path}" if db.path else "PostgreSQL"
    if state.schema is Schema.CURRENT:
        return ok(ABOUT, f"{name}, schema {state.found}")
    if state.schema is Schema.NEWER:
        return wrong(ABOUT, f"{name}: a newer Plenum made it (schema {state.found}, this one knows {state.wanted})")
    has = f"has schema {state.found}" if state.found else "is empty"
    if db.path:
        return note(ABOUT, f"{name}: {has}; `serve` brings it to {state.wanted} by itself")
    return wrong(ABOUT, f"{name}: {has} instead of {state.wanted}; run: python -m bot migrate")

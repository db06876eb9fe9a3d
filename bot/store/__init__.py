"""Rows ↔ values: all SQL is here. `Connection` is what one transaction hands to the stores it spans."""

from sqlalchemy.ext.asyncio import AsyncConnection as Connection

__all__ = ["Connection"]

"""Vonage Meetings, by its REST API v1. Its maker closed the service on 30 June 2025."""

from bot.providers.vonage.adapter import Vonage

__all__ = ["Vonage"]

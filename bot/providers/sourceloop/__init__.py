"""SourceLoop's video-conferencing-service, of any release from 1.2 on, in front of Vonage Video or Twilio."""

from bot.providers.sourceloop.adapter import SourceLoop

__all__ = ["SourceLoop"]

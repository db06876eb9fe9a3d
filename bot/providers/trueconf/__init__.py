"""TrueConf Server, by its REST API v3.3 to v3.10 (the API v4 of newer servers is another one)."""

from bot.providers.trueconf.adapter import TrueConf

__all__ = ["TrueConf"]

"""PortSIP PBX 22.x, by its REST API (the older API on ports 8899 and 8900 is another one)."""

from bot.providers.portsip.adapter import PortSip

__all__ = ["PortSip"]

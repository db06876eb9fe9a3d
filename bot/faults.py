"""Kill points: the places at which a test may have this process killed, as a power cut would."""

import ipaddress
import os
import signal
from urllib.parse import urlsplit


def kill_point(name: str) -> None:
    """Die here, by SIGKILL, if `PLENUM_KILL_AT` names this point and Slack is only an emulator on this machine."""
    if os.environ.get("PLENUM_KILL_AT") == name and _playing():
        os.kill(os.getpid(), signal.SIGKILL)


def _playing() -> bool:
    host = urlsplit(os.environ.get("SLACK_API_URL", "")).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

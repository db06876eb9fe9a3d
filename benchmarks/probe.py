"""How long a server's event loop is blocked, seen from outside: `python -m benchmarks.probe PORT SECONDS`.

Asks for /healthz every 5 ms on a connection of its own, and prints how long the longest answer took, in ms.
"""

import socket
import sys
import time

from benchmarks.processes import HOST

EVERY_S = 0.005
_QUESTION = b"GET /healthz HTTP/1.1\r\nhost: probe\r\n\r\n"


def longest_ms(port: int, seconds: float) -> float:
    """The longest of all answers within so many seconds."""
    longest = 0.0
    with socket.create_connection((HOST, port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begun = time.perf_counter()
        while (asked := time.perf_counter()) < begun + seconds:
            line.sendall(_QUESTION)
            _read_answer(line)
            took = time.perf_counter() - asked
            longest = max(longest, took)
            time.sleep(max(0.0, EVERY_S - took))
    return longest * 1000


def _read_answer(line: socket.socket) -> None:
    answer = b""
    while not answer.endswith(b"alive\n"):
        part = line.recv(4096)
        if not part:
            raise ConnectionError("the server closed the probe's connection")
        answer += part


if __name__ == "__main__":
    print(longest_ms(int(sys.argv[1]), float(sys.argv[2])))

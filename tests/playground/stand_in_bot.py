"""A bot for the demo's tests, started as its own process: it answers /healthz, or does what its argument says."""

import http.server
import os
import sys


class Healthy(http.server.BaseHTTPRequestHandler):
    """Lives, and says so."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
        if self.path == "/end":
            os._exit(3)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def main(how: str) -> int:
    sys.stdout.write(f"working in {os.getcwd()}\n")
    if how == "refuse":
        sys.stdout.write("SECRET_KEYS is wrong\n")
        return 2
    with http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Healthy) as server:
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

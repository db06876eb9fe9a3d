"""The object store that recordings' links lead to, and that logos are sent to."""

from email.parser import BytesParser
from email.policy import HTTP
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.backends.vonage.room import Status
from playground.backends.vonage.service import Service
from playground.backends.vonage.storage import film, is_logo_key


class Files:
    """Speaks XML, as such stores do, and takes no token of the application's."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        return [
            Route("/storage/logos", self._keep_logo, methods=["POST"]),
            Route("/storage/{account}/{recording_id}/archive.mp4", self._film),
        ]

    async def _film(self, request: Request) -> Response:
        self._service.settle()
        if "authorization" in request.headers:
            return _trouble(400, "InvalidArgument", "Only one auth mechanism allowed")
        account, recording_id = request.path_params["account"], request.path_params["recording_id"]
        asked = request.query_params
        path, expires = f"{account}/{recording_id}/archive.mp4", asked.get("Expires", "")
        trouble = self._service.storage.trouble(path, expires, asked.get("Signature", ""), self._service.now)
        if trouble:
            return _trouble(403, trouble, "This link is not good, or not any more")
        found = self._service.recordings.get(recording_id)
        if found is None or found.status is not Status.UPLOADED:
            return _trouble(404, "NoSuchKey", "The specified key does not exist.")
        headers = {"Content-Disposition": asked.get("response-content-disposition", "inline")}
        return Response(film(found), media_type="video/mp4", headers=headers)

    async def _keep_logo(self, request: Request) -> Response:
        """Of the form's parts only the key matters here."""
        head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
        form = BytesParser(policy=HTTP).parsebytes(head + await request.body())
        parts = list(form.iter_parts()) if form.is_multipart() else []
        named = {part.get_param("name", header="content-disposition"): part for part in parts}
        key = str(named["key"].get_payload()).strip() if "key" in named else ""
        if not is_logo_key(key) or "file" not in named:
            return _trouble(400, "InvalidArgument", "A form with a key and a file is needed")
        self._service.storage.logos.add(key)
        return Response(status_code=204)


def _trouble(status: int, code: str, message: str) -> Response:
    text = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', status, media_type="application/xml")

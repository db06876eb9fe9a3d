"""What belongs to the whole application: telephone numbers, and the theme that rooms have by default."""

from playground.backends.vonage import wire
from playground.backends.vonage.call import Answer, Call, Endpoint, always
from playground.backends.vonage.fields import CHANGED_APPLICATION
from playground.backends.vonage.refusal import bad_request


def _numbers(call: Call) -> Answer:
    return [wire.number(one) for one in call.service.config.dial_in_numbers]


def _change(call: Call) -> Answer:
    theme_id = call.body["update_details"]["default_theme_id"]
    if theme_id not in call.service.themes:
        raise bad_request(f"Failed to update application because theme id {theme_id} not found")
    call.service.default_theme_id = theme_id
    return wire.application(call.service)


ENDPOINTS = (
    Endpoint(method="GET", path="dial-in-numbers", act=_numbers, open=True),
    Endpoint(method="PATCH", path="applications", act=_change, body=always(CHANGED_APPLICATION)),
)

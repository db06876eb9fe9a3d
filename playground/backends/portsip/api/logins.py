"""Signing in and out, and what becomes of tokens."""

from playground.backends.portsip.call import Answer, Call, Endpoint, Right, nothing
from playground.backends.portsip.fields import RENEWAL, SIGN_IN


def _grant(call: Call) -> Answer:
    return call.tokens.grant(call.body)


def _sign_in(call: Call) -> Answer:
    return call.tokens.sign_in(call.body["username"], call.body["password"], call.body.get("domain"))


def _renew(call: Call) -> Answer:
    return call.tokens.renew(call.body["refresh_token"])


def _sign_out(call: Call) -> Answer:
    call.tokens.revoke(call.token or "")
    return nothing()


def _log_out(call: Call) -> Answer:
    call.tokens.revoke(call.token or "")
    return nothing(204)


def _who(call: Call) -> Answer:
    role = call.user.role if call.user else ""
    return {"role": role, "password_verified": True, "password_force_reset": False}


_QR = frozenset({"qr"})
"""In the vendor's description; of no effect here."""

_OPEN, _KNOWN = Right.ANYBODY, Right.SIGNED_IN

ENDPOINTS = (
    Endpoint(method="POST", path="login/oauth/token", act=_grant, right=_OPEN, form=True),
    Endpoint(method="POST", path="login/oauth/revoke", act=_sign_out, right=_KNOWN),
    Endpoint(method="POST", path="auth/sign_in", act=_sign_in, right=_OPEN, fields=SIGN_IN, query=_QR),
    Endpoint(method="POST", path="login", act=_sign_in, right=_OPEN, fields=SIGN_IN),
    Endpoint(method="POST", path="auth/refresh_token", act=_renew, right=_OPEN, fields=RENEWAL),
    Endpoint(method="POST", path="auth/sign_out", act=_sign_out, right=_KNOWN),
    Endpoint(method="POST", path="logout", act=_log_out, right=_KNOWN),
    Endpoint(method="GET", path="auth/user", act=_who, right=_KNOWN),
)

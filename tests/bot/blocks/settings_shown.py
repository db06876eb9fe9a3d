"""How the settings look: to an administrator, to somebody else, in direct messages; and what is said after saving."""

from dataclasses import replace
from typing import Any

from bot.blocks import chosen, lead_told, settings
from bot.choices import (
    ADMINS,
    AGENDA,
    BACKEND,
    CHANNEL_LEADS,
    GUESTS,
    LEADS,
    NUMBERS,
    OUTSIDERS,
    QUIET,
    STARTERS,
    Change,
    Choice,
    Chosen,
    Held,
    Scope,
    Starters,
    Who,
    account,
)
from bot.leads import Daily, Quiet
from bot.model import Message
from tests.makers import ANA, BEN, CLEO

DESIGN, OPS, GONE = "S0DESIGN", "S0OPS", "S0GONE"
USUAL = Chosen()
EVERYWHERE = Chosen(
    backend=Held(value="jitsi", scope=Scope.WORKSPACE),
    starters=Held(value=Starters(who=Who.MEMBERS), scope=Scope.WORKSPACE),
    guests=Held(value=False, scope=Scope.WORKSPACE),
    outsiders=Held(value=True, scope=Scope.WORKSPACE),
    numbers=Held(value=("+44", "101"), scope=Scope.WORKSPACE),
    admins=Held(value=(BEN, CLEO), scope=Scope.WORKSPACE),
    leads=Held(value=(30, 10), scope=Scope.WORKSPACE),
    channel_leads=Held(value=(15,), scope=Scope.WORKSPACE),
)
HERE = replace(
    EVERYWHERE,
    lost="old",
    starters=Held(value=Starters(who=Who.GROUPS, groups=(DESIGN, GONE)), scope=Scope.CHANNEL),
    channel_leads=Held(value=(), scope=Scope.CHANNEL),
)
MINE = replace(
    HERE,
    lost=None,
    backend=Held(value="hq", scope=Scope.PERSON),
    accounts={"hq": "ana@old.example"},
    leads=Held(value=(75, 0), scope=Scope.PERSON),
    quiet=Held(value=Quiet(begins=22 * 60, ends=7 * 60 + 30, zone="Europe/Berlin"), scope=Scope.PERSON),
    agenda=Held(value=Daily(at=8 * 60 + 10, zone="Europe/Berlin"), scope=Scope.PERSON),
)
STANDING = lead_told.Standing(mine=MINE, here=HERE)
NOBODY_CHOSE = settings.Sheet(
    mine=USUAL,
    here=USUAL,
    everywhere=USUAL,
    backends=("hq", "jitsi"),
    with_accounts=("hq",),
    groups=((DESIGN, "Design"), (OPS, "Operations")),
    email="ana@acme.example",
    channel_id="C0TEAM",
    admin=True,
    zone="Europe/Berlin",
)
MUCH_CHOSEN = replace(NOBODY_CHOSE, mine=MINE, here=HERE, everywhere=EVERYWHERE)
SHEETS = {
    "settings-nobody-chose": NOBODY_CHOSE,
    "settings-much-chosen": MUCH_CHOSEN,
    "settings-no-groups": replace(NOBODY_CHOSE, groups=()),
    "settings-in-direct-messages": replace(MUCH_CHOSEN, here=None),
    "settings-for-a-member": replace(MUCH_CHOSEN, groups=(), admin=False),
    "settings-little-to-choose": replace(NOBODY_CHOSE, backends=("jitsi",), with_accounts=(), admin=False),
}


def change(choice: Choice[Any], value: Any, scope: Scope = Scope.WORKSPACE, scope_id: str = "T0ACME") -> Change:
    return Change(scope=scope, scope_id=scope_id, choice=choice, value=value)


CHANGES = (
    change(account("hq"), "ana@old.example", Scope.PERSON, ANA),
    change(BACKEND, "jitsi", Scope.PERSON, ANA),
    change(BACKEND, None, Scope.CHANNEL, "C0TEAM"),
    change(STARTERS, Starters(who=Who.GROUPS, groups=(DESIGN, OPS)), Scope.CHANNEL, "C0TEAM"),
    change(STARTERS, Starters(who=Who.MEMBERS)),
    change(GUESTS, False),
    change(OUTSIDERS, True),
    change(NUMBERS, ("+44", "101")),
    change(ADMINS, (BEN, CLEO)),
    change(LEADS, (75, 0), Scope.PERSON, ANA),
    change(LEADS, (), Scope.CHANNEL, "C0TEAM"),
    change(CHANNEL_LEADS, (15,)),
    change(QUIET, Quiet(begins=22 * 60, ends=7 * 60 + 30, zone="Europe/Berlin"), Scope.PERSON, ANA),
    change(AGENDA, Daily(at=8 * 60, zone="Asia/Kolkata"), Scope.PERSON, ANA),
    change(QUIET, None, Scope.PERSON, ANA),
)
MESSAGES: dict[str, Message] = {
    "settings-where": settings.where_to_find(),
    "settings-saved": chosen.saved(CHANGES, [chosen.unknown_account("hq", "ana@old.example")]),
    "settings-unchanged": chosen.saved(
        (), [chosen.somebody_elses("ben@acme.example", BEN), chosen.unasked("hq", "ana@old.example")]
    ),
}
VIEWS: dict[str, dict[str, Any]] = {name: settings.form(sheet, metadata="{}") for name, sheet in SHEETS.items()}

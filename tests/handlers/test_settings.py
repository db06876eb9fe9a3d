"""The settings' form: what it shows to whom, and what comes of saving it."""

from typing import Any

import pytest

from bot.choices import ADMINS, BACKEND, STARTERS, Held, Scope, Starters, Who
from bot.errors import AdminsOnly, SlackUnreachable, Unreachable
from bot.leads import Daily, Quiet
from bot.model import Account, Place
from handlers.forms.form import Asked
from handlers.forms.settings import FORM
from playground.slack.blocks import check_view
from playground.slack.seed import ANA, ANA_BEN, BEN, DESIGN, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.conftest import NOON
from tests.handlers.conftest import Said
from tests.poor import Crowded

OLD = "ben@old.example"


async def shown(plenum: Backstage, by: str, *, channel: str = TEAM_CHANNEL) -> dict[str, Any]:
    """The form as somebody sees it."""
    call = plenum.call(person_id=by, place=Place(channel_id=channel))
    view = await FORM.fill(Asked(call=call), plenum.desk)
    check_view(view)
    return view


async def saves(plenum: Backstage, said: Said, by: str, *chosen: list[Any]) -> str:
    """Somebody sends it: all that they hear."""
    await FORM.carry_out({"chosen": list(chosen)}, plenum.call(person_id=by), plenum.desk, said)
    return "\n".join(block["text"]["text"] for block in said[-1].message.blocks)


def fields(view: dict[str, Any]) -> set[str]:
    return {block["block_id"] for block in view["blocks"] if block["type"] == "input"}


def texts(view: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


REMINDED = {"leads", "channel_leads"}
MINE = {
    f"person.{field}"
    for field in ("backend", "account.hq", "account.hall", "leads", "quiet_from", "quiet_to", "agenda")
}
HERE = {f"channel.{field}" for field in {"backend", "starters", "groups"} | REMINDED}
EVERYWHERE = {
    f"workspace.{field}" for field in {"backend", "starters", "groups", "invited", "numbers", "admins"} | REMINDED
}


async def test_an_administrator_may_choose_for_the_channel_and_the_workspace(plenum: Backstage) -> None:
    assert fields(await shown(plenum, ANA)) == MINE | HERE | EVERYWHERE


async def test_others_choose_for_themselves_and_read_what_holds(plenum: Backstage) -> None:
    await plenum.choose(STARTERS, Starters(who=Who.MEMBERS))
    await plenum.choose(BACKEND, "hall", Scope.CHANNEL, TEAM_CHANNEL)

    view = await shown(plenum, BEN)

    assert fields(view) == MINE
    assert "when nobody names one: *hall*, from this channel" in texts(view)
    assert "Who may start and schedule: members, and no guests, from the workspace" in texts(view)


async def test_whoever_was_made_an_administrator_may_choose_too(plenum: Backstage) -> None:
    await plenum.choose(ADMINS, (BEN,))

    assert fields(await shown(plenum, BEN)) == MINE | HERE | EVERYWHERE


async def test_a_direct_message_is_no_channel_to_choose_for(plenum: Backstage) -> None:
    assert fields(await shown(plenum, ANA, channel=ANA_BEN)) == MINE | EVERYWHERE


async def test_groups_are_offered_by_name_and_none_where_slack_does_not_say(plenum: Backstage) -> None:
    there = await shown(plenum, ANA)
    plenum.slack.faults.set("server_error", method="usergroups.list")
    away = await shown(plenum, ANA)

    (groups,) = (block["element"] for block in there["blocks"] if block.get("block_id") == "channel.groups")
    assert [(one["value"], one["text"]["text"]) for one in groups["options"]] == [(DESIGN, "Design")]
    assert "channel.groups" not in fields(away)


async def test_nothing_is_shown_while_slack_does_not_say_who_asks(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="users.info")

    with pytest.raises(SlackUnreachable):
        await shown(plenum, ANA)


async def test_what_was_saved_is_said_and_holds(plenum: Backstage, said: Said) -> None:
    words = await saves(plenum, said, ANA, ["workspace", "guests", False], ["channel", "backend", "hall"])

    assert words == (
        "The settings are saved.\n"
        "• Guests may be invited, in this workspace: no\n"
        f"• Conference server, when nobody names one, in <#{TEAM_CHANNEL}>: *hall*"
    )
    chosen = await plenum.choices.of(TEAM, TEAM_CHANNEL)
    assert (chosen.guests.value, chosen.backend) == (False, Held(value="hall", scope=Scope.CHANNEL))


async def test_saving_what_holds_already_says_that_nothing_changed(plenum: Backstage, said: Said) -> None:
    await plenum.choose(BACKEND, "hall")

    words = await saves(plenum, said, ANA, ["workspace", "backend", "hall"], ["workspace", "numbers", None])

    assert words == "Nothing was changed in the settings."


async def test_what_others_have_to_keep_to_is_not_theirs_to_choose(plenum: Backstage, said: Said) -> None:
    with pytest.raises(AdminsOnly):
        await saves(plenum, said, BEN, ["person", "backend", "hall"], ["workspace", "guests", False])

    assert (await plenum.choices.of(TEAM, TEAM_CHANNEL, BEN)).backend.value is None


NIGHT = {"begins": 22 * 60, "ends": 7 * 60}


async def test_when_one_is_reminded_and_when_not_is_saved_with_ones_own_zone(plenum: Backstage, said: Said) -> None:
    words = await saves(
        plenum,
        said,
        BEN,
        ["person", "leads", [60, 5]],
        ["person", "quiet", dict(NIGHT)],
        ["person", "agenda", {"at": 480}],
    )

    assert words == (
        "The settings are saved.\n"
        "• Reminders, for you: 1 hour and 5 minutes before\n"
        "• Quiet hours, for you: from 22:00 to 07:00, New York time\n"
        "• What the day brings, for you: at 08:00, New York time"
    )
    chosen = await plenum.choices.of(TEAM, TEAM_CHANNEL, BEN)
    assert chosen.leads.value == (60, 5)
    assert chosen.quiet.value == Quiet(**NIGHT, zone="America/New_York")
    assert chosen.agenda.value == Daily(at=480, zone="America/New_York")


async def test_what_was_saved_about_reminders_stands_in_the_form_and_saved_again_nothing_changes(
    plenum: Backstage, said: Said
) -> None:
    await saves(plenum, said, BEN, ["person", "leads", [75]], ["person", "quiet", dict(NIGHT)])

    view = await shown(plenum, BEN)
    words = await saves(plenum, said, BEN, *sent_as_it_stands(view))

    assert "Now: from 22:00 to 07:00, New York time." in str(view)
    assert "Now: 1 hour 15 minutes before, your own choice." in str(view)
    assert words == "Nothing was changed in the settings."


async def test_what_holds_for_others_says_where_it_comes_from_and_the_narrower_wins(
    plenum: Backstage, said: Said
) -> None:
    await saves(plenum, said, ANA, ["workspace", "leads", [30]], ["channel", "leads", []])
    await saves(plenum, said, ANA, ["workspace", "channel_leads", [15]])

    view = await shown(plenum, BEN)

    assert "People are reminded: not at all, from this channel" in texts(view)
    assert "People are reminded: 30 minutes before, from the workspace" in texts(view)
    assert "The channel itself is reminded: 15 minutes before, from the workspace" in texts(view)
    assert "Now: not at all, from this channel." in str(view)


def sent_as_it_stands(view: dict[str, Any]) -> list[list[Any]]:
    """What Slack sends of it if nothing is touched."""
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    stands = {
        block["block_id"]: {
            block["block_id"]: {
                key.replace("initial_", "selected_"): value
                for key, value in block["element"].items()
                if "initial" in key
            }
        }
        for block in blocks
    }
    asked, errors = FORM.read({"state": {"values": stands}}, NOON)
    assert errors == {}
    return list(asked["chosen"])


class TestAccounts:
    """One's address on a back end, where it is not that of Slack."""

    async def test_one_that_is_known_there_is_saved_without_a_word(
        self, plenum: Backstage, said: Said, hall: Crowded
    ) -> None:
        hall.accounts[OLD] = Account(id="ben.o", name="Ben")

        words = await saves(plenum, said, BEN, ["person", "account.hall", OLD])

        assert words == f"The settings are saved.\n• E-mail address on *hall*, for you: *{OLD}*"

    async def test_one_that_is_not_is_saved_and_said_to_be_unknown(self, plenum: Backstage, said: Said) -> None:
        words = await saves(plenum, said, BEN, ["person", "account.hall", OLD])

        assert f"*hall* knows no account with the address {OLD} now." in words
        assert (await plenum.choices.of(TEAM, person_id=BEN)).accounts == {"hall": OLD}

    async def test_one_that_cannot_be_looked_for_is_saved_and_said_to(
        self, plenum: Backstage, said: Said, hall: Crowded, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(email: str) -> Account | None:
            raise Unreachable("hall")

        monkeypatch.setattr(hall, "account", away)

        words = await saves(plenum, said, BEN, ["person", "account.hall", OLD])

        assert f"*hall* could not be asked whether it knows {OLD}" in words
        assert (await plenum.choices.of(TEAM, person_id=BEN)).accounts == {"hall": OLD}

    async def test_somebody_elses_is_not_saved(self, plenum: Backstage, said: Said) -> None:
        words = await saves(
            plenum, said, BEN, ["person", "account.hall", "ana@acme.example"], ["person", "backend", "hall"]
        )

        assert f"ana@acme.example was not saved as yours: in Slack it is the address of <@{ANA}>." in words
        chosen = await plenum.choices.of(TEAM, person_id=BEN)
        assert (chosen.accounts, chosen.backend.value) == ({}, "hall")

    async def test_nothing_is_said_of_one_that_stays_as_it_was(self, plenum: Backstage, said: Said) -> None:
        await saves(plenum, said, BEN, ["person", "account.hall", OLD])

        words = await saves(plenum, said, BEN, ["person", "account.hall", OLD], ["person", "backend", "hq"])

        assert OLD not in words

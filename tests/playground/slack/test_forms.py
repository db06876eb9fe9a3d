"""Forms and home pages: opened, filled in, submitted, answered, closed."""

from copy import deepcopy
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import Manifest, seed
from tests.playground.slack.conftest import BUTTONS, FORM, MANIFEST, Workplace

TYPED = {"topic": {"typed": {"type": "plain_text_input", "value": "Sync"}}}
HOME = {"type": "home", "blocks": BUTTONS}


async def opened(place: Workplace, form: dict[str, Any] = FORM) -> dict[str, Any]:
    """Ana has a form open."""
    await place.does("say", as_=seed.ANA, channel=seed.TEAM_CHANNEL, text="/conf")
    trigger_id = place.app.told[-1].payload["trigger_id"]
    view: dict[str, Any] = (await place.web.views_open(trigger_id=trigger_id, view=form))["view"]
    return view


async def on_top(place: Workplace) -> dict[str, Any] | None:
    view: dict[str, Any] | None = (await place.sees("view", as_=seed.ANA))["view"]
    return view


async def pushed(place: Workplace, view_id: str) -> dict[str, Any]:
    """From inside the form, another is put on top of it."""
    await place.does("press", as_=seed.ANA, view_id=view_id, block_id="who", action_id="chosen", element={})
    trigger_id = place.app.told[-1].payload["trigger_id"]
    view: dict[str, Any] = (await place.web.views_push(trigger_id=trigger_id, view=FORM))["view"]
    return view


async def submit(place: Workplace, view_id: str, values: dict[str, Any] = TYPED) -> dict[str, Any]:
    return await place.does("submit", as_=seed.ANA, view_id=view_id, state={"values": values})


async def test_a_form_opens_for_whoever_triggered_it(place: Workplace) -> None:
    view = await opened(place)

    top = await on_top(place)
    assert top is not None
    assert top["id"] == view["id"]
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)


async def test_a_submission_carries_every_input_filled_in_or_not(place: Workplace) -> None:
    view = await opened(place)

    answer = await submit(place, view["id"])

    told = place.app.of("view_submission")[0]["view"]
    assert answer == {"ok": True}
    assert told["state"]["values"] == {
        "topic": {"typed": {"type": "plain_text_input", "value": "Sync"}},
        "who": {"chosen": {"type": "multi_users_select", "selected_users": []}},
    }
    assert await on_top(place) is None


async def test_initial_values_count_as_entered(place: Workplace) -> None:
    form = deepcopy(FORM)
    form["blocks"][0]["element"]["initial_value"] = "Standup"  # type: ignore[index]
    view = await opened(place, form)

    await submit(place, view["id"], {})

    values = place.app.of("view_submission")[0]["view"]["state"]["values"]
    assert values["topic"]["typed"]["value"] == "Standup"


async def test_slack_itself_refuses_an_empty_required_field(place: Workplace) -> None:
    view = await opened(place)

    answer = await submit(place, view["id"], {})

    assert answer == {"ok": False, "errors": {"topic": "Please complete this required field."}}
    assert place.app.of("view_submission") == []


async def test_errors_stand_under_their_fields_and_the_form_stays(place: Workplace) -> None:
    view = await opened(place)
    place.app.answers({"response_action": "errors", "errors": {"topic": "Too short"}})

    answer = await submit(place, view["id"])

    top = await on_top(place)
    assert answer == {"ok": False, "errors": {"topic": "Too short"}}
    assert top is not None
    assert top["id"] == view["id"]


@pytest.mark.parametrize("errors", [{}, {"who": "Not an input"}, {"nope": "Not there"}])
async def test_errors_for_anything_but_inputs_are_a_fault(place: Workplace, errors: dict[str, str]) -> None:
    view = await opened(place)
    place.app.answers({"response_action": "errors", "errors": errors})

    assert (await submit(place, view["id"]))["error"] == "invalid_errors"


async def test_an_answer_may_update_the_form(place: Workplace) -> None:
    view = await opened(place)
    place.app.answers({"response_action": "update", "view": FORM | {"callback_id": "second"}})

    answer = await submit(place, view["id"])

    assert (answer["view"]["id"], answer["view"]["callback_id"]) == (view["id"], "second")


async def test_an_answer_may_push_another_form(place: Workplace) -> None:
    view = await opened(place)
    place.app.answers({"response_action": "push", "view": FORM | {"callback_id": "second"}})

    answer = await submit(place, view["id"])

    assert answer["view"]["previous_view_id"] == view["id"]


async def test_an_answer_may_clear_everything(place: Workplace) -> None:
    view = await opened(place)
    await pushed(place, view["id"])
    place.app.answers({"response_action": "clear"})

    await submit(place, view["id"])

    assert await on_top(place) is None


async def test_an_answer_that_slack_does_not_know_is_a_fault(place: Workplace) -> None:
    view = await opened(place)
    place.app.answers({"text": "Thank you"})

    assert (await submit(place, view["id"]))["error"] == "invalid_response_action"


async def test_a_submission_that_is_not_acknowledged_keeps_the_form(place: Workplace) -> None:
    view = await opened(place)
    place.app.answers("", 500)

    answer = await submit(place, view["id"])

    assert (answer["ok"], answer["error"]) == (False, "dispatch_failed")
    assert await on_top(place) is not None


async def test_a_form_that_is_closed_cannot_be_submitted_again(place: Workplace) -> None:
    view = await opened(place)
    await submit(place, view["id"])

    assert (await submit(place, view["id"]))["error"] == "not_found"


async def test_somebody_elses_form_cannot_be_submitted(place: Workplace) -> None:
    view = await opened(place)

    answer = await place.does("submit", as_=seed.BEN, view_id=view["id"], state={"values": {}})

    assert answer["error"] == "not_found"


async def test_entered_values_survive_an_update_of_the_form(place: Workplace) -> None:
    view = await opened(place)
    chosen = {"type": "multi_users_select", "selected_users": [seed.BEN]}
    await place.does("press", as_=seed.ANA, view_id=view["id"], block_id="who", action_id="chosen", element=chosen)

    updated = await place.web.views_update(view_id=view["id"], view=FORM)

    assert updated["view"]["state"]["values"]["who"]["chosen"]["selected_users"] == [seed.BEN]


async def test_an_input_tells_the_app_only_if_it_is_to(place: Workplace) -> None:
    view = await opened(place)
    typed = TYPED["topic"]["typed"]

    await place.does("press", as_=seed.ANA, view_id=view["id"], block_id="topic", action_id="typed", element=typed)

    top = await on_top(place)
    assert top is not None
    assert place.app.of("block_actions") == []
    assert top["state"]["values"]["topic"]["typed"]["value"] == "Sync"


async def test_a_press_in_a_form_carries_the_form(place: Workplace) -> None:
    view = await opened(place)

    await place.does("press", as_=seed.ANA, view_id=view["id"], block_id="who", action_id="chosen", element={})

    told = place.app.of("block_actions")[0]
    assert told["container"] == {"type": "view", "view_id": view["id"]}
    assert told["view"]["id"] == view["id"]
    assert "response_url" not in told


async def test_an_old_hash_loses_the_race(place: Workplace) -> None:
    view = await opened(place)
    await place.web.views_update(view_id=view["id"], view=FORM, hash=view["hash"])

    with pytest.raises(SlackApiError, match="hash_conflict"):
        await place.web.views_update(view_id=view["id"], view=FORM, hash=view["hash"])


async def test_a_form_is_found_by_the_apps_own_id_which_is_unique(place: Workplace) -> None:
    view = await opened(place, FORM | {"external_id": "one"})

    updated = await place.web.views_update(external_id="one", view=FORM | {"external_id": "one"})

    assert updated["view"]["id"] == view["id"]
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await opened(place, FORM | {"external_id": "one"})


async def test_three_forms_stack_and_no_more(place: Workplace) -> None:
    view = await opened(place)
    second = await pushed(place, view["id"])
    third = await pushed(place, second["id"])

    assert (third["root_view_id"], third["previous_view_id"]) == (view["id"], second["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await pushed(place, third["id"])


async def test_closing_shows_the_form_below(place: Workplace) -> None:
    view = await opened(place)
    second = await pushed(place, view["id"])

    await place.does("close", as_=seed.ANA, view_id=second["id"])

    top = await on_top(place)
    told = place.app.of("view_closed")[0]
    assert top is not None
    assert top["id"] == view["id"]
    assert (told["view"]["id"], told["is_cleared"]) == (second["id"], False)


async def test_the_x_closes_all_and_names_the_first_form(place: Workplace) -> None:
    view = await opened(place)
    second = await pushed(place, view["id"])

    await place.does("close", as_=seed.ANA, view_id=second["id"], cleared=True)

    told = place.app.of("view_closed")[0]
    assert (told["view"]["id"], told["is_cleared"]) == (view["id"], True)
    assert await on_top(place) is None


async def test_the_app_hears_of_a_closed_form_only_if_it_asked_to(place: Workplace) -> None:
    view = await opened(place, FORM | {"notify_on_close": False})

    await place.does("close", as_=seed.ANA, view_id=view["id"])

    assert place.app.of("view_closed") == []


_WRONG = [
    {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": BUTTONS},
    {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": FORM["blocks"]},
    {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "markdown", "text": "x"}]},
    {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}] * 101},
    {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": BUTTONS, "colour": "red"},
    {"type": "home", "blocks": BUTTONS},
    {"type": "shop", "blocks": BUTTONS},
]


@pytest.mark.parametrize("form", _WRONG, ids=range(len(_WRONG)))
async def test_a_form_that_slack_would_not_show_is_refused(place: Workplace, form: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError) as refused:
        await opened(place, form)

    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"]


async def test_the_kind_of_a_view_cannot_change(place: Workplace) -> None:
    view = await opened(place)

    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await place.web.views_update(view_id=view["id"], view=HOME)


async def test_a_home_page_is_published_for_one_person(place: Workplace) -> None:
    await place.web.views_publish(user_id=seed.ANA, view=HOME)

    assert (await place.sees("home", as_=seed.ANA))["view"]["blocks"] == BUTTONS
    assert (await place.sees("home", as_=seed.BEN))["view"] is None


async def test_looking_at_the_home_page_tells_the_app(place: Workplace) -> None:
    published = await place.web.views_publish(user_id=seed.ANA, view=HOME)

    await place.sees("home", as_=seed.ANA)
    await place.slack.events.settled()

    event = place.app.of("app_home_opened")[0]["event"]
    assert (event["user"], event["tab"], event["view"]["id"]) == (seed.ANA, "home", published["view"]["id"])


async def test_a_home_page_is_published_anew_under_the_same_id(place: Workplace) -> None:
    first = await place.web.views_publish(user_id=seed.ANA, view=HOME)
    again = await place.web.views_publish(user_id=seed.ANA, view=HOME, hash=first["view"]["hash"])

    assert again["view"]["id"] == first["view"]["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await place.web.views_publish(user_id=seed.ANA, view=HOME, hash=first["view"]["hash"])


async def test_a_button_on_the_home_page_reaches_the_app(place: Workplace) -> None:
    published = await place.web.views_publish(user_id=seed.ANA, view=HOME)

    await place.does("press", as_=seed.ANA, view_id=published["view"]["id"], block_id="row", action_id="go")

    assert place.app.of("block_actions")[0]["view"]["type"] == "home"


class TestWithoutAHomePage:
    @pytest.fixture
    def manifest(self) -> Manifest:
        return Manifest(commands=MANIFEST.commands, scopes=MANIFEST.scopes)

    async def test_nothing_can_be_published(self, place: Workplace) -> None:
        with pytest.raises(SlackApiError, match="not_enabled"):
            await place.web.views_publish(user_id=seed.ANA, view=HOME)

        assert (await place.sees("home", as_=seed.ANA))["view"] is None

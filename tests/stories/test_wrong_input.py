"""Wrong input: each mistake gets its own private sentence with what to do, and nothing is made."""

import pytest

from playground.slack.seed import ANA, EVE, PARTNERS, TEAM_CHANNEL
from tests.stage import Stage


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/conf start Weekly sync via zoom", "There is no conference server called “zoom”"),
        ('/conf start ""', "The topic is empty"),
        (f"/conf start {'x' * 300}", "That topic has 300 characters, and 240 fit"),
        ("/conf start @channel sync", "A topic cannot call a whole channel"),
        ("/conf schedule Weekly sync at yesterday 15:00", "and that is past. Use one like"),
        ("/conf start Weekly sync +recrod", "I do not know the option “+recrod”"),
        ("/conf show Q9Q9", "I know no conference `Q9Q9`"),
        ("/conf end Q9Q9", "I know no conference `Q9Q9`"),
        ("/conf end", "Nothing is live or planned here"),
        ("/conf end now please", "I do not know what to do with “now please”"),
        ("/conf invite", "Nobody was named"),
        ("/conf invite Q9Q9 @ben", "I know no conference `Q9Q9`"),
        ("/conf list everywhere", "I do not know what to do with “everywhere”"),
        ("/conf help dance", "There is no command “dance”"),
        ("/conf weekly sync @ben", "What shall I do with “weekly sync”?"),
        ("/conf 3pm", "What shall I do with “3pm”?"),
        ("/conf strat Weekly sync", "Did you mean `/conf start Weekly sync`?"),
        ("/conf review payload format", "What shall I do with “review payload format”?"),
        ("/conf", "What would you like to do?"),
    ],
)
async def test_each_mistake_has_a_sentence(on_stage: Stage, typed: str, sentence: str) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, typed)

    await on_stage.sees(sentence, only_for=ANA)

    assert on_stage.rooms() == []
    assert not [post for post in on_stage.slack.record.of("shown", "message") if not post.args["only_for"]]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/conf schedule Weekly sync at lunch", "I cannot read “lunch” as a time. Use one like"),
        ("/conf schedule Weekly sync", "I found no time in what you typed."),
        ("/conf schedule tomorrow 15:00", "I found no topic in what you typed."),
        ("/conf edit Q9Q9", "I know no conference `Q9Q9`"),
    ],
)
async def test_each_mistake_that_a_form_can_mend_stands_above_it(on_stage: Stage, typed: str, sentence: str) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, typed)

    await on_stage.reads_form(sentence)

    assert on_stage.slack.record.of("shown", "message") == []


async def test_people_of_another_organisation_may_join_and_that_is_all(on_stage: Stage) -> None:
    on_stage.slack.enter(on_stage.slack.workspace.conversations[PARTNERS], on_stage.slack.app.id)
    await on_stage.types(ANA, PARTNERS, "/conf start Weekly sync")
    card = await on_stage.sees("Weekly sync is live", channel=PARTNERS)

    await on_stage.presses(EVE, card, "conference.more", option="End")

    await on_stage.sees("Only members of this workspace", only_for=EVE)

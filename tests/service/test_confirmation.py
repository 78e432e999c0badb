"""Answers that get more below them."""

from __future__ import annotations

from bot.core.message import Audience, Message, Paragraph, Reply, line
from bot.service.commands.confirmation import Confirmation
from bot.service.commands.firms import beside

MORE = Paragraph((line("More."),))


def test_a_question_with_more_below_it_is_still_asked() -> None:
    asked = Reply(Message("Which site?"), asks="watch", picks="Channel")
    assert beside(asked, (MORE,)) == Reply(
        Message("Which site?", blocks=(MORE,)), asks="watch", picks="Channel"
    )


def test_a_confirmation_with_more_below_it_stands_for_itself() -> None:
    told = Confirmation(Message("Done."), Audience.CHANNEL)
    assert type(beside(told, (MORE,))) is Reply
    assert beside(told, ()) is told

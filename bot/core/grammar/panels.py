"""panel: sets of firms, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.grouped import Panel, PanelAction
from bot.core.grammar.lex import Args, Shape, Token, shown
from bot.core.grammar.values import Verb
from bot.core.grammar.words import EVERYTHING, PANEL_ACTIONS, STARTER


def read_panel(args: Args) -> Result:
    """Ok(Panel); Ask panel_add, panel_remove, panel_as. Bad: bad_starter."""
    words = [token for token in args.tokens if token.folded not in EVERYTHING]
    named = [token for token in words if token.shape is not Shape.SEP]
    if not named:
        return Ok(Panel())
    prefix, colon, starter = named[0].text.partition(":")
    if prefix == STARTER and colon:
        known = len(named) == 1 and starter.isalpha()
        return Ok(Panel(starter=starter)) if known else _bad_starter(named[0])
    at = next((i for i, one in enumerate(words) if i and one.folded in PANEL_ACTIONS), len(words))
    name = _joined(words[:at])
    if at == len(words):
        return Ok(Panel(name))
    return _act(name, PANEL_ACTIONS[words[at].folded], words[at + 1 :])


def _bad_starter(token: Token) -> Bad:
    return Bad("bad_starter", token.start, shown(token.text), example="panel")


def _act(name: str, action: PanelAction, rest: Sequence[Token]) -> Result:
    if action is PanelAction.FORGET:
        return Ok(Panel(name, action))
    if action is PanelAction.NAME:
        value = _joined(rest)
        return Ok(Panel(name, action, value=value)) if value else _ask(name, action)
    firms = tuple(dict.fromkeys(filter(None, map(_joined, _parts(rest)))))
    return Ok(Panel(name, action, firms)) if firms else _ask(name, action)


def _ask(name: str, action: PanelAction) -> Ask:
    before = " ".join(filter(None, write_panel(Panel(name, action), quoted=True)))
    return Ask(Verb.PANEL, f"panel_{action}", before=before)


def _parts(tokens: Iterable[Token]) -> Iterable[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.shape is Shape.SEP:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens if token.shape is not Shape.SEP)


def write_panel(panel: Panel, *, quoted: bool) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    if panel.starter:
        return [Verb.PANEL, f"{STARTER}:{panel.starter}"]
    name = f'"{panel.name}"' if panel.name and quoted else panel.name
    action = "" if panel.action is PanelAction.SHOW else panel.action.value
    value = f'"{panel.value}"' if panel.value else ""
    firms = ", ".join(f'"{one}"' if quoted else one for one in panel.firms)
    return [Verb.PANEL, name, action, value, firms]

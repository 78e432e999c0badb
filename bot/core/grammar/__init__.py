"""The one grammar: what people type, in French or English, to commands and back."""

from bot.core.exporting.values import Export
from bot.core.grammar.commands import (
    Allow,
    Ask,
    Bad,
    Claim,
    Command,
    Digest,
    DigestAction,
    FirmHint,
    Help,
    List,
    Mute,
    Networks,
    Ok,
    Result,
    Setting,
    Settings,
    Status,
    Trends,
    TrendsAction,
    Undo,
    Unmute,
    Until,
    Unwatch,
    Watch,
    Why,
)
from bot.core.grammar.comparison import Compare
from bot.core.grammar.grouped import Firm, FirmAction, Import, ImportAction, Panel, PanelAction
from bot.core.grammar.keeping import Board, Inspire, Save
from bot.core.grammar.leaving import Forget, MoveList, Owners, OwnersAction
from bot.core.grammar.lex import sayable
from bot.core.grammar.parse import parse, render, starts_with_verb
from bot.core.grammar.publishing import Publish
from bot.core.grammar.searched import Author, Category, Search, Task
from bot.core.grammar.steering import Chats
from bot.core.grammar.times import clock_time, days_of, moment
from bot.core.grammar.values import Ref, Term, TermKind, Verb
from bot.core.grammar.words import VERB_NAMES, fold
from bot.core.model import Mode

__all__ = [
    "VERB_NAMES",
    "Allow",
    "Ask",
    "Author",
    "Bad",
    "Board",
    "Category",
    "Chats",
    "Claim",
    "Command",
    "Compare",
    "Digest",
    "DigestAction",
    "Export",
    "Firm",
    "FirmAction",
    "FirmHint",
    "Forget",
    "Help",
    "Import",
    "ImportAction",
    "Inspire",
    "List",
    "Mode",
    "MoveList",
    "Mute",
    "Networks",
    "Ok",
    "Owners",
    "OwnersAction",
    "Panel",
    "PanelAction",
    "Publish",
    "Ref",
    "Result",
    "Save",
    "Search",
    "Setting",
    "Settings",
    "Status",
    "Task",
    "Term",
    "TermKind",
    "Trends",
    "TrendsAction",
    "Undo",
    "Unmute",
    "Until",
    "Unwatch",
    "Verb",
    "Watch",
    "Why",
    "clock_time",
    "days_of",
    "fold",
    "moment",
    "parse",
    "render",
    "sayable",
    "starts_with_verb",
]

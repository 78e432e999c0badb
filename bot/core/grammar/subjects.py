"""What is typed after watch and search, as far as both are read the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from bot.core.grammar.commands import Bad, Result
from bot.core.grammar.expression import Branch, Group, Piece, read_groups
from bot.core.grammar.leaves import Wrong
from bot.core.grammar.lex import Args, Shape, grouped, shown
from bot.core.grammar.options import Options, Reader, read_options
from bot.core.grammar.values import Verb
from bot.core.grammar.words import CONNECTORS, FILLERS, NETWORKS, ON
from connectors.query import Phrase, Tagged


@dataclass(frozen=True, slots=True)
class Typed:
    groups: tuple[Group, ...]
    options: Options

    @property
    def branches(self) -> tuple[Branch, ...]:
        return tuple(branch for group in self.groups for branch in group)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for branch in self.branches for piece in branch)


def names_alone(args: Args) -> bool | Bad:
    """Is there nothing but accounts, links and tags, with "and" and commas between them?"""
    try:
        typed = Typed(read_groups(grouped(args.text, args.begin)), Options())
    except Wrong as wrong:
        return wrong.bad
    named = [piece for piece in typed.pieces if piece.terms or is_tag(piece)]
    rest = [piece.token.folded for piece in typed.pieces if piece not in named]
    return bool(named) and len(typed.branches) == len(typed.groups) and CONNECTORS.issuperset(rest)


def is_tag(piece: Piece) -> bool:
    return isinstance(piece.of, Tagged) and not piece.sign


Finish = Callable[[Typed], Result]


def read(args: Args, verb: Verb, readers: Sequence[Reader], finish: Finish) -> Result:
    try:
        return _understood(args, readers, finish)
    except Wrong as wrong:
        bad, better = wrong.bad, _mended(wrong.bad, args)
    try:
        understood = better is not None and _understood(Args((), better), readers, finish)
    except Wrong:
        understood = False
    return replace(bad, did_you_mean=f"{verb} {better}" if understood else None)


def _understood(args: Args, readers: Sequence[Reader], finish: Finish) -> Result:
    """Raises Wrong."""
    rest, options = read_options(grouped(args.text, args.begin), Options(), readers)
    return finish(_beside(Typed(read_groups(rest), options)))


def _mended(bad: Bad, args: Args) -> str | None:
    """The arguments with what is meant in place of what isn't understood."""
    if bad.reason == "unbalanced":
        return _balanced(args)
    pieces = grouped(args.text, args.begin)
    wrong = next((token for token in pieces if token.start == bad.position), None)
    if wrong is None or bad.did_you_mean is None:
        return None
    before, after = args.text[args.begin : wrong.start], args.text[wrong.end :]
    return f"{before}{bad.did_you_mean}{after}".strip()


def _balanced(args: Args) -> str:
    depth, dropped = 0, set[int]()
    for token in grouped(args.text, args.begin):
        if token.shape is Shape.CLOSE and not depth:
            dropped.add(token.start)
        depth += {Shape.OPEN: 1, Shape.CLOSE: -1 if depth else 0}.get(token.shape, 0)
    end = len(args.text)
    kept = (args.text[at] for at in range(args.begin, end) if at not in dropped)
    return "".join(kept).strip() + ")" * depth


def _beside(typed: Typed) -> Typed:
    """What bare words mean beside accounts and tags: nothing, a network, or it depends."""
    alone = len(typed.branches) == 1
    options = typed.options
    groups = []
    for group in typed.groups:
        branches = []
        for branch in group:
            loose = [piece for piece in branch if piece.is_loose]
            meant = [piece for piece in loose if piece.token.folded not in FILLERS]
            if not loose or not any(map(_names, branch)):
                branches.append(branch)
                continue
            names = [NETWORKS.get(piece.token.folded, "") for piece in meant]
            if alone and len(loose) == 2 and loose[0].token.folded in ON:
                raise Wrong(_unknown_network(loose[1]))
            if alone and meant and all(names):
                options = replace(options, on=tuple(dict.fromkeys((*options.on, *names))))
                meant = []
            dropped = [piece for piece in loose if piece not in meant]
            ignored = dropped if alone or not meant else []
            branches.append(tuple(piece for piece in branch if piece not in ignored))
        groups.append(tuple(branches))
    return Typed(tuple(groups), options)


def _names(piece: Piece) -> bool:
    about = isinstance(piece.of, Tagged | Phrase) and not piece.sign
    return bool(piece.terms) or about


def _unknown_network(piece: Piece) -> Bad:
    typed = piece.token
    distances = ((OSA.distance(typed.folded, name, score_cutoff=2), name) for name in NETWORKS)
    distance, name = min(distances)
    better = NETWORKS[name] if distance <= 2 < len(name) else None
    return Bad("unknown_network", typed.start, shown(typed.text), better)

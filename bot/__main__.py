"""The command line."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import __version__

cli = typer.Typer(
    name="veilleur",
    help="Watches what firms say on social networks and tells a Slack or Telegram channel.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
EnvFile = Annotated[
    Path, typer.Option("--env-file", help="Settings file.", envvar="VEILLEUR_ENV_FILE")
]
ENV = Path(".env")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Everything starts here."""


@cli.command()
def run(
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Chat here instead of in Slack or Telegram.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --terminal: one JSON object a line.")
    ] = False,
    env_file: EnvFile = ENV,
) -> None:
    """Watch and tell: the front-ends whose tokens are set, or a chat in this terminal."""
    from bot.cli.running import run as start

    _exit(start(env_file, terminal=terminal or as_json, as_json=as_json))


@cli.command()
def setup(env_file: EnvFile = ENV) -> None:
    """Ask a few questions, check each token at once, write the settings file."""
    from bot.cli.setup import setup as ask

    raise typer.Exit(ask(env_file))


@cli.command()
def demo(
    exit_after: Annotated[bool, typer.Option("--exit", help="End after the tour.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="Language, as fr or en.")] = None,
) -> None:
    """The whole loop, offline, with invented firms: nothing leaves this machine."""
    from bot.demo.tour import demo as tour
    from bot.render.texts import CATALOGUES, known

    if lang is not None and not known(lang):
        _fail(f"--lang takes {' or '.join(CATALOGUES)}.")
    _exit(
        tour(
            language=lang,
            exit_after=exit_after,
            as_json=as_json,
            stdin=sys.stdin,
            stdout=sys.stdout,
        )
    )


@cli.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    env_file: EnvFile = ENV,
) -> None:
    """Ask each configured network and chat one real question; say what is right and wrong."""
    from bot.cli.checking import check as ask

    _exit(ask(env_file, as_json=as_json))


@cli.command()
def status(env_file: EnvFile = ENV) -> None:
    """What is watched and how it goes, from the database."""
    from bot.cli.keeping import status as show

    _exit(show(env_file))


@cli.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; default: beside.")] = None,
    env_file: EnvFile = ENV,
) -> None:
    """Copy the database; safe while Veilleur runs."""
    from bot.cli.keeping import backup as copy

    _exit(copy(env_file, file))


@cli.command()
def restore(file: Path, env_file: EnvFile = ENV) -> None:
    """Put a copy back in place; Veilleur must be stopped. The replaced file is kept."""
    from bot.cli.keeping import restore as put_back

    _exit(put_back(env_file, file))


@cli.command("export")
def export_(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|posts|counts|watchlist]",
            help="A file for all watchlists (default: standard output), or what of one channel.",
        ),
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Its name or id; may lack if one.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--format", help="csv, json, xlsx; opml for watchlist.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="2026-11-01, or 30d (the default).")] = None,
    output: Annotated[str, typer.Option(help="A file, or - for standard output.")] = "-",
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    env_file: EnvFile = ENV,
) -> None:
    """Write the watchlists of all channels as JSON (or .csv, .opml by the file's ending).

    With posts, counts or watchlist: what one channel found or watches.
    """
    from bot.cli.exporting import Asked
    from bot.cli.exporting import export as write_one
    from bot.cli.keeping import export as write
    from bot.core.exporting import Format, Subject

    if what not in {one.value for one in Subject}:
        _exit(write(env_file, Path(what) if what is not None else None))
    if as_format not in {None, *(one.value for one in Format)}:
        _fail("--format takes csv, json, xlsx or opml.")
    wanted = Format(as_format) if as_format else None
    _exit(write_one(env_file, Asked(Subject(what), channel, wanted, since, output, force)))


@cli.command("import")
def import_(file: Path, env_file: EnvFile = ENV) -> None:
    """Read watchlists that `export` wrote; what is watched already stays."""
    from bot.cli.keeping import import_ as read

    _exit(read(env_file, file))


@cli.command("slack-manifest")
def slack_manifest(
    language: Annotated[str, typer.Option(help="Commands in fr, en or both.")] = "both",
    grid: Annotated[bool, typer.Option("--grid", help="For Enterprise Grid.")] = False,
    http: Annotated[bool, typer.Option("--http", help="By HTTP, without Socket Mode.")] = False,
    oauth: Annotated[bool, typer.Option("--oauth", help="For several workspaces.")] = False,
    env_file: EnvFile = ENV,
) -> None:
    """Print the manifest to paste at api.slack.com: Create an app, From a manifest."""
    from bot.cli.slack import manifest
    from bot.front.manifest import BOTH
    from bot.render.texts import CATALOGUES, known

    if language != BOTH and not known(language):
        _fail(f"--language takes {', '.join(CATALOGUES)} or {BOTH}.")
    manifest(env_file, language, grid=grid, socket=not http, oauth=oauth)


def _exit(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Run to the end or until SIGTERM or Ctrl-C, which both let it close in order."""
    raise typer.Exit(asyncio.run(_stoppable(work)))


async def _stoppable(work: Coroutine[Any, Any, int]) -> int:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(one, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return 0


def main() -> None:
    """A reader that goes away (`veilleur status | head`) is no error."""
    try:
        cli()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()

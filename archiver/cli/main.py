"""The command ``archiver``: its groups, its language, and the one way from an error to a code."""

import os
import traceback
from gettext import gettext as _
from pathlib import Path

import click

from archiver.cli.language import use_language
from archiver.cli.lazy_group import LazyGroup
from archiver.cli.workplace import Workplace
from diarium.errors import Error, ExitCode

COMMANDS = {
    "init": "archiver.cli.init:init",
    "doctor": "archiver.cli.doctor:doctor",
    "namnd": "archiver.cli.namnd:namnd",
    "user": "archiver.cli.user:user",
    "account": "archiver.cli.account:account",
    "roster": "archiver.cli.roster:roster",
    "plan": "archiver.cli.plan:plan",
    "forteckning": "archiver.cli.forteckning:forteckning",
    "login": "archiver.cli.login:login",
    "snapshot": "archiver.cli.snapshot:snapshot",
    "coverage": "archiver.cli.coverage:coverage",
    "evaluate": "archiver.cli.evaluate:evaluate",
    "inbox": "archiver.cli.inbox:inbox",
    "fetch": "archiver.cli.fetch:fetch",
    "token": "archiver.cli.token:token",
    "feeds": "archiver.cli.feeds:feeds",
    "register": "archiver.cli.register:register",
    "skip": "archiver.cli.register:skip",
    "decisions": "archiver.cli.register:decisions",
    "arende": "archiver.cli.arende:arende",
    "readable": "archiver.cli.readable:readable",
    "forward": "archiver.cli.forward:forward",
    "answer": "archiver.cli.answer:answer",
    "remove-post": "archiver.cli.remove_post:remove_post",
    "utlamna": "archiver.cli.utlamna:utlamna",
    "overdue": "archiver.cli.overdue:overdue",
    "status": "archiver.cli.status:status",
    "search": "archiver.cli.search:search",
    "postlista": "archiver.cli.postlista:postlista",
    "diarieforteckning": "archiver.cli.postlista:diarieforteckning",
    "ratta": "archiver.cli.ratta:ratta",
    "makulera": "archiver.cli.ratta:makulera",
    "sekretess": "archiver.cli.sekretess:sekretess",
    "gaps": "archiver.cli.gaps:gaps",
    "klassificering": "archiver.cli.klassificering:klassificering",
    "gallra": "archiver.cli.gallra:gallra",
    "export": "archiver.cli.export:export",
    "verify": "archiver.cli.verify:verify",
    "schedule": "archiver.cli.schedule:schedule",
    "demo": "archiver.cli.demo:demo",
}
"""Where each command is found; it is loaded only when it is asked for."""
INTERRUPTED = "interrupted; nothing is left half done, run the same command again to go on"


def run(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    os.umask(os.umask(0) | 0o007)  # what is kept is nobody else's to read
    use_language(arguments)
    try:
        result = _group().main(arguments, "archiver", standalone_mode=False)
    except Exception as error:  # noqa: BLE001  the one boundary
        return _tell(error, shown="--traceback" in arguments)
    except KeyboardInterrupt:
        _say(_(INTERRUPTED))
        return ExitCode.INTERRUPTED
    return int(result) if isinstance(result, int) else ExitCode.OK


def _group() -> click.Group:
    @click.group(
        cls=LazyGroup,
        places=COMMANDS,
        help=_("Keep the municipality's social media as the law demands."),
    )
    @click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar="ARCHIVER_CONFIG",
        help=_("The settings file; else archiver.toml in the working folder."),
    )
    @click.option("--traceback", is_flag=True, help=_("Show where in the program an error arose."))
    @click.version_option(package_name="archiver", message="%(prog)s %(version)s")
    @click.pass_context
    def archiver(context: click.Context, config: Path | None, traceback: bool) -> None:  # noqa: ARG001
        context.obj = Workplace(config or Path("archiver.toml"))

    return archiver


def _tell(error: Exception, *, shown: bool) -> int:
    """Say in one line what went wrong, and return the exit code."""
    if shown:
        traceback.print_exception(error)
    line, code = _explain(error)
    if isinstance(error, click.ClickException):
        error.show()
    elif line:
        _say(line)
    return code


def _explain(error: Exception) -> tuple[str, int]:
    match error:
        case Error():
            return _(error.message).format(**error.fields), error.exit_code
        case click.Abort():
            return _(INTERRUPTED), ExitCode.INTERRUPTED
        case click.exceptions.Exit() | click.ClickException():
            return "", error.exit_code
        case BrokenPipeError():
            return "", ExitCode.OK
        case OSError():
            line = _("cannot read or write {place} ({cause}); check the disk and the permissions")
            return line.format(place=error.filename, cause=error.strerror), ExitCode.STORAGE
    line = _("a fault in the program ({kind}: {cause}); run again with --traceback and report it")
    cause = str(error)[:300]
    return line.format(kind=type(error).__name__, cause=cause), ExitCode.FOUND_WRONG


def _say(line: str) -> None:
    click.echo(_("Error: {message}").format(message=" ".join(line.split())), err=True)

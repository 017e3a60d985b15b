"""From arguments to an exit code: the language, the command, and one clear line for every failure."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from ..errors import RakeError
from ..texts import LANGUAGES, get_language, set_language, text
from ._parser import build_parser

OK, UNUSABLE, USER_ERROR, INTERNAL_ERROR, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 70, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments after the program's name; those of the process when None.

    Returns
    -------
    int
        0 done, 1 ``doctor`` found no usable morphology or ``check-tables`` a count given away, 2 wrong arguments or
        input, 70 an error of rakenlp itself, 130 interrupted, 141 the reader of the output went away.

    Examples
    --------
    >>> from rakenlp.cli import main
    >>> main(["--version"])
    rakenlp ...
    0
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    before = get_language()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console without ä or → must not stop the work
            stream.reconfigure(errors="replace")
    try:
        if wanted := _language_asked_for(arguments):
            set_language(wanted)
        with warnings.catch_warnings():
            if "--debug" not in arguments and not sys.warnoptions:
                warnings.simplefilter("ignore")  # those of other packages are for programmers
            return _run(arguments)
    finally:
        set_language(before)


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    try:
        code = _done(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _let_go_of_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        print("\n" + text("cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except RakeError as error:
        if debug:
            raise
        return _complain(str(error), USER_ERROR)
    except MemoryError:
        if debug:
            raise
        return _complain(text("cli.out_of_memory"), USER_ERROR)
    except OSError as error:
        if debug:
            raise
        if error.filename is None and _is_stdout_broken():
            _let_go_of_stdout()
            return _complain(text("cli.stdout_error", reason=error.strerror or type(error).__name__), USER_ERROR)
        where = error.filename if error.filename is not None else "?"
        return _complain(text("cli.os_error", path=where, reason=error.strerror or type(error).__name__), USER_ERROR)
    except Exception as error:  # noqa: BLE001 - the message of a foreign error may hold text of an observation
        if debug:
            raise
        return _complain(text("cli.internal_error", kind=type(error).__name__, place=_place(error)), INTERNAL_ERROR)


def _done(arguments: list[str]) -> int:
    try:
        args = build_parser().parse_args(arguments)
        return int(args.run(args))
    except SystemExit as stop:  # argparse has said what it had to say
        return stop.code if isinstance(stop.code, int) else OK


def _language_asked_for(arguments: Sequence[str]) -> str | None:
    """The value of ``--lang``, needed before the parser is built, as the help is in that language."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[position + 1 : position + 2])
            return value if value in LANGUAGES else None
    return None


def _complain(message: str, code: int) -> int:
    print(text("cli.error", message=message), file=sys.stderr)
    return code


def _place(error: BaseException) -> str:
    """File and line where the error was raised, without anything of the data."""
    step = error.__traceback__
    if step is None:
        return "?"
    while step.tb_next is not None:
        step = step.tb_next
    return f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"


def _is_stdout_broken() -> bool:
    """Tell whether what was printed cannot be written where it was directed, as on a full disk."""
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _let_go_of_stdout() -> None:
    """Give the interpreter somewhere to flush to, so that it says nothing of the pipe while it exits."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return

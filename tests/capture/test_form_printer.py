"""The process that prints: one browser for many documents, which may hang or die."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.capture.processes import list_family
from archiver.pdf.print_outcomes import Judgement, UndrawnError
from diarium.errors import ToolError

pytestmark = pytest.mark.browser
NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
PAGE = "<!DOCTYPE html><html lang='sv'><style>p { font-family: 'Noto Sans' }</style><p>Hej</p>"


@pytest.fixture
def printer(chromium: Path, tmp_path: Path) -> Iterator[FormPrinter]:
    """Give a printer that waits three seconds for a document."""
    with FormPrinter(chromium, tmp_path, seconds=3) as made:
        yield made


def print_page(printer: FormPrinter, folder: Path) -> Judgement:
    return printer.print_form(PAGE, folder / "page.pdf", "Hej", NOW)


def signal_all(printer: FormPrinter, number: int) -> None:
    assert printer.pid is not None
    for member in list_family(printer.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, number)


def test_one_browser_prints_many_documents(printer: FormPrinter, tmp_path: Path) -> None:
    assert printer.pid is None
    assert print_page(printer, tmp_path) is Judgement.PASSED
    first = printer.pid
    assert print_page(printer, tmp_path) is Judgement.PASSED
    assert printer.pid == first
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("number", "told"), [(signal.SIGSTOP, "it took too long"), (signal.SIGKILL, r"print it \(")]
)
def test_a_browser_that_hangs_or_dies_is_told_in_one_line_and_the_next_document_gets_another(
    printer: FormPrinter, tmp_path: Path, number: int, told: str
) -> None:
    print_page(printer, tmp_path)
    assert printer.pid is not None
    family = list(list_family(printer.pid))
    signal_all(printer, number)
    with pytest.raises(NotPrintedError, match=told) as caught:
        print_page(printer, tmp_path)
    assert "\n" not in str(caught.value)
    assert printer.pid is None
    wait_until(lambda: not any(Path(f"/proc/{member}").exists() for member in family))
    assert print_page(printer, tmp_path) is Judgement.PASSED


def test_nothing_is_left_of_a_printer_that_is_done(chromium: Path, tmp_path: Path) -> None:
    with FormPrinter(chromium, tmp_path) as printer:
        print_page(printer, tmp_path)
        assert printer.pid is not None
        family = [printer.pid, *list_family(printer.pid)]
        scratch = Path((tmp_path / "scratch.txt").read_text(encoding="utf-8"))
        assert scratch.exists()
    wait_until(lambda: not any(Path(f"/proc/{member}").exists() for member in family))
    assert not scratch.exists()


def test_the_process_ends_with_whoever_started_it(printer: FormPrinter, tmp_path: Path) -> None:
    print_page(printer, tmp_path)
    process = printer._process  # its parent's death is played here
    assert process is not None
    assert process.stdin is not None
    family = list(list_family(process.pid))
    process.stdin.close()
    wait_until(lambda: process.poll() is not None)
    wait_until(lambda: not any(Path(f"/proc/{member}").exists() for member in family))


def test_pictures_that_cannot_be_drawn_are_named(printer: FormPrinter, tmp_path: Path) -> None:
    whole = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    broken = "data:image/png;base64,iVBORw0KGgo="
    page = "".join(f'<img src="{each}">' for each in (broken, whole, broken))
    with pytest.raises(UndrawnError) as caught:
        printer.print_form(page, tmp_path / "page.pdf", "Bilder", NOW)
    assert caught.value.pictures == (0, 2)
    assert print_page(printer, tmp_path) is Judgement.PASSED


def test_a_browser_that_is_none_is_told(tmp_path: Path) -> None:
    refused = pytest.raises(ToolError, match="is no program")
    with FormPrinter(tmp_path / "nix", tmp_path) as printer, refused:
        print_page(printer, tmp_path)


def wait_until(there: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not there():
        assert time.monotonic() < until
        time.sleep(0.05)

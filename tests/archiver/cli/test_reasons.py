"""Every reason code has words, and the page about outcomes tells of each."""

import re
from pathlib import Path

from archiver.capture.facts import Sign
from archiver.cli.reasons import _failures, _lacks, tell_reason

PAGE = Path("docs/outcomes.md").read_text("utf-8")


def test_every_code_stands_in_the_page_about_outcomes_and_no_other() -> None:
    first_cells = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    told = {code for cell in first_cells for code in re.findall(r"`([a-z-]+)`", cell)}

    assert told == {*_failures(), *_lacks()}


def test_every_sign_has_words() -> None:
    assert [sign for sign in Sign if tell_reason(sign) == sign] == []

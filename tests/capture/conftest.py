"""Jobs for the capture, carried out by the real worker and the real browser."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archiver.capture.job import Job, Subject
from archiver.settings import CaptureSettings
from diarium.records import Why
from tests.judges import require_tool

SUBJECT = Subject(
    account="blogg",
    account_version=1,
    name="Exempelstads blogg",
    platform="blogg",
    handle="@exempelstad",
    kommun="Exempelstad",
    namnd_code="KS",
    namnd="Kommunstyrelsen",
    forvaltning="Kommunledningskontoret",
    ansvarig="Åsa Öberg",
    syfte="Berätta om kommunen",
    period="2026-H1",
    why=Why.HALVARSSKIFTE,
    by="test",
)
SETTINGS = CaptureSettings(
    allow_private_addresses=("127.0.0.1",), quiet_seconds=3, load_seconds=20, total_seconds=60
)
MakeJob = Callable[..., Job]


def make_job(url: str, **settings: Any) -> Job:  # noqa: ANN401  fields of CaptureSettings
    """Return a job for an address, with settings fit for a test."""
    return Job(url=url, subject=SUBJECT, late_days=14, settings=replace(SETTINGS, **settings))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the Chromium that the capture itself would find."""
    from archiver.capture.browser import locate_browser  # noqa: PLC0415  loads Playwright
    from diarium.errors import ToolError  # noqa: PLC0415  same

    try:
        return locate_browser(None)
    except ToolError as error:
        require_tool(str(error), found=False)
        raise

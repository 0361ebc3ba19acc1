"""Jobs for the capture, to be carried out by the real worker and the real browser."""

from dataclasses import replace
from typing import Any

from archiver.capture.job import Job, Subject
from archiver.capture_settings import CaptureSettings
from diarium.snapshot_records import Why

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


def make_job(url: str, **settings: Any) -> Job:  # noqa: ANN401  fields of CaptureSettings
    """Return a job for an address, with settings fit for a test."""
    return Job(url=url, subject=SUBJECT, late_days=14, settings=replace(SETTINGS, **settings))

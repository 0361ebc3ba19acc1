"""The försättsblad of a picture that was just taken, as PDF."""

from importlib.metadata import version

from playwright.sync_api import Browser

from archiver.capture.told_deeds import tell_deeds
from archiver.capture.tried import Try
from archiver.network.addresses import host_and_port
from archiver.pdf.printing import print_html
from archiver.pdf.text_layer import count_unnamed
from archiver.pdf.tiles import CapturedPage
from diarium.snapshot_records import Why
from exporters.forsattsblad import ForsattsbladFacts, Overlapping, TimedStep, render_forsattsblad
from schedules.due import is_late
from schedules.half_year import HalfYear


def write_cover(browser: Browser, tried: Try, captured: CapturedPage) -> bytes:
    """Return the försättsblad of a try that led to a picture, as PDF."""
    return print_html(browser, render_forsattsblad(cover_facts(tried, captured)))


def cover_facts(tried: Try, captured: CapturedPage) -> ForsattsbladFacts:
    """Return what the försättsblad tells of a try."""
    job, subject, pdf = tried.visit.job, tried.visit.job.subject, captured.facts()
    period = HalfYear.parse(subject.period)
    return ForsattsbladFacts(
        kommun=subject.kommun,
        namnd=subject.namnd,
        namnd_code=subject.namnd_code,
        forvaltning=subject.forvaltning,
        ansvarig=subject.ansvarig,
        syfte=subject.syfte,
        account=subject.account,
        account_name=subject.name,
        platform=subject.platform,
        handle=subject.handle,
        period=period,
        why=Why(subject.why),
        late=is_late(period, tried.began, job.late_days),
        asked=job.url,
        reached=tried.address_reached,
        status=tried.facts.status,
        server=_server(tried),
        taken_at=tried.began,
        outcome=tried.verdict.outcome,
        reason=tried.verdict.reason,
        remarks=tuple(_remarks(tried)),
        width=captured.measure.width,
        height=captured.measure.height,
        pages=pdf.pages,
        overlaps=tuple(Overlapping(page=each.page, rows=each.rows) for each in pdf.overlaps),
        dropped_links=pdf.dropped_links,
        steps=tuple(TimedStep(name=s.name, seconds=s.seconds) for s in tried.visit.steps.done),
        software=_software(tried),
        checksums=(
            ("Bildpunkter", pdf.pixels_sha256),
            ("Ord", pdf.text_sha256),
        ),
        by=subject.by,
        flavour=job.settings.pdfa,
    )


def _server(tried: Try) -> str | None:
    if tried.facts.reached is None:
        return None
    return tried.visit.proxy.address_of(*host_and_port(tried.facts.reached))


def _software(tried: Try) -> tuple[tuple[str, str], ...]:
    return (
        ("archiver", version("archiver")),
        ("Chromium", str(tried.browser["version"])),
        ("Playwright", version("playwright")),
    )


def _remarks(tried: Try) -> list[str]:
    """Return in Swedish what a reader of the picture must know besides its outcome."""
    visit = tried.visit
    remarks = list(filter(None, [tell_deeds(visit.prepared)]))
    if visit.job.login:
        remarks.append("Sidan visades för en inloggad besökare. Andra kan se den annorlunda.")
    unread = tried.captured.measure.unread_frames if tried.captured else 0
    if unread:
        remarks.append(f"Ramar på sidan vars ord inte kunde läsas: {unread}.")
    unnamed = count_unnamed(tried.captured.measure.words) if tried.captured else 0
    if unnamed:
        remarks.append(f"Tecken som inte får rum i textlagret och är mellanslag där: {unnamed}.")
    if visit.pending:
        remarks.append(f"Bilder eller typsnitt som inte hann hämtas: {visit.pending}.")
    failed = sum(visit.watch.failed.values())
    if failed:
        remarks.append(f"Hämtningar från sidan som misslyckades: {failed}.")
    if visit.proxy.refusals:
        remarks.append(
            f"Anslutningar som inte kunde eller fick göras: {len(visit.proxy.refusals)}."
        )
    return remarks

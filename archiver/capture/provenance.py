"""The record of how a picture came to be, kept beside it as JSON.

It says what was asked for and what answered, from which machine and with which software, each step
with its time, every setting, and the checksum of every file. Keys are English; cookies, logins
and tokens are left out.
"""

import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from typing import Any

from playwright.sync_api import Browser, Response
from playwright.sync_api import Error as PlaywrightError

from archiver.capture.browser import is_sandboxed
from archiver.capture.facts import Facts
from archiver.capture.job import Job
from archiver.capture.machine import describe_clock, list_fonts
from archiver.capture.redact import redact_address, redact_headers
from archiver.capture.verdict import Verdict
from archiver.capture.visit import Visit
from archiver.capture.watch import Hop, Watch
from archiver.network.addresses import host_and_port
from archiver.network.proxy import GuardingProxy
from schedules.clock import STOCKHOLM

FORMAT = "archiver-provenance-1"
LISTED_MOST = 100
"""Refused connections are listed up to this number."""


def describe_try(visit: Visit, facts: Facts, verdict: Verdict, began: datetime) -> dict[str, Any]:
    """Return the record of a try, all but the browser and the files.

    Args:
        visit: The visit, with its job, its steps and what was watched.
        facts: The facts that decided the outcome.
        verdict: The outcome.
        began: When the browser asked for the page.
    """
    reached = facts.reached
    return describe_job(visit.job) | {
        "address_reached": redact_address(reached) if reached else None,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "began": began,
        "began_local": began.astimezone(STOCKHOLM),
        "steps": visit.steps.as_list(),
        "facts": asdict(facts) | {"asked": redact_address(facts.asked), "reached": None},
        "came_to_rest": visit.quiet,
        "profiles": [{"platform": p.platform, "own": p.own} for p in visit.profiles],
        "prepared": [asdict(deed) for deed in visit.prepared],
        "scroll": asdict(visit.scrolled) if visit.scrolled else None,
        "pictures_missing": visit.pending,
        "answers": [_hop(hop, visit.proxy) for hop in visit.watch.hops],
        "traffic": _describe_traffic(visit.watch, visit.proxy),
        "clock": describe_clock(),
        "fonts": list_fonts(),
        "software": describe_software(),
    }


def describe_job(job: Job) -> dict[str, Any]:
    """Return what was asked for, with every setting."""
    settings = asdict(job.settings)
    return {
        "format": FORMAT,
        "subject": asdict(job.subject),
        "address_asked": redact_address(job.url),
        "logged_in": job.login is not None,
        "settings": settings
        | {each: str(settings[each] or "") for each in ("browser", "profiles")},
        "attempt": len(job.earlier_attempts) + 1,
        "earlier_attempts": list(job.earlier_attempts),
    }


def describe_software() -> dict[str, Any]:
    """Return the machine and the software, the browser apart."""
    return {
        "archiver": version("archiver"),
        "playwright": version("playwright"),
        "python": platform.python_version(),
        "system": _system_name(),
        "kernel": platform.release(),
        "machine": platform.machine(),
    }


def describe_browser(browser: Browser, path: str, user_agent: str) -> dict[str, Any]:
    """Return which browser was used and how."""
    return {
        "name": browser.browser_type.name,
        "version": browser.version,
        "path": path,
        "user_agent": user_agent,
        "headless": True,
        "sandbox": is_sandboxed(),
        "locale": "sv-SE",
        "timezone": "Europe/Stockholm",
        "reduced_motion": True,
        "service_workers": "blocked",
    }


def _describe_traffic(watch: Watch, proxy: GuardingProxy) -> dict[str, Any]:
    return {
        "requests": watch.requests,
        "failed": dict(sorted(watch.failed.items())),
        "console_errors": watch.console_errors,
        "dialogs_dismissed": watch.dialogs,
        "popups_closed": watch.popups,
        "downloads_refused": watch.downloads,
        "hosts": _distinct(f"{c.host}:{c.port} {c.address}" for c in proxy.connections),
        "refused": _distinct(
            f"{r.host}:{r.port} {r.trouble} {','.join(r.addresses)}".strip() for r in proxy.refusals
        ),
    }


def _hop(hop: Hop, proxy: GuardingProxy) -> dict[str, Any]:
    response = hop.response
    host, port = host_and_port(response.url)
    return {
        "address": redact_address(response.url),
        "at": hop.at,
        "status": response.status,
        "server": proxy.address_of(host, port),
        "port": port,
        "tls": _tls(response),
        "headers": _headers(response),
    }


def _tls(response: Response) -> dict[str, Any] | None:
    try:
        details = response.security_details()
    except PlaywrightError:
        return None
    return dict(details) if details else None


def _headers(response: Response) -> list[tuple[str, str]]:
    try:
        found = [(each["name"], each["value"]) for each in response.headers_array()]
    except PlaywrightError:
        found = list(response.headers.items())
    return redact_headers(found)


def _distinct(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))[:LISTED_MOST]


def _system_name() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return sys.platform

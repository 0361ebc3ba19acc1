"""Why a capture failed or is there in part, in words, and what to do next."""

import re
from gettext import gettext as _

_GONE = (404, 410)
_CLOSED = (401, 403, 407, 451)
_BUSY = (429, 999)
_SERVER = 500


def tell_reason(code: str | None) -> str:
    """Return the words for a reason code; nothing for a complete capture."""
    if code is None:
        return ""
    http = re.fullmatch(r"http-(\d+)", code)
    if http:
        return _tell_status(int(http[1])).format(status=http[1])
    return _texts().get(code, code)


def tell_cause(code: str | None) -> str:
    """Return the first part of the words: what happened."""
    return tell_reason(code).partition("; ")[0]


def tell_advice(code: str | None) -> str:
    """Return the second part of the words: what to do next, if there is anything."""
    return tell_reason(code).partition("; ")[2]


def _tell_status(status: int) -> str:
    if status in _GONE:
        return _("the page is not there ({status}); check the address, or close the account")
    if status in _BUSY or status == _SERVER + 3:
        return _("the server asks for a pause ({status}); run again in some hours")
    if status in _CLOSED:
        return _("the server refuses ({status}); check that the page is open to anyone")
    if status >= _SERVER:
        return _("the server has a fault ({status}); run again later")
    return _("the server answers with an error ({status}); check the address")


def _texts() -> dict[str, str]:
    return _failures() | _lacks()


def _failures() -> dict[str, str]:
    return {
        "blank": _("the page is empty; look at it in a browser, and run again"),
        "bot-challenge": _("the page wants proof of a human; a person must save it by hand"),
        "certificate": _("the server's certificate is not valid; tell who runs the page"),
        "consent": _("a question of consent hides the page; look at it in a browser"),
        "crash": _("the browser crashed on the page; run again"),
        "dialogs": _("the page opens dialogs without end; look at it in a browser"),
        "download": _("the address gives a file, not a page; correct the account's address"),
        "endless": _(
            "the page grows without end; look at it in a browser, and save it by hand if need be"
        ),
        "host-blocked": _("its host turned away other visits of this run; run again in some hours"),
        "login": _("the page asks for a login; log in by archiver login, or save it by hand"),
        "login-expired": _("paused: the kept login has ended; log in again by archiver login"),
        "login-unreadable": _(
            "paused: the kept login cannot be opened; put its key back, or log in again by "
            "archiver login"
        ),
        "memory": _("the page takes more memory than it may; look at it in a browser"),
        "navigated-away": _(
            "the page leads elsewhere while it is captured; look at it in a browser"
        ),
        "network": _("the connection broke; run again"),
        "not-http": _("only http and https are captured; correct the account's address"),
        "private-address": _(
            "the address lies in a private network; open it by [capture] "
            "allow_private_addresses in archiver.toml if that is meant"
        ),
        "rate-limited": _("the page says that there are too many visits; run again in some hours"),
        "redirect-loop": _("the page redirects without end; look at it in a browser"),
        "removed": _("the page says that the account is gone; check the address, or close it"),
        "timeout": _("the page did not answer in time; run again"),
        "tls-error": _("the server speaks no TLS that holds; tell who runs the page"),
        "unknown-host": _("the address's host is unknown; check the address and the network"),
        "unreachable": _("the server does not answer; check the network and run again"),
        "unsteady": _("the page changed its size under the camera; run again"),
        "worker-died": _("the capture was killed, perhaps for lack of memory; run again"),
        "wrong-account": _("the account's name is not on the page; check the address and the name"),
    }


def _lacks() -> dict[str, str]:
    return {
        "inner-scroll": _("the page scrolls inside a frame, and what lies below is missing"),
        "scroll-pixels": _("the page has no end; it was taken as far as the settings allow"),
        "scroll-seconds": _("the page took too long to scroll; it was taken as far as it came"),
        "scroll-steps": _("the page has no end; it was taken as far as the settings allow"),
        "too-much-data": _("the page sent more than is taken in; what came after is missing"),
        "virtual-list": _(
            "the page drops posts that are scrolled past; save it by hand if they are needed"
        ),
        "slow": _("the page never finished loading; something may be missing"),
    }

"""Why a server was not reached, in words: the same whatever was asked of it."""

from gettext import gettext as _


def connection_texts() -> dict[str, str]:
    """Return by reason code what happened and what to do."""
    return {
        "unknown-host": _("there is no such server; check its name in the settings"),
        "unreachable": _(
            "the server does not answer; check its name and port, and run again later"
        ),
        "timeout": _("the server is too slow; run again later"),
        "tls-error": _(
            "no safe connection can be made; the server's certificate is not trusted, or it does "
            "not encrypt as the settings say"
        ),
    }

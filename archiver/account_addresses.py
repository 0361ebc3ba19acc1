"""Which addresses an account may have: such as a browser may be sent to."""

from urllib.parse import urlsplit

from archiver.network.addresses import is_open, known_addresses, read_networks
from diarium.errors import UsageError
from diarium.web_address import check_web_address


def check_account_address(written: str, opened: tuple[str, ...]) -> str:
    """Return the address of an account's start page as it is kept.

    One that can be seen to be private is refused; others are judged when they are visited.

    Args:
        written: As it was given.
        opened: Private addresses and networks that the settings open.

    Raises:
        UsageError: It is no address of a page, or a private one that the settings do not open.
    """
    url = check_web_address(written)
    host = urlsplit(url).hostname or ""
    known, networks = known_addresses(host), read_networks(opened)
    if known and not any(is_open(address, networks) for address in known):
        raise UsageError(
            "{host} is a private address; give a public one, or open it by the setting "
            "capture.allow_private_addresses",
            host=host,
        )
    return url

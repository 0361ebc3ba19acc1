"""What the register's codes are called on the screen."""

from gettext import gettext as _

from diarium.arende_records import ArendeStatus, Direction


def direction_name(direction: Direction) -> str:
    """Return which way a handling went, in words."""
    return {
        Direction.INCOMING: _("incoming"),
        Direction.OUTGOING: _("outgoing"),
        Direction.INTERNAL: _("drawn up"),
    }[direction]


def status_name(status: ArendeStatus) -> str:
    """Return the status of an ärende, in words."""
    return {
        ArendeStatus.OPEN: _("open"),
        ArendeStatus.ON_HOLD: _("on hold"),
        ArendeStatus.CLOSED: _("closed"),
        ArendeStatus.REOPENED: _("reopened"),
        ArendeStatus.MAKULERAT: _("makulerat"),
    }[status]

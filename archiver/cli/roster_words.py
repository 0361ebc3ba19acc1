"""How the roles of a roster are called on the screen."""

from gettext import gettext as _

from diarium.roster_records import RosterRole


def roster_role_name(role: RosterRole) -> str:
    """Return what people call what somebody is to an account."""
    return {
        RosterRole.ADMINISTRATOR: _("administrator"),
        RosterRole.KOMMUNIKATOR: _("the förvaltning's kommunikatör"),
        RosterRole.ERSATTARE: _("substitute"),
        RosterRole.FRANVARANDE: _("away"),
    }[role]

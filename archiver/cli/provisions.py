"""The provisions of secrecy that messages on social media fall under most, each by one key."""

from gettext import gettext as _

import click


def ask_provision() -> str | None:
    """Ask which provision a handling is secret by; None where nothing in it is secret.

    A digit stands for a common provision; any other may be written out.
    """
    common = _list_common()
    for digit, (provision, about) in enumerate(common, 1):
        click.echo(f"  {digit}  {provision}  {about}")
    asked = _("Provision of secrecy: a digit, or in words (Enter if nothing is secret)")
    said: str = click.prompt(asked, default="", show_default=False).strip()
    chosen = {str(digit): provision for digit, (provision, _about) in enumerate(common, 1)}
    return chosen.get(said, said) or None


def _list_common() -> tuple[tuple[str, str], ...]:
    """Return provisions of offentlighets- och sekretesslagen and what each protects."""
    return (
        ("OSL 21 kap. 1 §", _("health and sexual life")),
        ("OSL 21 kap. 3 §", _("address and telephone of one who may be threatened")),
        ("OSL 21 kap. 7 §", _("data that would be used against the data protection rules")),
        ("OSL 23 kap. 1 §", _("preschool and school")),
        ("OSL 25 kap. 1 §", _("health care")),
        ("OSL 26 kap. 1 §", _("social services")),
    )

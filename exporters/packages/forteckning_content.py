"""The förteckning as it stood at the end of a half-year, as content of a package.

It is what was published then: a page to read and a list to work with, told by the versions of the
accounts that were written before the period ended.
"""

from datetime import timedelta

from exporters.forteckning import Forteckning, render_forteckning, write_forteckning_csv
from exporters.packages.contents import PackageContents
from exporters.packages.package_model import Content, ContentKind, MadeFile
from schedules.clock import STOCKHOLM


def plan_forteckning(contents: PackageContents) -> Content | None:
    """Return the förteckning, or nothing where the nämnd had no account yet."""
    if not contents.accounts:
        return None
    moment = contents.stood_at - timedelta(microseconds=1)
    told = Forteckning(
        kommun=contents.kommun, namnder=(contents.namnd,), accounts=contents.accounts,
        day=moment.astimezone(STOCKHOLM).date(),
    )  # fmt: skip
    page = MadeFile(
        path="data/forteckning.html", media_type="text/html", puid="fmt/471",
        content=render_forteckning(told).encode(),
        about=f"Förteckningen över konton som den såg ut {told.day}, att läsa",
    )  # fmt: skip
    table = MadeFile(
        path="data/forteckning.csv", media_type="text/csv", puid="x-fmt/18",
        content=write_forteckning_csv(told),
        about=f"Förteckningen över konton som den såg ut {told.day}, som tabell",
    )  # fmt: skip
    return Content(kind=ContentKind.FORTECKNING, made=(page, table))

"""Making what a package holds besides kept files, that the records alone tell."""

from dataclasses import replace
from pathlib import Path

from exporters.packages.documentation import tell_instructions, write_page, write_text
from exporters.packages.erms import write_erms
from exporters.packages.package_model import ContentKind, MadeFile, PackageModel
from exporters.packages.parts import plan_handlingar
from exporters.packages.profiles import FGS_ERMS


def make_contents(model: PackageModel, work: Path) -> PackageModel:
    """Return a model with its ERMS file and how to read it.

    Args:
        model: As it was planned.
        work: A folder for files under making.
    """
    inside = tuple(
        replace(each, made=(*each.made, *_make_erms(model, work)))
        if each.kind is ContentKind.DIARIUM
        else each
        for each in model.inside
    )
    return replace(model, inside=inside, documentation=_explain(model))


def _make_erms(model: PackageModel, work: Path) -> tuple[MadeFile, ...]:
    """Write the ERMS file; FGS Ärendehantering 1.0 is written by the package's own writer."""
    if model.profile.erms == FGS_ERMS:
        return ()
    place = work / f"{model.name}-ERMS.xml"
    write_erms(model.contents, plan_handlingar(model.contents), place, model.profile.erms)
    about = "Diariets uppgifter om ärenden och handlingar"
    return (
        MadeFile(path="data/ERMS.xml", media_type="application/xml", content=place, about=about),
    )


def _explain(model: PackageModel) -> tuple[MadeFile, ...]:
    told = tell_instructions(model)
    text, page = write_text(told), write_page(told)
    return (
        MadeFile(
            path="las_mig.txt", media_type="text/plain", content=text.encode(), puid="x-fmt/111"
        ),
        MadeFile(
            path="las_mig.html", media_type="text/html", content=page.encode(), puid="fmt/471"
        ),
    )

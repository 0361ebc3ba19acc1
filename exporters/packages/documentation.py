"""The Swedish text that tells a reader of the far future what the package is and how to read it.

What it says is said once, here, and written as text and as a page, which is printed as PDF/A too.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from diarium.snapshot_records import CaptureOutcome, Snapshot
from exporters.checks.package_places import PLACES
from exporters.packages.contents import PackageContents
from exporters.packages.package_model import ContentKind, PackageModel
from exporters.packages.parts import count_withheld
from exporters.visible_letters import VisibleLetters
from schedules.clock import STOCKHOLM

WIDTH = 80
"""Letters in a line of the text."""
_COLUMN = 34
_OUTCOMES = {
    CaptureOutcome.COMPLETE: "hela sidan",
    CaptureOutcome.PARTIAL: "en del av sidan",
    CaptureOutcome.FAILED: "misslyckades",
}
_KINDS = {
    ContentKind.SNAPSHOTS: (
        "Ögonblicksbilder av konton i sociala medier. *.pdf är sidan som den såg ut, PDF/A; första "
        "sidan är ett försättsblad som säger vilket konto, när och hur. *.json är samma uppgifter "
        "för datorer, med kontrollsummor."
    ),
    ContentKind.WEBARCHIVE: (
        "Samma sidor som webbarkiv (WACZ), att bläddra i med ett program för webbarkiv."
    ),
    ContentKind.DIARIUM: (
        "Ärenden och handlingar: diariets uppgifter som XML (ERMS), och handlingarnas filer. ERMS "
        'anger under "appendix" vilken fil som hör till vilken handling och vad den hette när den '
        "kom in. Bredvid ett original som inte är i arkivformat ligger dess läsbara form, PDF/A-2b."
    ),
    ContentKind.FORTECKNING: "Förteckningen över konton som den var vid halvårets slut.",
    ContentKind.GALLRING: "Gallringsprotokoll: vad som gallrats under halvåret, och beslutet.",
    ContentKind.JOURNAL: (
        "Utdrag ur diariets journal, som visar att inget i paketet är ändrat sedan det skrevs."
    ),
}
_JOURNAL = (
    (
        "Allt som skrivs i diariet får en post i dess journal. Varje post har en digest, som är "
        "SHA-256 av postens egna ord och av de rader den går i god för, och en hash, som är "
        "SHA-256 av föregående posts hash, postens nummer och dess digest med | emellan. Om en "
        "post ändras, tas bort eller skjuts in stämmer ingen hash därefter."
    ),
    (
        "journal.jsonl är text (UTF-8) med ett JSON-objekt per rad. Första raden anger huvudet, "
        "alltså den sista postens hash, och vad registrets tabeller har för kolumner. links "
        "räknar upp alla posters digest, från den första. entry är en post som går i god för något "
        'i paketet: dess digest är SHA-256 av det som står efter "words":, tecken för tecken. row '
        "är en rad ur registret: dess digest, som posten räknar upp, är SHA-256 av det som står "
        'efter "values":. Sist i varje rad står ett slumptal (salt). Rader vars uppgifter är eller '
        "har varit skyddade, eller är gallrade, finns bara som digest."
    ),
    (
        "Finns det filer som heter tidsstampel-N-M.tsr intygar de (RFC 3161) när post N med den "
        "hash som står i tidsstampel-N.txt fanns: openssl ts -verify -in tidsstampel-N-M.tsr -data "
        "tidsstampel-N.txt -CAfile tidsstampel-N-M.pem"
    ),
    (
        "Programmet nedan räknar om allt. Det behöver bara Python 3 och körs så här: python3 "
        "PROGRAMMET journal.jsonl"
    ),
)
_TOKENS = (
    "Varje tidsstämpel (RFC 3161) intygar när en fil fanns. Den kontrolleras med OpenSSL. En bilds "
    "tidsstämpel gäller dess *.json."
)
_LEFT_OUT = (
    "Meddelanden som inte har registrerats, till exempel kommentarer i ett öppet forum, ingår "
    "inte. De hålls ordnade hos myndigheten (OSL 5 kap. 1 § tredje stycket). Det som är gallrat "
    "enligt beslut finns inte längre."
)
_WITHHELD = (
    "De finns i diariet. I ERMS står bara de offentliga uppgifterna och den bestämmelse som "
    'skyddar resten ("restriction").'
)
_TIMES = (
    "PREMIS säger när kontrollsummorna togs: när filen togs om hand, inte när paketet gjordes. "
    "Alla tider anges med avstånd till UTC."
)

Line = tuple[str, tuple[str, ...]]
"""A fact, and the things it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the instructions; what is empty is left out.

    Attributes:
        words: Paragraphs.
        table: What lies where.
        lines: Facts, each with the things it counts.
        code: What may be typed or run, as it is.
    """

    heading: str
    words: tuple[str, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """The reading instructions of a package."""

    label: str
    words: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def tell_instructions(model: PackageModel) -> Instructions:
    """Return the reading instructions of a package that is planned."""
    return Instructions(
        label=model.label, words=tuple(_introduce(model)), facts=tuple(_list_facts(model)),
        sections=(
            _tell_places(model), _tell_content(model.contents), _tell_left_out(model.contents),
            *_tell_checks(model),
        ),
    )  # fmt: skip


def write_text(told: Instructions) -> str:
    """Return the instructions as text, which any program shows."""
    templates = _templates(autoescape=False)
    templates.filters.update(brev=_fill, tabell=_tabulate)
    return templates.get_template("lasmig.txt").render(told=told)


def write_page(told: Instructions) -> str:
    """Return the instructions as a web page, which may be printed."""
    templates = _templates(autoescape=True)
    templates.filters.update(tecken=VisibleLetters(common_only=True).show, plats=_break_at_slashes)
    return templates.get_template("lasmig.html").render(told=told)


def _introduce(model: PackageModel) -> Iterator[str]:
    contents = model.contents
    yield f"Paketet är en leverans till {contents.archive} enligt {model.profile.title}."
    if contents.extract:
        yield (
            "OBS! Detta är ett UTDRAG: en kopia som kan innehålla öppna ärenden. Den ersätter "
            "ingen leverans, och ärendena finns kvar i diariet."
        )
    if contents.selection:
        yield (
            f"OBS! Detta är ett URVAL av halvåret: {contents.selection}. Det som inte valdes finns "
            "kvar hos myndigheten."
        )
    if contents.include_protected:
        yield (
            "OBS! Paketet innehåller uppgifter som är skyddade enligt offentlighets- och "
            'sekretesslagen. I ERMS står vilken bestämmelse som gäller ("restriction").'
        )


def _list_facts(model: PackageModel) -> Iterator[tuple[str, str]]:
    contents, period = model.contents, model.contents.period
    software = f"{contents.software.name} {contents.software.version}"
    yield "Paket", model.name
    if model.of > 1:
        yield "Del", f"{model.number} av {model.of}"
    yield "Arkivbildare", f"{contents.namnd.name} (organisationsnummer {contents.namnd.orgnr})"
    yield "Levererande", contents.kommun
    yield "Halvår", f"{period} ({period.first_day} till {period.last_day})"
    yield "Urval", contents.selection or "inget, allt som finns för halvåret"
    yield "Skapat", f"{_swedish(contents.created)} av {software}"
    yield "Överenskommelse", contents.agreement or "ingen angiven"


def _tell_places(model: PackageModel) -> Section:
    places = PLACES[model.profile.layout]
    rows = [
        (places.manifest, "Förteckning över filerna i paketet, med kontrollsummor (SHA-256)."),
        (places.premis, "Vad som har hänt med filerna, när och av vem, och deras format (PRONOM)."),
        (places.documentation, "Den här texten, som text, som webbsida och som PDF/A-2b."),
        (places.schemas, "Vilka XML-scheman som filerna följer (scheman.txt)."),
        *((places.of(content.kind), _KINDS[content.kind]) for content in model.inside),
    ]
    remark = (places.remark,) if places.remark else ()
    return Section(heading="Vad som ligger var", table=tuple(rows), words=remark)


def _tell_content(contents: PackageContents) -> Section:
    handlingar = sum(len(each.handlingar) for each in contents.arenden)
    failed = tuple(f"{each.account}: {_swedish(each.taken_at)}, {each.reason or 'okänd orsak'}"
                   for each in contents.failed)  # fmt: skip
    return Section(
        heading="Innehåll",
        lines=(
            (
                f"Ögonblicksbilder: {len(contents.snapshots)}",
                tuple(map(_tell_snapshot, contents.snapshots)),
            ),
            (f"Misslyckade försök (ingen bild levereras): {len(contents.failed)}", failed),
            (f"Ärenden: {len(contents.arenden)}, handlingar: {handlingar}", ()),
        ),
    )


def _tell_left_out(contents: PackageContents) -> Section:
    lines = list[Line]()
    if withheld := count_withheld(contents):
        what = "Handlingar vars filer inte ingår, eftersom uppgifter i dem är skyddade"
        lines.append((f"{what}: {withheld}", (_WITHHELD,)))
    if contents.unreadable:
        what = "Handlingar i öppna ärenden som ännu saknar läsbar form"
        lines.append((f"{what}: {len(contents.unreadable)}", contents.unreadable))
    return Section(heading="Vad som inte ingår", words=(_LEFT_OUT,), lines=tuple(lines))


def _tell_checks(model: PackageModel) -> Iterator[Section]:
    places = PLACES[model.profile.layout]
    yield Section(
        heading="Hur man kontrollerar filerna",
        words=(places.check, _TIMES),
        code="\n".join(places.commands),
    )
    parts = [part for content in model.inside for part in content.parts]
    if any(part.role == "timestamp" for part in parts):
        yield Section(
            heading="Hur man kontrollerar tidsstämplarna", words=(_TOKENS,),
            code="openssl ts -verify -in STÄMPEL.tsr -data FIL.json -CAfile STÄMPEL.pem",
        )  # fmt: skip
    if any(content.kind is ContentKind.JOURNAL for content in model.inside):
        yield Section(heading="Hur man kontrollerar journalen", words=_JOURNAL, code=read_program())


def read_program() -> str:
    """Return the program that checks the journal's extract and needs nothing but Python 3."""
    return (files("exporters") / "templates/journal_check.txt").read_text("utf-8").rstrip()


def _tell_snapshot(snapshot: Snapshot) -> str:
    remarks = [_OUTCOMES[snapshot.outcome]]
    remarks += ["tagen sent"] if snapshot.late else []
    remarks += ["godtagen efter granskning"] if snapshot.accepted else []
    return f"{snapshot.account}: {_swedish(snapshot.taken_at)}, {', '.join(remarks)}"


def _swedish(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).isoformat(sep=" ", timespec="seconds")


def _fill(words: str, indent: str = "") -> str:
    return textwrap.fill(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _break_at_slashes(path: str) -> Markup:
    """Return a path that a narrow column breaks between folders."""
    return Markup("/<wbr>").join(map(escape, path.split("/")))


def _tabulate(row: tuple[str, str], column: int = _COLUMN) -> str:
    """Return a name and what is said of it, beside it where the name is short enough."""
    name, about = row
    told = _fill(about, " " * column)
    return f"{name:<{column}}{told[column:]}" if len(name) < column else f"{name}\n{told}"


def _templates(*, autoescape: bool) -> Environment:
    return Environment(
        loader=PackageLoader("exporters"),
        autoescape=autoescape,  # noqa: S701  off for the plain text alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

"""How an archive begins: its settings file, its folders, its database and its first nämnd."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archiver.setting_values import database, words
from archiver.settings import DEFAULT_DATABASE
from diarium.database import open_database, reading, writing
from diarium.errors import RefusedError
from diarium.files import storage_errors
from diarium.installation import holds_archive, install
from diarium.namnder import add_namnd, check_namnd
from diarium.records import Namnd
from diarium.roles import Role
from diarium.users import UserFacts, add_user
from exporters.published_file import publish_file

SETTINGS_FILE = "archiver.toml"
PRIVATE = 0o640
"""The settings may hold the password of a database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArchive:
    """What is known when an archive begins.

    Attributes:
        folder: Where it will lie.
        kommun: The municipality's name.
        namnd: The first nämnd, with the municipality's organisationsnummer.
        language: ``sv`` or ``en``: what people read on the screen.
        database: Database URL; an SQLite path is counted from the folder.
    """

    folder: Path
    kommun: str
    namnd: Namnd
    language: str = "sv"
    database: str = DEFAULT_DATABASE


def create_archive(wish: NewArchive, by: str, now: datetime) -> Path:
    """Write the settings file, make the folders and the database, add the first nämnd and admin.

    Whoever begins the archive is its first admin.

    One that was interrupted may be repeated; nothing that is there is ever written over.

    Returns:
        The settings file.

    Raises:
        UsageError: The nämnd or its organisationsnummer cannot be one.
        SettingsError: The name of the municipality or the database cannot be one.
        RefusedError: There is an archive already, or other settings, in the folder or database.
        StorageError: The folder or the database cannot be written.
    """
    namnd = check_namnd(wish.namnd)
    folder = wish.folder.absolute()
    kommun = words("kommun.name", wish.kommun, folder)
    url = database("database", wish.database, folder)
    text = settings_text(replace(wish, kommun=kommun, namnd=namnd))
    path = folder / SETTINGS_FILE
    with storage_errors(folder):
        _make_room(path, text)
    engine = open_database(url)
    with reading(engine) as session:
        _refuse_archive(holds_archive(session), folder)
    if not path.exists():
        publish_file(path, text.encode(), PRIVATE)
    with writing(engine) as session:
        install(session, kommun, namnd.orgnr, by, now)
        add_namnd(session, namnd, by, now)
        add_user(session, UserFacts(login=by, roles=frozenset({Role.ADMIN})), by, now)
    return path


def settings_text(wish: NewArchive) -> str:
    """Return the settings file: what was asked for, and the other settings as comments."""
    return _TEMPLATE.format(
        language=_quote(wish.language),
        database=_quote(wish.database),
        kommun=_quote(wish.kommun),
        orgnr=_quote(wish.namnd.orgnr),
    )


def _make_room(path: Path, text: str) -> None:
    """Make the folders, unless there is a settings file that says something else."""
    if path.exists():
        _refuse_archive(path.read_bytes() != text.encode(), path.parent)
    for folder in (path.parent, path.parent / "files", path.parent / "work"):
        folder.mkdir(parents=True, exist_ok=True)


def _refuse_archive(found: bool, folder: Path) -> None:
    if found:
        raise RefusedError(
            "there is an archive, or the settings of one, in {folder} or its database already; "
            "choose another folder and database",
            folder=folder,
        )


def _quote(text: str) -> str:
    """Return a text as TOML's basic string, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


_TEMPLATE = """\
# Inställningar för arkivet. Rader som börjar med # är kommentarer; ta bort tecknet för att
# ändra ett värde. Kontrollera efteråt med: archiver doctor

# Språket på skärmen: "sv" eller "en". Det som arkiveras är alltid på svenska.
language = {language}

# Databasen. En SQLite-fil räknas från den här mappen. För många registratorer:
# "postgresql+psycopg://användare@värd/databas"
database = {database}

[kommun]
name = {kommun}
orgnr = {orgnr}

[diarium]
# Hur ett diarienummer skrivs.
#number = "{{series}}/{{year}}:{{number}}"

[snapshot]
# Hur många dagar före halvårsskiftet ögonblicksbilden ska tas.
#lead_days = 1
# Tas den fler dagar efter halvårsskiftet än så märks den som sen.
#late_days = 14
# Ska ögonblicksbilderna också diarieföras, i ett samlingsärende per nämnd och år?
#samlingsarende = false

[users]
# Hur den som arbetar känns igen: "login" (operativsystemets inloggning) eller, på PostgreSQL,
# "database-role" (rollen i databasen). Se docs/users.md innan det ändras.
#by = "login"

[register]
# Inom hur många timmar ett meddelande ska besvaras (policyn: 48).
#answer_hours = 48
# Inom hur många timmar ett olämpligt inlägg ska vara borttaget (policyn: 48), och hur ofta kontona
# ska gås igenom (0 = inga genomgångar).
#removal_hours = 48
#supervision_hours = 48
# Inom hur många arbetsdagar saklig kritik ska föras vidare.
#forward_days = 1
# Inom hur många arbetsdagar nästa steg ska tas när någon begär ut en handling.
#disclosure_days = 1
# Hur många dagar efter halvårsskiftet dess leverans till kommunarkivet ska vara gjord, och inom hur
# många dagar arkivet brukar svara.
#delivery_days = 90
#receipt_days = 30
# Kammarrätten som prövar överklaganden av avslag, och adressen dit de lämnas (till myndigheten).
#appeal_court = "Kammarrätten i Stockholm"
#appeal_address = "Box 1, 123 45 Exempelstad, kommunen@exempel.se"

[login]
# Nyckeln som sparade inloggningar låses med; annars nyckelringen eller
# ~/.config/archiver/login.key. Får inte ligga i den här mappen.
#key_file = "/etc/archiver/login.key"
# Så många dagar i förväg påminns om en sparad inloggning som går ut.
#warn_days = 14

[export]
# Arkivet som tar emot leveranserna, och leveransöverenskommelsen.
#archive = "Kommunarkivet"
#agreement = "KS/2026:99"
# Paketens form: eark-2.2, fgs-2.0, fgs-1.2 eller bagit, eller sökvägen till en fil med arkivets
# egna avvikelser.
#profile = "eark-2.2"

[timestamp]
# Tidsstämplar (RFC 3161): vilka som intygar när ögonblicksbilderna fanns, och rotcertifikaten
# (PEM) som deras underskrifter ska leda till.
#authorities = ["https://tidsstampel.exempel.se/"]
#certificates = ["tidsstampel-rot.pem"]

[fetch]
# Gränser för en hämtning från en levande källa (Mastodon, e-postlåda, mottagarens mapp): megabyte,
# antal sidor, brev eller filer, och sekunder. Källorna själva beskrivs i docs/fetch.md.
#transfer_mb = 200
#pieces = 5000
#seconds = 900
# Privata adresser där en källa får frågas, också okrypterat; alla andra är stängda.
#allow_private_addresses = ["127.0.0.1"]
# Så många dagar i förväg påminns om en nyckel (token) som går ut, och så många dagar utan lyckad
# hämtning får gå innan det påminns om källan.
#warn_days = 14
#late_days = 2
# Det som skrivs om kommunen på annat håll: ett flöde (RSS, Atom, JSON Feed). Se docs/feeds.md.
#[fetch.ks-nyheter]
#kind = "feed"
#url = "https://tidningen.exempel.se/kommunen.xml"
#namnd = "KS"

[mail]
# E-postservern som tar emot påminnelserna (archiver status --mail), och avsändarens adress.
# Lösenordet sparas med: archiver token keep SMTP. Se docs/status.md.
#host = "smtp.exempel.se"
#port = 587
# Kryptering: "starttls", "implicit" eller "none" (bara till en öppnad privat adress).
#tls = "starttls"
#user = "archiver"
#sender = "archiver@exempel.se"
# Privata adresser där servern får finnas; alla andra är stängda.
#allow_private_addresses = ["10.1.2.3"]
# Adresser efter de ansvarigas namn, och nämndernas egna brevlådor.
#[mail.people]
#"Anna Ek" = "anna.ek@exempel.se"
#[mail.namnder]
#KS = "ks@exempel.se"

[formats]
# Format som behålls som de är, med PRONOM-beteckning eller medietyp: en fil i ett sådant är sin
# egen läsbara form.
#keep = ["text/plain", "image/png", "image/jpeg", "image/tiff"]
# Format som behålls utan läsbar form och inte hindrar att ett ärende avslutas, såsom filmer.
#let_go = ["video/*", "audio/*"]

[intake]
# Hur en tabell med meddelanden (CSV) läses: vilken kolumn som innehåller vad. Se docs/table.md.
#[intake.mappings.kundtjanst]
#text = "Meddelande"
#made_available_at = "Datum"
#sender_name = "Namn"

[policy]
# Kommunikationschefen, som ansvarar för mediebevakningen och får det som är negativt.
#kommunikationschef = "Namn"
# Kommunens webbplats och kontaktcentrets nummer, som ska finnas på kontonas sidor.
#site = "www.exempel.se"
#phone = "0123-456 00"
# Verksamheternas egna webbplatser, som inlägg också får länka till.
#sites = ["www.biblioteket.se"]
# Verksamheters namn som visar vem avsändaren är, utöver kommunens och förvaltningens.
#names = ["Stadsbiblioteket"]
# Ett konto vars nyaste inlägg är äldre än så många dagar är passivt.
#passive_days = 90
# Så ofta ska varje konto utvärderas, och så många dagar efter att en tidsbegränsad aktivitet har
# avslutats ska den vara utvärderad.
#evaluation_days = 365
#evaluation_after_days = 30

[capture]
# Vilken Chromium som används; annars den som hittas.
#browser = "/usr/bin/chromium"
# Privata adresser som får besökas; alla andra är stängda.
#allow_private_addresses = ["127.0.0.1"]
# Sidans bredd och fönstrets höjd i CSS-pixlar.
#width = 1280
#height = 1600
# Längsta väntan i sekunder på att sidan laddas, och på att den kommer till ro.
#load_seconds = 60
#quiet_seconds = 10
# Gränser för rullningen: antal steg, sidans längd i CSS-pixlar, sekunder.
#scroll_steps = 100
#scroll_pixels = 60000
#scroll_seconds = 90
# Längsta tid i sekunder för ett försök.
#total_seconds = 300
# Hur mycket en sida får sända, och hur mycket minne ett försök får ta, i megabyte.
#transfer_mb = 200
#memory_mb = 3000
# Högsta antal försök för ett konto i en körning, och väntan i sekunder före det andra,
# det tredje och så vidare.
#attempts = 3
#backoff_seconds = [30, 120, 600]
# Längsta paus som en server får be om och ändå försökas igen i samma körning.
#retry_after_seconds = 900
# Längsta tid i sekunder för ett konto, alla försök och väntan inräknade.
#account_seconds = 1800
# Paus mellan två besök hos samma värd, och hur mycket slumpen får lägga till.
#host_pause_seconds = 10
#host_jitter_seconds = 5
# En värd som avvisat så många besök i rad lämnas i fred under resten av körningen.
#breaker_failures = 3
# Står i webbläsarens namn, så att en plattform kan nå kommunen.
#contact = "arkiv@exempel.se"
# Mapp med egna plattformsprofiler, utöver programmets.
#profiles = "profiler"
# PDF/A: "2b", "2u" (varje tecken i texten är känt) eller "3b" (underlaget ligger även i PDF:en).
#pdfa = "2b"
"""

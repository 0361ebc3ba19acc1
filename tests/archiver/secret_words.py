"""Words that stand in one place each of a register, told by that place."""

import base64

from tests.secret_files import make_pdf, make_zip

PROTECTED = {
    "the sender of a marked handling": "Hjördis Kvistgård",
    "its subject": "Misshandel på Granbacken",
    "its text": "Xanthosomaförgiftningen",
    "the name of its attachment": "orosanmälan-lövö.pdf",
    "a PDF attached to it": "Ödgärds njurprov",
    "a zip attached to it": "Äppelviks skuldsanering",
    "a message attached to it": "Öknebo vårdplats",
    "its readable form": "Läsform Törnqvistar",
    "what it was called before a rättelse": "Misshandel på Gronbackken",
    "why it was corrected": "Felstavat Gammelgårdsvägen",
    "what was public until it was marked": "Torbjörn Öhqvistson",
    "what that was about until then": "Avgiften på Ängsbrinken",
    "why it was marked": "Hotas av Ragnvaldsson",
    "a word that was masked": "Elviragården",
    "why it was masked": "Skyddat boende Norrvik",
    "who sent what was makulerat": "Makulerius Åkerblad",
    "what that said": "Makulerad Höstlöfsanmälan",
    "the answer to it": "Svaret om Yngsjöholm",
    "what the sender changed it to": "Ändrad lydelse Björkhagas",
    "what the message is called at its source": "dm-Ljungdala-7",
    "why it was makulerat": "Dublett av Vintergatan",
    "the name of a file that was taken in": "dm-från-Kvistberga",
    "the address of a sender": "hjordis.hemlig@exempel.example",
    "the address of a message": "permalänk-Sälgvägen",
}
"""What leaves with ``include_protected`` only, by where it stands."""
NEVER = {
    "who asked for a handling": "Nyfikne Kurtsson",
    "the sender of what is gallrat": "Gallrade Gustavsson",
    "what that said": "Gallringsbar Njursten",
    "a personnummer in the förteckning": "19121212-1212",
}
"""What leaves in no package: it is gallrat, or nobody delivers it."""
PUBLIC = {
    "a handling that is not protected": "Öppettider för Sjöängsbadet",
    "who sent it": "Öppna Olle",
    "a masked version": "Maskerat om Granbacken",
    "a public form": "Anmälan",
    "who answers for an account": "Ansvariga Åsa",
    "the account as it was called then": "Exempelstad ungdom",
    "the decision of a gallring": "exempelbeslut 1",
    "the page of an account": "Ögonblicksbildens sida",
}
"""What leaves in every package."""
LEAKING = "Läckande kopia för Kvistgård"
"""Stands in a masked version that shows who sent the handling, as a party may have been shown."""
OUTDATED = "Maskerad före märkningen"
"""Stands in a masked version from before the handling was marked."""


def wrap_secrets() -> list[dict[str, str]]:
    """Return attachments of a message that hold words each in a wrapping of its own."""
    mail = f"Subject: Hej\n\n{PROTECTED['a message attached to it']}\n".encode()
    inner = make_zip({"skuld.txt": PROTECTED["a zip attached to it"].encode("utf-16")})
    return [
        _attach(
            PROTECTED["the name of its attachment"], "application/pdf",
            make_pdf(PROTECTED["a PDF attached to it"]),
        ),
        _attach("allt.zip", "application/zip", make_zip({"inre.zip": inner})),
        _attach("brev.eml", "message/rfc822", mail),
    ]  # fmt: skip


def _attach(name: str, media_type: str, content: bytes) -> dict[str, str]:
    encoded = base64.b64encode(content).decode()
    return {"name": name, "media_type": media_type, "content_base64": encoded}

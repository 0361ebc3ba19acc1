"""The XML namespaces and published addresses that a package names."""

METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PREMIS = "http://www.loc.gov/premis/v3"
ERMS = "https://DILCIS.eu/XML/ERMS"
EXT = "ExtensionMETS"
"""Riksarkivet's additions to METS in FGS Paketstruktur 1.2; the name is theirs."""
FGS_ERMS = "http://xml.ra.se/e-arkiv/FGS-ERMS"
"""FGS Ärendehantering 1.0."""

PREFIXES = {
    "m": METS,
    "xlink": XLINK,
    "csip": CSIP,
    "premis": PREMIS,
    "erms": ERMS,
    "ext": EXT,
    "fgs": FGS_ERMS,
}
"""Short names for the namespaces, as the rules' XPath uses them."""

EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"
"""The Library of Congress's vocabulary of preservation events."""

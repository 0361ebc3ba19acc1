"""What a picture lacks, or why it was judged not to show the account's page, in Swedish."""

import re

LACKS = {
    "slow": "Sidan hann inte laddas klart inom den tillåtna tiden. Innehåll kan saknas.",
    "scroll-steps": "Sidan var längre än det tillåtna antalet steg. Innehåll längre ned saknas.",
    "scroll-pixels": "Sidan var längre än den tillåtna höjden. Innehåll längre ned saknas.",
    "scroll-seconds": "Sidan hann inte rullas till slutet i tid. Innehåll längre ned saknas.",
    "inner-scroll": "En del av sidan rullas för sig. Det som doldes där syns inte i bilden.",
    "too-much-data": "Sidan sände mer än vad som tas emot. Det som kom därefter saknas.",
}
"""What a partial picture lacks, by reason code."""
FAULTS = {
    "blank": "Sidan var tom.",
    "bot-challenge": "Sidan bad besökaren visa att den är en människa.",
    "consent": "Sidan låg bakom en fråga om samtycke.",
    "login": "Sidan bad om inloggning.",
    "login-expired": "Den sparade inloggningen gällde inte längre. Sidan bad om inloggning.",
    "rate-limited": "Sidan sade att den får för många förfrågningar.",
    "removed": "Sidan sade att kontot eller sidan inte finns.",
    "wrong-account": "Varken kontots namn eller användarnamn fanns på sidan.",
}
"""Why a picture was judged not to show the account's page, by reason code."""
_UNACCEPTED = (
    "Bilden visar vad webbläsaren mötte. Den gäller som ögonblicksbild bara om en person har "
    "godtagit den efter granskning, vilket i så fall står i diariet."
)


def describe_reason(reason: str | None) -> str | None:
    """Return what a reader must know of a picture with this reason code; none if it has none."""
    if reason is None:
        return None
    status = re.fullmatch(r"http-(\d+)", reason)
    fault = f"Servern svarade med felkoden {status[1]}." if status else FAULTS.get(reason)
    if fault:
        return f"{fault} {_UNACCEPTED}"
    return LACKS.get(reason, f"Bilden är inte fullständig (orsakskod {reason}).")

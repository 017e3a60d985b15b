"""The tokens that stand for what was masked, and where a text has some."""

from __future__ import annotations

import re

TOKENS = {
    "hetu": "[HETU]",
    "iban": "[TILINUMERO]",
    "business_id": "[Y-TUNNUS]",
    "email": "[SÄHKÖPOSTI]",
    "phone": "[PUHELIN]",
    "url": "[VERKKO-OSOITE]",
    "plate": "[REKISTERINUMERO]",
    "address": "[OSOITE]",
    "postcode": "[POSTINUMERO]",
    "birth_date": "[SYNTYMÄAIKA]",
    "handle": "[NIMIMERKKI]",
    "case_number": "[ASIAKASNUMERO]",
    "ip": "[IP-OSOITE]",
    "name": "[NIMI]",
}
#: What a cell of contact details becomes where nobody can tell of which kind it is; in tables only.
CONTACT = "[YHTEYSTIETO]"
#: Numbers of tokens have three digits at most: in a longer one an identifier could be typed past the masking.
LARGEST = 999
_NAMES = "|".join(token[1:-1] for token in (*TOKENS.values(), CONTACT))
TOKEN = re.compile(rf"\[({_NAMES})(?: ([0-9]{{1,3}}))?\]")
NUMBERED = re.compile(rf"\[(?:{_NAMES}) [0-9]{{1,3}}\]")


def largest_numbers(text: str) -> dict[str, int]:
    """Return the largest number of a token of each kind that a text has; 0 for a kind without."""
    found = dict.fromkeys(TOKENS, 0)
    if "[" in text:
        kinds = {token[1:-1]: kind for kind, token in TOKENS.items()}
        for match in TOKEN.finditer(text):
            if match[2] and match[1] in kinds:
                found[kinds[match[1]]] = max(found[kinds[match[1]]], int(match[2]))
    return found

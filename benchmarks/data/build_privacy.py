"""Make ``privacy.jsonl`` of the files of its writers.

    python benchmarks/data/build_privacy.py 1=FIRST.txt 1=MORE.txt 2=OTHER.txt

A file has one text a line with personal data marked, ``{nimi:Minna Virtaselle}``. Of identity codes and bank accounts
that are written in full, every other one gets the right check character here, in the order of the texts, and every
other one a wrong one, as typing errors and look-alikes have. Everything else is kept to the letter.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

OUT = Path(__file__).with_name("privacy.jsonl")
MARK = re.compile(r"\{([a-z]+):([^{}]+)\}")
_CODE = re.compile(r"(\d\d)[ .]?(\d\d)[ .]?(\d\d) ?[-–+A-FU-Ya-fu-y]? ?(9\d\d) ?([0-9A-Za-z])")
_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_LENGTHS = {"FI": 18, "EE": 20, "SE": 24, "LT": 20}


def right_code(code: str, wrong: int = 0) -> str | None:
    """Return an identity code with the check character ``wrong`` steps from the right one; None if not in full."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    check = _CHARACTERS[(int("".join(match.groups()[:4])) + wrong) % 31]
    return code[: match.start(5)] + (check.lower() if match[5].islower() else check) + code[match.end(5) :]


def right_account(account: str, wrong: int = 0) -> str | None:
    """Return a bank account with check digits ``wrong`` steps from the right ones; None if not in full."""
    plain = re.sub(r"[\s-]", "", account).upper()
    if len(plain) != _LENGTHS.get(plain[:2]):
        return None
    number = int("".join(str(int(sign, 36)) for sign in f"{plain[4:]}{plain[:2]}00"))
    return f"{account[:2]}{2 + (96 - number % 97 + wrong) % 97:02}{account[4:]}"


def main() -> None:
    """Read the files, set the check characters and write the set."""
    count = {"hetu": 0, "iban": 0}

    def checked(match: re.Match[str]) -> str:
        kind, said = match.groups()
        if kind not in count:
            return match[0]
        made = {"hetu": right_code, "iban": right_account}[kind](said, wrong=7 * (count[kind] % 2))
        if made is None:
            return match[0]
        count[kind] += 1
        return f"{{{kind}:{made}}}"

    rows = []
    for argument in sys.argv[1:]:
        writer, _, path = argument.partition("=")
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            rows.append({"kirjoittaja": writer, "teksti": MARK.sub(checked, line)})
    with OUT.open("w", encoding="utf-8", newline="\n") as file:
        for number, row in enumerate(rows, 1):
            file.write(json.dumps({"id": f"p{number:03}", **row}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

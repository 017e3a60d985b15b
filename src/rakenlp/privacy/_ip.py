"""Addresses of people's devices on the net."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ._span import Found, Span, before, scan

_IPV4 = re.compile(
    r"(?<![\w.,/-])(?:[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}(?!\.?[0-9])(?![\w-]|/[0-9]{3}|/[a-z])(?:/[0-9]{1,2}(?![0-9.]))?"
)
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?:::?[0-9a-fA-F]{1,4}){2,7}(?:::)?(?![\w:])")
_DEVICE = re.compile(
    r"(?<![a-zåäö])(?:ip|osoi|verk|reitit|loki|wifi|wi-fi|kamera|tablet|puhelin|päät|yhtey|nett|log|kone|laite|laitt|kirjautu|vpn|palveli|server|adress|address"
    r"|device|dator)[^.!?]{0,40}$",
    re.IGNORECASE,
)


def ip_addresses(text: str) -> Iterator[Span]:
    """Yield addresses of devices on the net, of version 4 and 6."""
    if text.count(".") > 2:
        yield from scan("ip", _IPV4, text, _ip4)
    if "::" in text or text.count(":") > 6:
        yield from scan("ip", _IPV6, text, _ip6)


def _ip4(text: str, match: re.Match[str]) -> Found | None:
    groups = [int(group) for group in match[0].split("/")[0].split(".")]
    if _DEVICE.search(before(text, match.start(), 50)):
        return match.start(), match.end(), 0.95, "ip"
    if (
        max(groups) > 255 or max(groups) < 32 and not (groups[0] == 10 and max(groups) > 12)
    ):  # numbers of sections, dates
        return None
    return match.start(), match.end(), 0.8, "ip"


def _ip6(text: str, match: re.Match[str]) -> Found | None:
    try:
        ipaddress.IPv6Address(match[0])
    except ValueError:
        return None
    groups = [group for group in match[0].split(":") if group]
    if len(groups) < 2 or len(match[0]) < 6 or not any(c.isdigit() for c in match[0]):
        return None
    return match.start(), match.end(), 0.95, "ip"

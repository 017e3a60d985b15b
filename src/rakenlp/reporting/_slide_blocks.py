"""What stands on each slide, taken from the content of a kooste; nothing is counted here."""

from __future__ import annotations

from typing import Any

from ..texts import plural, text
from ._format import format_change, format_date, format_number, join_words, shorten
from ._kooste_method import unheard_words
from ._lines import named, published_practices, published_single

THEMES = 6
"""Themes and flags on all slides together: more than so many nobody discusses in a quarter of an hour."""
_FLAGS_ON_SLIDE, _NAMES, _NEW, _VOICES, _PLACES, _EARLIER = 3, 2, 3, 3, 8, 4
_TEXT = 150
_UNBROKEN = "\u2060–\u2060"  # a dash at which no line ends

Slide = dict[str, Any]


def slides_of(k: dict[str, Any]) -> list[Slide]:
    """Return five to seven slides of a kooste as plain values.

    Parameters
    ----------
    k : dict
        From :func:`rakenlp.reporting.build_kooste`.

    Returns
    -------
    list of dict
        Each has ``id``, ``heading``, ``section`` (the one of the kooste that its numbers are in) and what it shows.
    """
    return [_summary(k), _phenomena(k), *_flags(k), _single(k), _unseen(k), _decide(k)]


def _summary(k: dict[str, Any]) -> Slide:
    notices = []
    if k["period"]["unfinished"] and k["profile"] == "published":
        notices.append(text("kooste.unfinished_published"))
    elif k["period"]["unfinished"] and k["previous"]:
        notices.append(text("kooste.unfinished", days=k["previous"]["days"]))
    days = "" if k["period"]["days"] == k["period"]["name"] else k["period"]["days"]
    known = text("kooste.as_of", date=format_date(k["as_of"])) if k["as_of"] else text("kooste.as_of_unknown")
    return {
        **_head("summary", text("kooste.title", period=k["period"]["name"]), "summary"),
        "under": " · ".join(part for part in (days, known) if part),
        "badge": text(f"kooste.profile_{k['profile']}"),
        "care": text(f"kooste.{k['profile']}_care"),
        "notices": notices,
        "lines": list(k["summary"]),
    }


def _head(key: str, heading: str, section: str) -> Slide:
    return {"id": key, "heading": heading, "section": text(f"kooste.h_{section}")}


# --- phenomena ------------------------------------------------------------------------------------------------------


def _phenomena(k: dict[str, Any]) -> Slide:
    plain = "" if k["with_taxonomy"] else "_plain"
    is_internal = k["profile"] == "internal"
    rows = _internal_rows(k) if is_internal else _published_rows(k)
    compared = bool(k["previous"]) if is_internal else k["changes_shown"]
    notes = []
    if compared:
        notes.append(text("slides.compared", period=k["previous"]["days"]))
    if not is_internal:
        notes.append(text("kooste.names_rule" if k["counts_shown"] else "kooste.counts_withheld"))
    return {
        **_head("phenomena", text(f"slides.h_phenomena{plain}"), f"phenomena{plain}"),
        "rows": rows,
        "most": max([row["value"] or 0 for row in rows if not row["is_total"]] + [5]),
        "compared": compared,
        "with_names": k["with_taxonomy"] or not is_internal,
        "col_names": text(f"slides.col_{'largest' if is_internal else 'named'}"),
        "note": " ".join(notes),
    }


def _internal_rows(k: dict[str, Any]) -> list[dict[str, Any]]:
    largest = [entry for entry in k["phenomena"] if entry["n"]][:THEMES]
    rows = []
    if k["with_taxonomy"]:
        for parent in k["parents"]:
            own = [f"{named(entry)} ({entry['n']})" for entry in largest if entry["parent"] == parent["code"]]
            rows.append(_row(parent["label"], format_number(parent["n"]), parent["n"], parent["change"], own))
    else:
        rows = [_row(e["name"], format_number(e["n"]), e["n"], e["change"], []) for e in largest]
    n, loose = k["numbers"], k["loose"]
    rows.append(_row(text("kooste.row_no_phenomenon"), format_number(loose["n"]), loose["n"], loose["change"], []))
    change = None if n["n_previous"] is None else n["n_unique"] - n["n_previous"]
    total = text("kooste.total").capitalize()
    rows.append(_row(total, format_number(n["n_unique"]), n["n_unique"], change, [], is_total=True))
    return rows


def _published_rows(k: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    if not k["counts_shown"]:
        return rows
    flagged = {flag["name"] for flag in k["flags"]}
    for parent in k["parents"]:
        names = sorted(parent["names"], key=lambda name: (name not in flagged, name))[:_NAMES]
        if more := len(parent["names"]) - len(names):
            names.append(text("slides.names_more", n=more))
        rows.append(_row(parent["label"], parent["shown"], parent["value"], parent["change"], names))
    single, total = k["single_voices"], k["total"]
    rows.append(_row(text("kooste.row_no_phenomenon"), single["shown"], single["value"], None, []))
    rows.append(_row(text("kooste.total").capitalize(), total["shown"], total["value"], None, [], is_total=True))
    rows[-1]["change"] = ""
    return rows


def _row(
    label: str, shown: str, value: int | None, change: int | None, names: list[str], *, is_total: bool = False
) -> dict[str, Any]:
    told = {"label": label, "shown": shown, "value": value, "change": format_change(change), "names": names}
    return {**told, "is_total": is_total}


# --- flags ----------------------------------------------------------------------------------------------------------


def _flags(k: dict[str, Any]) -> list[Slide]:
    is_internal = k["profile"] == "internal"
    flags = [_internal_flag(flag) if is_internal else _published_flag(flag) for flag in k["flags"][:THEMES]]
    if not k["with_taxonomy"]:
        flags = [{**flag, "parent": ""} for flag in flags]
    more = len(k["flags"]) - len(flags)
    notes = [text("slides.flags_more", n=more)] if more else []
    if not is_internal and k["flags_unnamed"]:
        notes.append(text("kooste.flags_unnamed", n=k["flags_unnamed"]))
    nothing = ""
    if not flags and not is_internal and k["flags_unnamed"] is None:
        nothing = text("kooste.flags_withheld")
    elif not flags and not notes:
        nothing = text("kooste.flags_none")
    size = _FLAGS_ON_SLIDE if is_internal else THEMES
    parts = [flags[place : place + size] for place in range(0, len(flags), size)] or [[]]
    slides = []
    for place, part in enumerate(parts, start=1):
        heading = text("slides.h_flags")
        if len(parts) > 1:
            heading = text("slides.h_flags_more", place=place, all=len(parts))
        slide = _head("flags" if place == 1 else f"flags-{place}", heading, "flags")
        is_last = place == len(parts)
        lead = f"{text('kooste.suggestion')}. {text('kooste.flags_note')}"
        slides.append({**slide, "lead": lead, "flags": part, "nothing": nothing, "notes": notes if is_last else []})
    return slides


def _internal_flag(flag: dict[str, Any]) -> dict[str, Any]:
    lines = []
    if flag["window"]["start"] and flag["window"]["end"]:
        days = (format_date(flag["window"]["start"]), format_date(flag["window"]["end"]))
        lines.append(text("slides.flag_since", start=days[0], end=days[1]))
    if flag["expected_text"]:
        lines.append(text("slides.flag_expected", expected=flag["expected_text"].replace("–", _UNBROKEN)))
    lines.append(text("slides.flag_voices", n=flag["voices"]))
    if flag["missing_voices"]:
        lines.append(text("slides.flag_missing", names=join_words(flag["missing_voices"])))
    lines.append(text("slides.flag_state", state=flag["state_label"]))
    observed = flag["observed"]
    return {
        **_flag_head(flag),
        "size": "–" if observed is None else format_number(observed),
        "size_of": text(f"slides.flag_observed{'_one' if observed == 1 else ''}"),
        "lines": lines,
    }


def _published_flag(flag: dict[str, Any]) -> dict[str, Any]:
    return {**_flag_head(flag), "size": flag["size"], "size_of": text("kooste.col_n").lower(), "lines": []}


def _flag_head(flag: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": flag["name"],
        "kind": flag["kind"],
        "kind_label": text(f"kooste.kind_{flag['kind']}"),
        "parent": flag["parent_label"],
    }


# --- single voices --------------------------------------------------------------------------------------------------


def _single(k: dict[str, Any]) -> Slide:
    heading = text("slides.h_single" if k["profile"] == "internal" else "kooste.h_single")
    slide = {**_head("single", heading, "single"), "big": None, "said": "", "voices": [], "themes": []}
    if k["profile"] == "published":
        slide["said"] = published_single(k)
        slide["also"] = published_practices(k)
        return slide
    n = k["single_voices"]["n"]
    ids = k["single_voices"]["ids"]
    dated = sorted(ids, key=lambda key: k["observations"][key]["date"] or "", reverse=True)
    slide["big"] = {"n": format_number(n), "of": plural("slides.single_n", n)} if n else None
    slide["said"] = text("slides.single_rest") if n else text("kooste.single_none")
    slide["voices"] = [_voice(k["observations"][key]) for key in dated[:_VOICES]]
    slide["themes"] = [
        text("slides.new_theme", name=named(entry), n=entry["n"], voices=entry["voices"])
        for entry in k["emerging"][:_NEW]
    ]
    practices = k["practices"]
    slide["also"] = text("slides.practices", n=practices["n"]) if practices["asked"] else ""
    return slide


def _voice(card: dict[str, Any]) -> dict[str, str]:
    words, _ = shorten(" ".join(card["parts"][0]["text"].split()), _TEXT) if card["parts"] else ("", False)
    about = card["phenomenon"] or text("kooste.no_phenomenon")
    meta = " · ".join([card["id"], format_date(card["date"]), card["group"], about])
    return {"meta": meta, "text": words, "language": card["language"]}


# --- what is not seen, and what to decide ---------------------------------------------------------------------------


def _unheard(k: dict[str, Any]) -> list[str] | None:
    silent: list[str] | None = k["sources"]["groups_not_heard"] if k["profile"] == "internal" else k["groups_not_heard"]
    return silent


def _unseen(k: dict[str, Any]) -> Slide:
    is_internal = k["profile"] == "internal"
    parts = [(text("slides.unheard"), [_sentence(unheard_words(_unheard(k), k.get("groups_withheld", False)))])]
    homeless = next((parent for parent in k["parents"] if parent["code"] == "asunnottomuus"), None)
    if homeless is not None:
        n = homeless["n"] if is_internal else homeless["shown"]
        parts.append((text("slides.homeless"), [text("slides.homeless_n", n=n)]))
    if is_internal:
        silent = k["sources"]["municipalities_silent_now"]
        names = silent[:_PLACES]
        if more := len(silent) - len(names):
            names = [*names, text("kooste.others", n=more)]
        told = [text("kooste.silent_now", names=join_words(names))] if names else []
        parts.append((text("slides.places"), [*told, text("kooste.silent_unknown")]))
        n = k["numbers"]
        left = (("undated", n["n_undated"]), ("set_aside", n["rows_set_aside"]), ("repeats", n["n_duplicates"]))
        lacking = [text(f"slides.{name}", n=count) for name, count in left if count]
        parts.append((text("slides.missing"), lacking or [text("slides.nothing_missing")]))
    else:
        parts.append((text("slides.missing"), [text("slides.hidden"), *k["notes"][:2]]))
    parts.append((text("slides.meaning"), [text("kooste.method_counts"), text("kooste.method_machine")]))
    return {
        **_head("unseen", text("slides.h_unseen"), "method"),
        "parts": [{"name": name, "lines": lines} for name, lines in parts],
    }


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


def _decide(k: dict[str, Any]) -> Slide:
    is_internal = k["profile"] == "internal"
    names = list(dict.fromkeys(named(flag) for flag in k["flags"][:THEMES]))
    is_empty = (k["numbers"]["n_unique"] if is_internal else k["total"]["value"]) == 0
    questions = []
    if names:
        questions.append(plural("slides.ask_flags", len(names), names=join_words(names)))
    elif not is_internal and k["flags_unnamed"] is None:
        questions.append(text("slides.ask_flags_withheld"))
    elif not is_empty:
        questions.append(text("slides.ask_no_flags"))
    if is_empty:
        questions.append(text("slides.ask_empty"))
    single = k["single_voices"]
    if single["n"] if is_internal else single["value"] != 0:
        questions.append(text("slides.ask_single"))
    silent = _unheard(k)
    if silent and not is_empty:
        questions.append(text("slides.ask_unheard", names=join_words(silent)))
    elif silent is None and not k.get("groups_withheld") and not is_empty:
        questions.append(text("slides.ask_untold"))
    if is_internal and k["proposals"]["n"]:
        questions.append(text("slides.ask_proposals", n=k["proposals"]["n"]))
    slide = {**_head("decide", text("slides.h_decide"), "flags"), "questions": questions, "earlier": []}
    known = k["earlier"]["flags"] if is_internal else []
    for flag in known[:_EARLIER]:
        day = f" ({format_date(flag['decided'])})" if flag["decided"] else ""
        slide["earlier"].append(f"{flag['name']}: {flag['state_label']}{day}")
    if more := len(known) - len(slide["earlier"]):
        slide["earlier"].append(text("slides.names_more", n=more))
    return slide

"""Export for qualitative tools: REFI-QDA codebooks (.qdc) and projects (.qdpx) in QDA-XML 1.0."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

import pandas as pd

from .._files import write_atomic
from ..errors import InputError, ParameterError
from ..language._kept import reading
from ..phenomena.taxonomy import find_parent
from ..texts import text
from ._qda import CODEBOOK, COLOURS, INTERNAL, PROJECT, PROJECT_FILE, SOURCES, guid
from ._texts import fit, masked_texts
from .codes import NO_PHENOMENON, codebook
from .sheets import codes_of, machine_coding

if TYPE_CHECKING:
    from ..analysis import Analysis

_EPOCH = (1980, 1, 1, 0, 0, 0)
_VARIABLES = (
    ("received_date", "Date"),
    ("respondent_group", "Text"),
    ("municipality", "Text"),
    ("service_line", "Text"),
    ("channel", "Text"),
    ("language", "Text"),
)
Span = tuple[int, int]


def write_qda(
    analysis: Analysis,
    path: str | PathLike[str],
    codings: Mapping[str, pd.DataFrame] | None = None,
    observations: Iterable[str] | None = None,
) -> Path:
    """Write the codebook or the whole coded material for a qualitative tool (NVivo, ATLAS.ti, MAXQDA, QualCoder …).

    A project holds the codebook, each observation as a source of plain text (masked) and as a case with what is known
    of it, the machine's coding and people's codings, each as a user of its own. The machine's code is put on the
    sentence that speaks most for it; people's codes on the whole text.

    Parameters
    ----------
    analysis : Analysis
    path : path-like
        Ending in .qdc for the codebook alone, .qdpx for the project.
    codings : mapping of str to DataFrame, optional
        Codings by the name of the coder, as from :func:`read_coding_sheet`.
    observations : iterable of str, optional
        Which observations; all when None.

    Returns
    -------
    pathlib.Path
        The same content gives the same bytes, and everything keeps its GUID from one export to the next.

    Raises
    ------
    ParameterError
        If the ending is another, or an observation is not in the analysis.
    InputError
        If a coding lacks a column, or has a code that is not in the codebook.

    See Also
    --------
    read_qda : Reads the codings of a project back.

    Notes
    -----
    A project holds texts, dates and municipalities: it is for the research group, not for publication. Positions are
    Unicode code points from 0, the end not included; lines end with a line feed.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in (".qdc", ".qdpx"):
        raise ParameterError(
            "parameter", name="path", owner="write_qda", expected=".qdc / .qdpx", received=target.suffix
        )
    book = codebook(analysis)
    if suffix == ".qdc":
        root = Xml.Element("CodeBook", {"xmlns": CODEBOOK, "origin": _origin(analysis)})
        _codes(root, book)
        return write_atomic(target, _bytes(root))
    texts = masked_texts(analysis)
    ids = list(texts) if observations is None else list(dict.fromkeys(map(str, observations)))
    if unknown := [i for i in ids if i not in texts]:
        raise ParameterError(
            "parameter",
            name="observations",
            owner="write_qda",
            expected="obs.frame.index",
            received=unknown[0],
        )
    own = _checked(codings or {}, book)
    users = {_origin(analysis): _machine_spans(analysis, texts, ids)}
    users |= {name: _whole_spans(coding, texts, ids) for name, coding in own.items()}
    root = _project(analysis, book, texts, ids, users)
    files = {PROJECT_FILE: _bytes(root)}
    files |= {f"{SOURCES}/{guid('text', i)}.txt": texts[i].encode() for i in ids}
    return write_atomic(target, _zipped(files))


def _project(
    analysis: Analysis,
    book: pd.DataFrame,
    texts: Mapping[str, str],
    ids: list[str],
    users: Mapping[str, Mapping[str, list[tuple[str, Span]]]],
) -> Xml.Element:
    head = {"xmlns": PROJECT, "name": text("research.qda_project"), "origin": _origin(analysis)}
    root = Xml.Element("Project", head)
    people = _child(root, "Users")
    for name in users:
        _child(people, "User", guid=guid("user", name), name=fit(name))
    _codes(_child(root, "CodeBook"), book)
    frame = analysis.obs.frame
    variables = [(name, kind) for name, kind in _VARIABLES if name in frame.columns and frame[name].notna().any()]
    if variables and ids:
        declared = _child(root, "Variables")
        for name, kind in variables:
            _child(declared, "Variable", guid=guid("variable", name), name=name, typeOfVariable=kind)
    if ids:
        cases, sources = _child(root, "Cases"), _child(root, "Sources")
        for i in ids:
            case = _child(cases, "Case", guid=guid("case", i), name=fit(i))
            for name, kind in variables:
                _value(case, name, kind, frame.at[i, name])
            _child(case, "SourceRef", targetGUID=guid("source", i))
            plain = f"{INTERNAL}{guid('text', i)}.txt"
            source = _child(sources, "TextSource", guid=guid("source", i), name=fit(i), plainTextPath=plain)
            for name, coded in users.items():
                for code, span in coded.get(i, []):
                    _selection(source, i, name, code, span)
    _child(root, "Description").text = text("research.qda_description")
    return root


def _selection(source: Xml.Element, i: str, user: str, code: str, span: Span) -> None:
    by = guid("user", user)
    start, end = map(str, span)
    selection = _child(
        source, "PlainTextSelection", guid=guid("selection", i, user, code), name=fit(f"{i}: {code}"),
        startPosition=start, endPosition=end, creatingUser=by,
    )  # fmt: skip
    coding = _child(selection, "Coding", guid=guid("coding", i, user, code), creatingUser=by)
    _child(coding, "CodeRef", targetGUID=guid("code", code))


def _value(case: Xml.Element, name: str, kind: str, value: Any) -> None:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return
    told = _child(case, "VariableValue")
    _child(told, "VariableRef", targetGUID=guid("variable", name))
    words = value.date().isoformat() if kind == "Date" else fit(str(value))
    _child(told, f"{kind}Value").text = words


def _codes(root: Xml.Element, book: pd.DataFrame) -> None:
    """Add the codes: phenomena under their national parents, which are no codes to be used themselves."""
    codes = Xml.SubElement(root, "Codes")
    parents = [parent for parent in dict.fromkeys(book["parent"]) if parent]
    above: dict[str, Xml.Element] = {}
    for parent in parents:
        head = {"guid": guid("parent", find_parent(parent) or parent), "name": fit(parent), "isCodable": "false"}
        above[parent] = Xml.SubElement(codes, "Code", head)
    for row in book.to_dict("records"):
        colour = COLOURS[(parents.index(row["parent"]) if row["parent"] in above else len(parents)) % len(COLOURS)]
        head = {"guid": guid("code", row["code"]), "name": fit(row["name"]), "isCodable": "true", "color": colour}
        code = Xml.SubElement(above.get(row["parent"], codes), "Code", head)
        terms = text("research.qda_terms", terms=row["terms"]) if row["terms"] else ""
        Xml.SubElement(code, "Description").text = fit(" ".join(filter(None, (row["definition"], terms))))


def _machine_spans(analysis: Analysis, texts: Mapping[str, str], ids: list[str]) -> dict[str, list[tuple[str, Span]]]:
    """Return the machine's codes of each observation, and the sentence that speaks most for each."""
    coding = codes_of(machine_coding(analysis))
    own = analysis.model.phenomenon_ids_
    out: dict[str, list[tuple[str, Span]]] = {}
    with reading():
        for i in ids:
            words = texts[i]
            out[i] = []
            for code in coding[i] if words else ():
                found = analysis.model.evidence_by_sentence(words, code) if code in own else []
                best = max(found, key=lambda each: (each.share, -each.start), default=None)
                spot = (best.start, best.end) if best is not None and best.share > 0 else (0, len(words))
                out[i].append((code, spot))
    return out


def _whole_spans(coding: pd.DataFrame, texts: Mapping[str, str], ids: list[str]) -> dict[str, list[tuple[str, Span]]]:
    found = codes_of(coding)
    return {i: [(code, (0, len(texts[i]))) for code in found[i]] for i in ids if i in found and texts[i]}


def _checked(codings: Mapping[str, pd.DataFrame], book: pd.DataFrame) -> dict[str, pd.DataFrame]:
    known = set(book["code"])
    for coding in codings.values():
        if missing := [name for name in ("code", "codes") if name not in coding.columns]:
            raise InputError("coding_form", names=", ".join(missing))
        for place, codes in enumerate(codes_of(coding).values(), start=1):
            if foreign := [code for code in codes if code not in known]:
                raise InputError("coding_code", row=place, received=foreign[0], near=f"… {NO_PHENOMENON}")
    return dict(codings)


def _origin(analysis: Analysis) -> str:
    return f"rakenlp {analysis.versions['rakenlp']}"


def _child(parent: Xml.Element, tag: str, /, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, attributes)


def _bytes(root: Xml.Element) -> bytes:
    Xml.indent(root)
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()

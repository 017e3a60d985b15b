"""What may be asked of the service, with the limits in the schema."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from .limits import Limits

_LABEL = 500
_WHY = 10_000
_TEXT = "Ilmoituksen teksti sellaisena kuin se kirjoitettiin. Sitä ei talleteta eikä kirjata lokiin."
_EXAMPLE: dict[str, Any] = {
    "text": "Oon nukkunu kaverin sohvalla toukokuusta, eikä asuntoa löydy.",
    "received_date": "2026-05-01",
    "respondent_group": "asiakas",
    "municipality": "Nokia",
    "top_k": 3,
}


def _whole(value: Any) -> Any:
    """Return 16 for 16.0, which are the same number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_halves(value: Any, depth: int = 4) -> Any:
    """Return a value of JSON with U+FFFD for each half of a character that JavaScript has cut in two."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return _HALF.sub("\ufffd", value)
        return value
    if not depth:  # deeper than anything that is asked for
        return value
    if isinstance(value, dict):
        return {_without_halves(key): _without_halves(item, depth - 1) for key, item in value.items()}
    return [_without_halves(item, depth - 1) for item in value] if isinstance(value, list) else value


_HALF = re.compile("[\ud800-\udfff]")
Whole = Annotated[int, BeforeValidator(_whole)]
Id = Annotated[str, Field(min_length=1, max_length=_LABEL)]


class Asked(BaseModel):
    """Base: other fields than those told are refused, and nothing is guessed of types."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _whole_characters(cls, data: Any) -> Any:
        return _without_halves(data)


class Submission(Asked):
    """Yksi ilmoitus."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    text: str = Field(description=_TEXT)
    received_date: str | None = Field(
        None, max_length=_LABEL, description="Saapumispäivä: 2026-05-01 tai 1.5.2026. Ilman sitä aineiston viimeinen."
    )
    respondent_group: str | None = Field(
        None,
        max_length=_LABEL,
        description="Ilmoittajaryhmä, esimerkiksi asiakas, läheinen, ammattilainen tai järjestö.",
    )
    municipality: str | None = Field(None, max_length=_LABEL, description="Kunta.")
    service_line: str | None = Field(None, max_length=_LABEL, description="Palvelulinja, jos se on jo tiedossa.")
    top_k: Whole = Field(3, ge=1, le=100, description="Montako ilmiötä ehdotetaan.")


class SubmissionAlone(Submission):
    """Yksi ilmoitus ja se, pyydetäänkö perustelusanojen paikat."""

    evidence_spans: bool = Field(
        False, description="Kerro myös, missä kohdin tekstiä ilmiöiden perustelusanat ovat (kenttä evidence_spans)."
    )


class _Decision(Asked):
    who: str = Field("", max_length=_LABEL, description="Kuka päätti: vapaa nimike, ei henkilön nimeä.")
    why: str = Field("", max_length=_WHY, description="Perustelu. Tunnisteet peitetään.")
    expected_version: Whole | None = Field(
        None,
        ge=0,
        le=2**53,
        description="Rekisterin versio, jota katsottiin (GET /decisions). Jos joku on päättänyt sen jälkeen: 409.",
    )


class Accept(_Decision):
    """Otetaan käsittelyyn."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "accept", "subject": "haato_vuokravelka", "who": "rake-tiimi"}]}
    )
    action: Literal["accept"]
    subject: Id = Field(
        description="Ilmiö (koyhyys) tai nosto (growing:koyhyys, growing:parent:muu, single_voice:h017)."
    )


class Reject(_Decision):
    """Ei oteta käsittelyyn; perustelu tarvitaan."""

    action: Literal["reject"]
    subject: Id = Field(description="Ilmiö tai nosto.")
    why: str = Field(min_length=1, max_length=_WHY, description="Perustelu. Tunnisteet peitetään.")


class Mute(_Decision):
    """Ei nyt."""

    action: Literal["mute"]
    subject: Id = Field(description="Ilmiö tai nosto.")
    until: str | None = Field(None, max_length=40, description="Päivä, josta alkaen nosto palaa joka tapauksessa.")


class Reassign(_Decision):
    """Ilmoitus kuuluu toiseen ilmiöön, tai ei mihinkään (to: null)."""

    action: Literal["reassign"]
    subject: Id = Field(description="Ilmoituksen tunnus.")
    to: Id | None = Field(description="Ilmiö, tai null: mikään ei sovi.")


class Merge(_Decision):
    """Ilmiöt ovat samaa asiaa."""

    action: Literal["merge"]
    ids: list[Id] = Field(min_length=1, max_length=100, description="Yhdistettävät ilmiöt.")
    into: Id = Field(description="Ilmiö, joka jää.")


class Split(_Decision):
    """Ilmiöstä erotetaan uusia."""

    action: Literal["split"]
    subject: Id = Field(description="Jaettava ilmiö.")
    parts: dict[Id, Annotated[list[Id], Field(min_length=1)]] = Field(
        min_length=1, description="Uusien ilmiöiden nimet ja niiden ilmoitusten tunnukset."
    )


class Rename(_Decision):
    """Ilmiölle annetaan ymmärrettävä nimi; tunnus pysyy."""

    action: Literal["rename"]
    subject: Id = Field(description="Ilmiö.")
    name: Id = Field(description="Uusi nimi.")


class Undo(_Decision):
    """Päätös kumotaan; se jää historiaan. Kumoamisen kumoaminen palauttaa päätöksen."""

    action: Literal["undo"]
    entry: Whole = Field(ge=1, le=2**53, description="Kumottavan kirjauksen numero (seq).")


Decision = Annotated[
    Accept | Reject | Mute | Reassign | Merge | Split | Rename | Undo,
    Field(discriminator="action"),
]


def with_limits(limits: Limits) -> tuple[type[SubmissionAlone], type[BaseModel]]:
    """Return the models of one submission and of a batch, with the lengths that the service takes."""
    text = Annotated[str, Field(max_length=limits.text_characters, description=_TEXT)]
    alone = create_model("Ilmoitus", __base__=SubmissionAlone, __doc__=SubmissionAlone.__doc__, text=(text, ...))
    item = create_model("EranIlmoitus", __base__=Submission, __doc__=Submission.__doc__, text=(text, ...))
    items = Annotated[
        list[item],  # type: ignore[valid-type]
        Field(max_length=limits.batch_items, description="Ilmoitukset. Ne eivät tiedä toisistaan."),
    ]
    return alone, create_model("Era", __base__=Asked, __doc__="Useita ilmoituksia.", items=(items, ...))


def field_names() -> set[str]:
    """Return the names that error messages may tell."""
    decisions = (Accept, Reject, Mute, Reassign, Merge, Split, Rename, Undo)
    found = {"body", "query", "language", "subject", "action", "after", "limit", "kind", "items", *ACTIONS}
    return found.union(*(model.model_fields for model in (SubmissionAlone, *decisions)))


#: Kinds of decisions that can be sent.
ACTIONS = ("accept", "reject", "mute", "reassign", "merge", "split", "rename", "undo")

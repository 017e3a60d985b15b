"""What the service answers, as it stands in the OpenAPI description."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Guess(BaseModel):
    """Ilmiö, josta teksti voi kertoa."""

    phenomenon_id: str = Field(description="Pysyvä tunnus.", examples=["asunnottomuus"])
    name: str
    parent: str = Field(description="Kansallinen ilmiö.")
    probability: float = Field(ge=0, le=1)
    evidence_terms: list[str] = Field(description="Tekstin sanoja perusmuodossa, vahvin ensin.")


class Similar(BaseModel):
    """Aiempi ilmoitus, joka on merkitykseltään lähellä."""

    observation_id: str
    similarity: float


class Reason(BaseModel):
    """Miksi ihmisen kannattaa katsoa ilmoitusta."""

    code: str = Field(description="Pysyvä koodi ohjelmille.")
    asks: bool = Field(description="Pyytääkö syy ihmistä vai onko se tiedoksi.")
    texts: dict[str, str] = Field(description="Selkokielellä: fi, sv, en.")


class FlagStatus(BaseModel):
    """Kuinka lähellä ilmiö on ehdotusta sosiaalisen raportin aiheeksi."""

    phenomenon_id: str
    state: Literal["flagged", "handled", "entry_met", "met_before", "short"]
    kinds: list[str]
    observations: int
    voices: int
    counts: bool
    needed_observations: int
    needed_voices: int
    missing_observations: int
    missing_voices: int
    missing_groups: list[str]
    months: int
    texts: dict[str, str]
    changes: bool = Field(description="Muuttaako tämä ilmoitus sitä, mitä ehdotuksesta puuttuu.")


class Span(BaseModel):
    """Perustelusanan paikka tekstissä, Unicode-merkkeinä alusta."""

    start: int
    end: int
    term: str = Field(description="Sama perusmuoto kuin kentässä evidence_terms.")


class Suggestion(BaseModel):
    """Ehdotus yhdestä ilmoituksesta: sama kuin TriageSuggestion.to_dict(). Ihminen päättää."""

    model_config = ConfigDict(title="Ehdotus")

    schema_: int = Field(alias="schema", description="Tämän muodon versio.")
    phenomena: list[Guess]
    fits: bool = Field(description="Sopiiko ensimmäinen ilmiö ylipäätään.")
    similar: list[Similar]
    near_duplicate_of: str | None
    novelty: float = Field(ge=0, le=1)
    is_single_voice: bool
    service_line: str | None
    service_line_counts: dict[str, int]
    language: Literal["fi", "sv", "en", "unknown"]
    personal_data: dict[str, int] = Field(description="Henkilötietojen lajit ja määrät, ei koskaan itse tietoja.")
    flag_status: FlagStatus | None
    needs_human: bool
    priority: Literal["first", "human", "ordinary"]
    reasons: list[Reason]
    model_id: str


class SuggestionWithPlaces(Suggestion):
    """Ehdotus; evidence_spans on mukana, jos sitä pyydettiin."""

    evidence_spans: list[Span] | None = Field(None, description="Vain pyydettäessä.")


class Suggestions(BaseModel):
    """Ehdotukset samassa järjestyksessä kuin ilmoitukset."""

    suggestions: list[Suggestion]


class Phenomenon(BaseModel):
    """Ilmiö, jota voidaan ehdottaa."""

    phenomenon_id: str
    name: str = Field(description="Voimassa oleva nimi; ihmisten antama nimi on sama kaikilla kielillä.")
    parent: str
    kind: Literal["known", "emerging"] = Field(description="Luokituksesta, tai alueen omista ilmoituksista löytynyt.")
    status: str | None = Field(None, description="Rekisteristä: new, accepted, rejected, muted, reported, merged.")
    merged_into: str | None = Field(None, description="Rekisteristä: ilmiö, johon tämä on yhdistetty.")


class Phenomena(BaseModel):
    """Ilmiöt mallin järjestyksessä."""

    model_id: str
    language: Literal["fi", "sv", "en"]
    phenomena: list[Phenomenon]


class Flag(BaseModel):
    """Nosto viimeisimmästä analyysista ja sen tila päätösten jälkeen."""

    flag_id: str = Field(description="Päätöksen kohde (subject), esimerkiksi growing:koyhyys tai growing:parent:muu.")
    phenomenon_id: str | None
    name: str | None
    kind: Literal["growing", "accumulated", "single_voice"]
    window: str | None
    observed: int
    voices: int
    state: str
    reason: str | None
    observation_ids: list[str]
    missing_voices: list[str] = Field(description="Ilmoittajaryhmät, joita nostossa ei kuultu.")
    municipalities: list[str] = Field(description="Kunnat, yleisin ensin.")
    level: Literal["phenomenon", "parent", "municipality", "service_line"] = Field(
        description="Mistä nosto on: ilmiö, kansallinen ilmiö yhteensä, tai ilmiö yhdessä kunnassa tai palvelulinjalla."
    )
    area: str | None = Field(description="Kansallinen ilmiö, kunta tai palvelulinja; ilmiön nostossa null.")
    reasons: str = Field(description="Miksi nosto on tehty, lause riviä kohden, analyysin kielellä.")


class Flags(BaseModel):
    """Nostot ja rekisterin versio, jota ne kuvaavat."""

    version: int
    flags: list[Flag]


class Entry(BaseModel):
    """Kirjaus rekisterissä. Kirjaukset eivät muutu."""

    seq: int
    when: dt.datetime
    who: str
    why: str
    action: str
    subject: str
    content: dict[str, Any]
    undone_by: int | None


class Entries(BaseModel):
    """Päätökset vanhimmasta alkaen."""

    version: int = Field(description="Rekisterin versio: anna se päätöksen kentässä expected_version.")
    decisions: list[Entry]
    next_after: int | None = Field(description="Seuraavan sivun after; null, jos kaikki tulivat.")


class Written(BaseModel):
    """Kirjattu päätös ja rekisterin uusi versio."""

    version: int
    decision: Entry


class Health(BaseModel):
    """Palvelun tila. Ilman avainta vain status."""

    status: Literal["ok", "failing"]
    model_id: str | None = None
    schema_: int | None = Field(None, alias="schema")
    observations: int | None = None
    phenomena: int | None = None
    county_data: bool | None = None
    as_of: str | None = None
    morphology: str | None = None
    register_version: int | None = Field(None, description="null, jos palvelulla ei ole rekisteriä.")


class Problem(BaseModel):
    """Virhe: pysyvä koodi ja viesti. Pyynnön sisältöä siinä ei ole."""

    code: str = Field(examples=["service_invalid"])
    message: str


class WrongField(BaseModel):
    """Mikä kohta pyynnössä on väärin."""

    field: str = Field(examples=["items.0.text"])
    problem: str = Field(examples=["missing"])
    expected: str | None = Field(None, description="Mitä kentässä voi olla, jos vaihtoehdot on lueteltu.")


class Invalid(Problem):
    """Pyynnön tiedoissa on virhe."""

    fields: list[WrongField] | None = None


class Conflict(Problem):
    """Päätös ei käy rekisterin nykyiseen tilaan; mitään ei kirjattu."""

    version: int = Field(description="Rekisterin versio nyt.")
    changes: list[Entry] = Field(description="Mitä on päätetty expected_version-version jälkeen, enintään 100.")

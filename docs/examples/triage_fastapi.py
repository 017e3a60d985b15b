"""Triage lomakepalvelun sisällä (FastAPI): yksi malli, jota kaikki pyynnöt käyttävät ja jonka voi vaihtaa lennossa.

TRIAGE_MODEL=malli uvicorn triage_fastapi:app
"""

import os

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

import rakenlp
from rakenlp.errors import ModelFormatError, ParameterError
from rakenlp.triage import TriageHolder

FOLDER = os.environ.get("TRIAGE_MODEL", "")
triage = rakenlp.Triage.load(FOLDER) if FOLDER else rakenlp.Triage.default()
triage.warm_up()
holder = TriageHolder(triage)
app = FastAPI(title="Triage")


class Submission(BaseModel):
    """Lomakkeen kentät, jotka triage tarvitsee."""

    text: str
    received_date: str | None = None
    respondent_group: str | None = None
    municipality: str | None = None
    service_line: str | None = None


@app.post("/ehdotus")
def suggest(submission: Submission) -> dict:  # ei async: FastAPI ajaa tämän säikeessä
    """Ehdotus yhdestä ilmoituksesta. Tekstiä ei talleteta eikä kirjata lokiin."""
    try:
        return holder.current.suggest(**submission.model_dump()).to_dict()
    except ParameterError as error:
        raise HTTPException(422, {"code": error.code, "message": error.message}) from None


@app.post("/lataa")
def reload() -> dict:  # suojaa tämä: vain ylläpidolle
    """Ota uusin tallennettu malli käyttöön; käynnissä olevat pyynnöt päättyvät vanhalla."""
    try:
        holder.reload(FOLDER)
    except ModelFormatError as error:
        raise HTTPException(409, {"code": error.code, "message": error.message}) from None
    return holder.current.health()


@app.get("/terveys")
def health() -> dict:
    """Toimiiko palvelu, ja mikä malli on käytössä."""
    return holder.current.health()

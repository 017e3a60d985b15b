"""Triage Django-palvelun sisällä: ehdotus syntyy, kun ilmoitus on tallennettu, ja jää talteen ilmoituksen viereen.

Sovelluksen ``apps.py``: ``class Ilmoitukset(AppConfig): ready = lambda self: current()`` lataa mallin kerran prosessia
kohti. ``settings.py``: ``TRIAGE_MODEL = "malli"``. Mallissa ``Ilmoitus`` on kenttä ``ehdotus = JSONField(null=True)``.
"""

from functools import cache

from django.conf import settings
from django.db.models import Model

import rakenlp
from rakenlp.triage import TriageHolder


@cache
def holder() -> TriageHolder:
    """Palvelun malli: ladataan ensimmäisellä kerralla, jaetaan säikeiden kesken."""
    triage = rakenlp.Triage.load(settings.TRIAGE_MODEL)
    triage.warm_up()
    return TriageHolder(triage)


def current() -> rakenlp.Triage:
    """Malli, joka on nyt käytössä."""
    return holder().current


def add_suggestion(ilmoitus: Model) -> None:
    """Kutsu tätä, kun ilmoitus on tallennettu (näkymässä tai ``transaction.on_commit``)."""
    suggestion = current().suggest(
        ilmoitus.kuvaus, ilmoitus.saapunut, ilmoitus.vastaajaryhma, ilmoitus.kunta, ilmoitus.palvelulinja
    )
    ilmoitus.ehdotus = suggestion.to_dict()
    ilmoitus.save(update_fields=["ehdotus"])

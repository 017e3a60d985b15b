# ruff: noqa: E501
"""A small made-up Analysis for the tests of the reporting: sixty fictional observations, no model behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

NAMES = {
    "haato_vuokravelka": ("Häädöt ja vuokravelat", "asunnottomuus"),
    "toimeentulotuki": ("Toimeentulotuki ja Kela-asiointi", "taloudellinen tilanne ja toimeentulo"),
    "koyhyys": ("Köyhyys ja ruoka-apu", "taloudellinen tilanne ja toimeentulo"),
    "nuorten_mielenterveys": ("Nuorten psyykkinen oireilu", "mielenterveys"),
    "yksinaisyys": ("Yksinäisyys ja osattomuus", "mielenterveys"),
    "nuorten_paihteet": ("Nuorten päihteet ja nikotiini", "päihteet ja riippuvuudet"),
    "digisyrjaytyminen": ("Sähköinen asiointi ja digisyrjäytyminen", "muu"),
    "palveluihin_paasy": ("Palveluihin pääsy, jonot ja pompottelu", "muu"),
    "iakkaat_kotihoito": ("Iäkkäiden kotona pärjääminen", "muu"),
    "hyvat_kaytannot": ("Toimivat käytännöt ja onnistumiset", "muu"),
    "uusi-kaivovesi-3f2a": ("kaivovesi, haihtua, sameus", "muu"),
}
EMERGING = {"uusi-kaivovesi-3f2a"}
TERMS = {
    "haato_vuokravelka": "vuokravelka, häätö, rästi",
    "toimeentulotuki": "päätös, kela, liite",
    "koyhyys": "ruoka-apu, leipäjono, lounas",
    "nuorten_mielenterveys": "ahdistus, nuori, jonottaa",
    "yksinaisyys": "yksin, kohtaamispaikka, vierailija",
    "nuorten_paihteet": "vape, nuuska, välitunti",
    "digisyrjaytyminen": "pankkitunnus, tunnistautua, sovellus",
    "palveluihin_paasy": "takaisinsoitto, jono, siirtää",
    "iakkaat_kotihoito": "kotihoito, kaatua, kotiuttaa",
    "hyvat_kaytannot": "ryhmä, vertaistuki, jalkautua",
    "uusi-kaivovesi-3f2a": "kaivovesi, haihtua, sameus",
}

# date | channel | respondent group | service line | municipality | phenomenon | description
RAW = """
2024-09-12|avoin_lomake|asukas|avopalvelut|Tampere|koyhyys|Leipäjono kiertää jo korttelin ympäri, ja mukana on uusia ihmisiä.
2024-10-03|avoin_lomake|ammattilainen|avopalvelut|Nokia|toimeentulotuki|Kelan lisäselvityspyyntöjä tulee samasta asiasta kolme kertaa.
2024-10-21|etsivä_työ|ammattilainen|avopalvelut|Tampere|haato_vuokravelka|Vuokrarästi oli 340 euroa, silti häätöpäivä oli jo annettu.
2024-11-05|avoin_lomake|järjestö|avopalvelut|Valkeakoski|yksinaisyys|Kahvihuoneen vierailija sanoi, ettei ollut puhunut kenellekään viikkoon.
2024-12-14|rake_vartti|ammattilainen|lapset, nuoret ja perheet|Tampere|nuorten_mielenterveys|Ahdistunut nuori jonotti kouluterveydenhuollosta eteenpäin koko syksyn.
2025-01-09|avoin_lomake|viranomainen|lapset, nuoret ja perheet|Ylöjärvi|nuorten_paihteet|Yläkoulun vessoista löytyy vapeja joka viikko.
2025-01-22|avoin_lomake|läheinen|iäkkäät ja vammaiset|Orivesi|iakkaat_kotihoito|Äiti kotiutettiin perjantai-iltana ilman, että kotihoito tiesi asiasta.
2025-02-11|avoin_lomake|asiakas|avopalvelut|Tampere|digisyrjaytyminen|Minulla ei ole pankkitunnuksia, joten en pääse varaamaan aikaa mistään.
2025-02-27|avoin_lomake|seurakunta|avopalvelut|Mänttä-Vilppula|koyhyys|Diakoniaan tullaan pyytämään lääkerahaa useammin kuin ennen.
2025-03-06|avoin_lomake|asukas|avopalvelut|Ikaalinen|palveluihin_paasy|Takaisinsoittoa odotettiin neljä päivää, ja sitten soitto tuli yöllä.
2025-03-19|kysely|kokemustoimija|avopalvelut|Tampere|hyvat_kaytannot|Vertaistuen ryhmä sai minut lähtemään kotoa, siitä iso kiitos.
2025-04-02|avoin_lomake|ammattilainen|avopalvelut|Sastamala|toimeentulotuki|Päätöstä odottaessa vuokra jäi maksamatta kahdelta perheeltä.
2025-04-24|avoin_lomake|oppilaitos|lapset, nuoret ja perheet|Kangasala|nuorten_mielenterveys|Kuraattorille on kuuden viikon jono, ja opettajat paikkaavat.
2025-05-08|avoin_lomake|asukas|sairaalapalvelut|Parkano|palveluihin_paasy|Siirrettiin puhelimessa viisi kertaa, lopulta linja katkesi.
2025-06-17|avoin_lomake|ammattilainen|iäkkäät ja vammaiset|Virrat|iakkaat_kotihoito|Kaatuneita iäkkäitä löytyy aamukäynnillä lattialta aiempaa useammin.
2025-07-15|avoin_lomake|ammattilainen|avopalvelut|Tampere|haato_vuokravelka|Asumisneuvontaan tulee häätöuhkia vasta, kun haaste on jo jätetty.
2025-07-30|avoin_lomake|asukas|avopalvelut|Lempäälä||Kesäteatterin pysäkki siirrettiin, eikä pyörätuolilla pääse enää paikalle.
2025-08-12|avoin_lomake|järjestö|avopalvelut|Tampere|koyhyys|Ruokakasseja jaettiin elokuussa ennätysmäärä, ja jono alkoi aamukuudelta.
2025-08-28|avoin_lomake|viranomainen|lapset, nuoret ja perheet|Tampere|nuorten_paihteet|Nuuskaa myydään puistossa kuudesluokkalaisille.
2025-09-04|avoin_lomake|asiakas|avopalvelut|Tampere|toimeentulotuki|Liitteet piti lähettää uudelleen, koska ne olivat hävinneet matkalla.
2025-09-18|etsivä_työ|ammattilainen|lapset, nuoret ja perheet|Nokia|nuorten_mielenterveys|Kotiin jääneitä nuoria on tavattu kevään jälkeen kolmetoista.
2025-09-30|avoin_lomake|läheinen|iäkkäät ja vammaiset|Tampere|digisyrjaytyminen|Isän asiat hoidetaan minun puhelimellani, vaikka valtuutusta ei saatu tehtyä.
2025-10-07|avoin_lomake|asukas|avopalvelut|Akaa|yksinaisyys|Kerhotila suljettiin, eikä kylällä ole enää muuta kohtaamispaikkaa.
2025-10-16|avoin_lomake|ammattilainen|avopalvelut|Tampere|toimeentulotuki|Perusosan alennus tuli kuukautena, jolloin työkokeilu alkoi.
2025-10-29|avoin_lomake|asukas|avopalvelut|Hämeenkyrö|palveluihin_paasy|Chatissa vastattiin, että soittakaa, ja puhelimessa sanottiin, että kirjoittakaa.
2025-11-11|avoin_lomake|kokemustoimija|avopalvelut|Tampere|haato_vuokravelka|Vuokravelasta ei uskalla kertoa kenellekään ennen kuin on liian myöhäistä.
2025-11-20|avoin_lomake|järjestö|avopalvelut|Pirkkala|koyhyys|Lounasseteliä kysyivät nyt myös työssäkäyvät.
2025-12-04|yhteisösosiaalityö|ammattilainen|avopalvelut|Tampere|yksinaisyys|Hervannan avoimessa tilassa käy iäkkäitä, jotka sanovat olevansa joulun yksin.
2025-12-15|avoin_lomake|oppilaitos|lapset, nuoret ja perheet|Ylöjärvi|nuorten_mielenterveys|Ammattiopiston ensimmäisen vuoden keskeyttäjistä puolet kertoi ahdistuksesta.
2026-01-08|avoin_lomake|asiakas|avopalvelut|Tampere|haato_vuokravelka|Sain häätöilmoituksen samana päivänä kuin työttömyyspäivärahan päätöksen.
2026-01-14|avoin_lomake|ammattilainen|avopalvelut|Tampere|toimeentulotuki|Sähkölaskuun ei saada harkintaa, vaikka pakkasta on ollut kolme viikkoa.
2026-01-20|avoin_lomake|asukas|avopalvelut|Ruovesi|uusi-kaivovesi-3f2a|Kaivovesi muuttui sameaksi, eikä vesi kelpaa enää juotavaksi.
2026-01-27|avoin_lomake|ammattilainen|avopalvelut|Nokia|haato_vuokravelka|Kolmella lapsiperheellä vuokravelka kasvoi asumistuen muutoksen jälkeen.
2026-02-02|avoin_lomake|läheinen|iäkkäät ja vammaiset|Sastamala|iakkaat_kotihoito|Muistisairas puoliso jää yöksi ilman apua, koska yöpartio ei enää käy.
2026-02-05|rake_vartti|ammattilainen|avopalvelut|Tampere|haato_vuokravelka|Häätöjä ehtii perua vain, jos asumisneuvoja saa tiedon ennen käräjiä.
2026-02-12|avoin_lomake|järjestö|avopalvelut|Tampere|koyhyys|Ruoka-avussa kysytään nyt vaippoja ja äidinmaidonkorviketta.
2026-02-17|avoin_lomake|asukas|avopalvelut|Ruovesi|uusi-kaivovesi-3f2a|Naapurin kaivosta haihtui vesi, ja kunta tuo tankin kaksi kertaa viikossa.
2026-02-24|kysely|asiakas|avopalvelut|Tampere|toimeentulotuki|Hakemus kulkee kolmen viraston välillä, eikä kukaan kerro, missä se on.
2026-03-03|avoin_lomake|viranomainen|avopalvelut|Ylöjärvi|haato_vuokravelka|Ulosotto toteutti helmikuussa neljä häätöä, kun tavallisesti niitä on yksi.
2026-03-05|avoin_lomake|asukas|avopalvelut|Virrat|uusi-kaivovesi-3f2a|Kaivon vesi loppui, eikä kotihoito voi pestä asiakasta.
2026-03-10|avoin_lomake|asukas|avopalvelut|Tampere|palveluihin_paasy|Lähiaseman sulkeminen vei meiltä viimeisenkin palvelun! Allekirjoita sinäkin.
2026-03-10|avoin_lomake|asukas|avopalvelut|Tampere|palveluihin_paasy|Lähiaseman sulkeminen vei meiltä viimeisenkin palvelun. Allekirjoita sinäkin!
2026-03-11|avoin_lomake|asukas|avopalvelut|Tampere|palveluihin_paasy|Lähiaseman sulkeminen vei meiltä viimeisenkin palvelun!! Allekirjoita sinäkin
2026-03-11|avoin_lomake|asukas|avopalvelut|Pirkkala|palveluihin_paasy|lähiaseman sulkeminen vei meiltä viimeisenkin palvelun! allekirjoita sinäkin.
2026-03-18|avoin_lomake|ammattilainen|avopalvelut|Tampere|haato_vuokravelka|Maksusuunnitelma hyväksyttiin, mutta vuokranantaja jatkoi silti häätöä.
2026-03-26|avoin_lomake|oppilaitos|lapset, nuoret ja perheet|Tampere|nuorten_mielenterveys|Lukiolaisia on jäänyt pois uupumuksen takia kaksin verroin viime vuoteen nähden.
2026-04-01|avoin_lomake|asiakas|avopalvelut|Nokia|haato_vuokravelka|Meidät häädetään vapun jälkeen, eikä tilalle ole tarjottu mitään.
2026-04-09|avoin_lomake|asukas|avopalvelut|Kihniö||Kylätien lossin lakkautus katkaisi koulukyydit, ja lapset asuvat viikot sukulaisissa.
2026-04-14|avoin_lomake|ammattilainen|iäkkäät ja vammaiset|Tampere|iakkaat_kotihoito|Kotihoidon käynti kestää kahdeksan minuuttia, josta puolet menee kirjaamiseen.
2026-04-16|avoin_lomake|asukas|avopalvelut|Tampere|digisyrjaytyminen|Jag kan inte boka tid eftersom tjänsten kräver bankkoder och bara finns på finska.
2026-04-23|avoin_lomake|läheinen|lapset, nuoret ja perheet|Kangasala|nuorten_mielenterveys|Tytär pääsi arvioon, mutta hoito alkaa vasta ensi vuonna.
2026-04-28|yhteisösosiaalityö|ammattilainen|avopalvelut|Tampere|hyvat_kaytannot|Pihapöytä kerran viikossa toi naapurit tutuiksi, ja häätöuhista kuultiin ajoissa.
2026-05-06|avoin_lomake|ammattilainen|avopalvelut|Valkeakoski|haato_vuokravelka|Käräjäoikeuden haasteet tulevat nyt myös eläkeläisille.
2026-05-07|avoin_lomake|muu|avopalvelut|Orivesi|uusi-kaivovesi-3f2a|Vedenhaku kunnantalolta on vanhukselle mahdoton matka.
2026-05-12|avoin_lomake|kokemustoimija|avopalvelut|Tampere|hyvat_kaytannot|Kokemustoimijan vastaanotto toi minut takaisin palvelujen piiriin.
2026-05-19|avoin_lomake|ei_kerrottu|avopalvelut|Tampere|koyhyys|The food bank queue starts at six in the morning and families with babies stand in the rain.
2026-05-26|avoin_lomake|ammattilainen|avopalvelut|Tampere|toimeentulotuki|Täydentävän tuen päätös viipyi viisi viikkoa, ja asiakas lainasi pikavipillä.
2026-06-02|avoin_lomake|asukas|avopalvelut|Juupajoki||Metsätyömaan aamuöinen melu valvottaa koko kylää, eikä vuorotyöläinen saa unta.
2026-06-09|avoin_lomake|järjestö|avopalvelut|Tampere|haato_vuokravelka|Turvakodista ei voi muuttaa, koska vanha vuokravelka estää uuden asunnon.
2026-06-16|avoin_lomake|asukas|avopalvelut|Ruovesi|uusi-kaivovesi-3f2a|Vesinäyte maksetaan itse, eikä siihen ole varaa kaikilla.
"""


def _row(line: str) -> tuple[str | None, ...]:
    return tuple(cell or None for cell in line.split("|"))


ROWS = [_row(line) for line in RAW.strip().splitlines()]
CAMPAIGN = ("h041", "h042", "h043", "h044")
GROUPS = (
    "asiakas",
    "kokemustoimija",
    "asukas",
    "läheinen",
    "ammattilainen",
    "viranomainen",
    "järjestö",
    "seurakunta",
    "oppilaitos",
    "muu",
    "ei_kerrottu",
)
EXTRA = {
    "h035": {
        "effects": "Perhe menettää kodin ja lapset koulunsa.",
        "societal_links": "Asumistuen muutos osuu samaan aikaan vuokrankorotusten kanssa.",
        "proposal": "Vuokranantajille sovittu ilmoituskanava asumisneuvontaan.",
    },
    "h038": {"proposal": "Yksi yhteinen näkymä, josta hakija näkee, missä hakemus on."},
    "h048": {
        "effects": "Koulumatka on nyt 68 kilometriä suuntaansa.",
        "proposal": "Kyyti kerran viikossa lossirantaan.",
    },
    "h011": {"valence": "myönteinen"},
    "h052": {"valence": "myönteinen"},
    "h055": {"valence": "myönteinen"},
    "h050": {"language": "sv"},
    "h056": {"language": "en"},
}


@dataclass
class FakeImportReport:
    rows_read: int
    rows_kept: int
    rows_set_aside: int
    issues: pd.DataFrame

    def summary(self) -> str:
        return f"Luettiin {self.rows_read} riviä."


@dataclass
class FakeObservations:
    frame: pd.DataFrame
    import_report: FakeImportReport
    set_aside: pd.DataFrame
    masked: bool = True

    @property
    def texts(self) -> list[str]:
        parts = self.frame[["description", "effects", "societal_links"]]
        return ["\n".join(p for p in row if isinstance(p, str)) for row in parts.itertuples(index=False)]

    def __len__(self) -> int:
        return len(self.frame)


@dataclass
class FakeModel:
    taxonomy: str | None = "default"


@dataclass
class FakeAnalysis:
    obs: FakeObservations
    phenomena: pd.DataFrame
    observations: pd.DataFrame
    flags: pd.DataFrame
    as_of: Any
    notes: list[str] = field(default_factory=list)
    model: FakeModel = field(default_factory=FakeModel)
    versions: dict[str, str] = field(default_factory=lambda: {"rakenlp": "0.1.0", "taksonomia": "1"})
    indicators: pd.DataFrame | None = None

    def sub_phenomena(self, phenomenon_id: str) -> pd.DataFrame:
        return pd.DataFrame(columns=["sub_phenomenon_id", "name", "n", "n_unique"])


def fake_rows(n: int | None = None) -> pd.DataFrame:
    """The fictional rows as a frame of observations, the first ``n`` of them, repeated when there are too few."""
    rows = ROWS if n is None else [ROWS[i % len(ROWS)] for i in range(n)]
    columns = [
        "received_date",
        "channel",
        "respondent_group",
        "service_line",
        "municipality",
        "assigned",
        "description",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    frame.index = pd.Index([f"h{i + 1:03d}" for i in range(len(rows))], name="observation_id", dtype=object)
    for column in (
        "county",
        "target_group",
        "effects",
        "societal_links",
        "proposal",
        "valence",
        "recurrence",
        "phenomenon_self",
        "contact_given",
    ):
        frame[column] = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    frame["language"] = "fi"
    for key, values in EXTRA.items():
        for column, value in values.items():
            if key in frame.index:
                frame.loc[key, column] = value
    frame["received_date"] = pd.to_datetime(frame["received_date"])
    frame["row"] = range(2, len(frame) + 2)
    return frame


def fake_analysis(
    n: int | None = None,
    *,
    frame: pd.DataFrame | None = None,
    dates: bool = True,
    taxonomy: bool = True,
    flags: bool = True,
    masked: bool = True,
) -> FakeAnalysis:
    """Build an Analysis-like object with the shapes that the reporting relies on."""
    frame = fake_rows(n) if frame is None else frame.copy()
    if not dates:
        frame["received_date"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    assigned = frame.pop("assigned")
    campaign = [i for i in CAMPAIGN if i in frame.index] if n is None else []
    observations = pd.DataFrame(
        {
            "observation_id": frame.index.astype(object),
            "phenomenon_id": assigned.to_numpy(),
            "probability": [0.62 if isinstance(a, str) else 0.14 for a in assigned],
            "runner_up": ["koyhyys"] * len(frame),
            "is_single_voice": [not isinstance(a, str) for a in assigned],
            "duplicate_of": [campaign[0] if i in campaign[1:] else None for i in frame.index],
            "duplicate_group": [campaign[0] if i in campaign else None for i in frame.index],
            "received_date": frame["received_date"].to_numpy(),
            "respondent_group": frame["respondent_group"].to_numpy(),
            "municipality": frame["municipality"].to_numpy(),
            "service_line": frame["service_line"].to_numpy(),
        }
    )
    phenomena = _phenomena(observations, taxonomy)
    issues = pd.DataFrame(
        [
            (
                63,
                "saapunut_pvm",
                "date_unread",
                "Päiväystä ei voitu lukea.",
                "Kirjoita muodossa 1.2.2026.",
                "warning",
            ),
            (64, "", "blank_row", "Rivi on tyhjä.", "Ei toimia.", "info"),
            (65, "kuvaus", "boilerplate", "Teksti ei ole havainto.", "Ei toimia.", "info"),
        ],
        columns=["row", "column", "code", "message", "remedy", "severity"],
    )
    set_aside = pd.DataFrame(
        [(64, "blank_row", "Rivi on tyhjä.", ""), (65, "boilerplate", "Teksti ei ole havainto.", "testi")],
        columns=["row", "code", "message", "description"],
    )
    obs = FakeObservations(frame, FakeImportReport(len(frame) + 2, len(frame), 2, issues), set_aside, masked)
    as_of = observations["received_date"].max() if len(frame) and dates else pd.NaT
    if n is None and dates:
        as_of = pd.Timestamp("2026-06-30")
    return FakeAnalysis(
        obs=obs,
        phenomena=phenomena,
        observations=observations,
        flags=_flags(observations, flags and n is None and dates),
        as_of=as_of,
        notes=[] if dates else ["Päivämäärät puuttuvat, joten kasvua ei voitu arvioida."],
        model=FakeModel("default" if taxonomy else None),
    )


def _phenomena(observations: pd.DataFrame, taxonomy: bool) -> pd.DataFrame:
    rows = []
    for code, part in observations[observations["phenomenon_id"].notna()].groupby("phenomenon_id"):
        name, parent = NAMES[str(code)]
        unique = part[part["duplicate_of"].isna()]
        voices = unique[["respondent_group", "municipality"]].drop_duplicates()
        rows.append(
            {
                "phenomenon_id": code,
                "name": name,
                "parent": parent if taxonomy else "muu",
                "kind": "emerging" if code in EMERGING or not taxonomy else "known",
                "n": len(part),
                "n_unique": len(unique),
                "voices": len(voices),
                "first_seen": part["received_date"].min(),
                "last_seen": part["received_date"].max(),
                "terms": TERMS[str(code)],
                "stability": 0.81,
            }
        )
    columns = [
        "phenomenon_id",
        "name",
        "parent",
        "kind",
        "n",
        "n_unique",
        "voices",
        "first_seen",
        "last_seen",
        "terms",
        "stability",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["n_unique", "phenomenon_id"], ascending=[False, True]).reset_index(drop=True)


def _flags(observations: pd.DataFrame, on: bool) -> pd.DataFrame:
    columns = [
        "phenomenon_id",
        "kind",
        "window",
        "observed",
        "expected",
        "expected_low",
        "expected_high",
        "chance_per_year",
        "voices",
        "missing_voices",
        "observation_ids",
        "reasons",
        "decisive_observations",
        "state",
    ]
    rows: list[dict[str, Any]] = []
    if on:
        recent = observations[observations["received_date"] >= "2026-01-01"]
        ids = list(recent.loc[recent["phenomenon_id"] == "haato_vuokravelka", "observation_id"])
        rows.append(
            {
                "phenomenon_id": "haato_vuokravelka",
                "kind": "growing",
                "window": "2026-01-01/2026-06-30",
                "observed": len(ids),
                "expected": 2.4,
                "expected_low": 1.0,
                "expected_high": 5.0,
                "chance_per_year": 0.4,
                "voices": 7,
                "missing_voices": ["kokemustoimija", "asukas", "läheinen", "seurakunta", "oppilaitos"],
                "observation_ids": ids,
                "decisive_observations": [],
                "reasons": f"Ilmoituksia kertyi {len(ids)}, kun aiemman perusteella odotettiin noin 2,4. "
                "Seitsemän eri ääntä neljästä kunnasta.",
                "state": "new",
            }
        )
        ids = list(recent.loc[recent["phenomenon_id"] == "uusi-kaivovesi-3f2a", "observation_id"])
        rows.append(
            {
                "phenomenon_id": "uusi-kaivovesi-3f2a",
                "kind": "growing",
                "window": "2026-01-01/2026-06-30",
                "observed": len(ids),
                "expected": 0.3,
                "expected_low": 0.0,
                "expected_high": 1.0,
                "chance_per_year": 1.7,
                "voices": 3,
                "missing_voices": ["asiakas", "ammattilainen"],
                "observation_ids": ids,
                "decisive_observations": ids[1:2],
                "reasons": "Aihetta ei ole ollut aineistossa aiemmin.",
                "state": "new",
            }
        )
        ids = list(observations.loc[observations["phenomenon_id"] == "toimeentulotuki", "observation_id"])
        rows.append(
            {
                "phenomenon_id": "toimeentulotuki",
                "kind": "accumulated",
                "window": "2024-10-03/2026-06-30",
                "observed": len(ids),
                "expected": float("nan"),
                "expected_low": float("nan"),
                "expected_high": float("nan"),
                "chance_per_year": float("nan"),
                "voices": 4,
                "missing_voices": ["asukas", "läheinen", "järjestö"],
                "observation_ids": ids,
                "decisive_observations": [],
                "reasons": "Ilmoituksia on kertynyt, eikä aiheesta ole tehty sosiaalista raporttia.",
                "state": "new",
            }
        )
        for row in observations[observations["is_single_voice"]].itertuples():
            rows.append(
                {
                    "phenomenon_id": None,
                    "kind": "single_voice",
                    "window": row.received_date.date().isoformat(),
                    "observed": 1,
                    "expected": float("nan"),
                    "expected_low": float("nan"),
                    "expected_high": float("nan"),
                    "chance_per_year": float("nan"),
                    "voices": 1,
                    "missing_voices": [],
                    "decisive_observations": [],
                    "observation_ids": [row.observation_id],
                    "reasons": "Mikään ilmiö ei sovi.",
                    "state": "new",
                }
            )
    return pd.DataFrame(rows, columns=columns)


def shuffled_analysis():
    """Return the same analysis with the rows of its tables in another order."""
    other = fake_analysis()
    for name in ("observations", "phenomena", "flags"):
        setattr(other, name, getattr(other, name).sample(frac=1, random_state=3).reset_index(drop=True))
    other.obs.frame = other.obs.frame.sample(frac=1, random_state=4)
    return other

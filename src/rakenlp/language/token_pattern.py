"""The pattern of a token, built from named parts; :mod:`rakenlp.language.tokens` tells what it is for.

Repetitions are possessive (``++``) or bounded and look-aheads are short, which keeps the time linear.
"""

from __future__ import annotations

from itertools import groupby

LETTER = r"[^\W\d_]"
PLAIN = "[A-Za-zÅÄÖåäö]"
HYPHEN = "[-–‑]"
# Combining marks of the scripts people in Finland write, and what is invisible inside a word: soft hyphen,
# zero-width joiners, word joiner, byte order mark.
MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e5-\u20f0\ufe20-\ufe2f\u00ad\u200c\u200d\u2060\ufeff]"
)


def _any_of(words: str) -> str:
    """Alternatives grouped by their first letter, which may be a capital; the rest in either case."""
    groups = groupby(sorted(words.split(), key=lambda word: (word[0], -len(word), word)), lambda word: word[0])
    rests = {first: "|".join(word[1:].replace(".", r"\.") for word in group) for first, group in groups}
    return "|".join(f"[{first}{first.upper()}](?i:{rest})" for first, rest in rests.items())


# --- words
# Letters and digits with their marks; then what joins two of them into one word: e-resepti, raa'an, H&M.
CORE = rf"[^\W_]++(?:{MARK}++[^\W_]*+)*+"
JOINED = rf"(?:(?:{HYPHEN}|['’ʼ´`](?={LETTER})|(?<=[A-ZÅÄÖ])&(?=[A-ZÅÄÖ])){CORE})*+"
# Kela:n, EU:ssakaan, cd:eitä, SAK:laiset, Swedish FPA:s; any letters would glue Huom:asia and hyvä:D together.
CASE = (
    "(?:[aeiouyäö]{0,2}(?:[nts]|[aä]|[jt][aä]|tt[aä]|s[st][aä]|l[lt][aä]|lle|n[aä]|ksi|h[aeiouyäö]n|seen|siin"
    "|den|tt?en)|l[aä]i(?:nen|s[a-zåäö]{0,8})|ens|ets|er(?:na)?|ar(?:na)?|or(?:na)?)"
)
ENDING = rf":(?=\w)(?i:{CASE}?(?:ni|si|ns[aä]|mme|nne|[aä]n|en)?(?:kin|k[aä]{{2}}n|h[aä]n|k[oö]|p[aä]){{0,2}})(?!\w)"
# The hyphen of sosiaali- ja terveyspalvelut.
HANGING = r"[-‑](?![-\w])"
WORD = rf"{CORE}{JOINED}(?:{ENDING})?(?:{HANGING})?"
# The -luvulla of 1990- ja 2000 -luvulla; at the start of a line the hyphen is a bullet.
HEADLESS = rf"{HYPHEN}(?<=[^\w\n\r.–-]{HYPHEN})(?={LETTER}){WORD}"
PAIRS = r"(?:[jJ]a/tai|[jJ]oko/tai|[tT]ai/ja)(?![\w-])"
HOUR = r"(?:[kK]lo|[nN]ro)(?=\d)"

# --- abbreviations: the full stop belongs to them
# Never words of their own. kk, kpl, e are written without a full stop: theirs ends the sentence.
ABBREVIATIONS = (
    "aik alk ao apul as asiak bl.a dvs e.Kr eaa ed eKr eläk em ent esim etc ev ev.-lut fil fil.maist fr.o.m harv "
    "henk hra hlö huom ilm j.Kr jaa jap jKr joht jr kand kirj ks kts kuv lat luutn lyh lääk "
    "m.fl m.m maist mfl mikr milj mm mrd muk myöh n nim nk nro ns nti nyk o.s ohj oik om osv p.o pot prof prov "
    "psyk puh puh.joht pvä rkp ruots rva s s.k saks seur siht sos srk ss suom sv synt säänn t.ex t.o.m tark tekn tel "
    "tfn til tod.näk toht tri ts ukr ups ven vihr vrt vs vt yht yht.kunt ylim"
)
# Also words or units: the full stop is theirs where the sentence goes on.
UNSURE = (
    "er jms jne k kesk kk kl klo ko kok kpl lis lk mat max min mom op os p per puol pvm r t tk tms toim v val vas "
    "vast vk vko ym yms yo"
)
# Shortened first parts: sos.tt, psyk.pkl, ed.mainittu. Others end a sentence before a missing space.
HEADS = "apul ed erik fys hlö hoit johd kasv kuntout lab lastens lääk neur opisk perh psyk puh sair sos tekn tod työk"
SHORTENED = (
    rf"(?:{PLAIN}{{0,12}}?sos|{_any_of(HEADS)})\.[a-zåäö]++(?:\.(?=[,:;)]|[ ]?[a-zåäö]))?"
    rf"|(?:{_any_of(ABBREVIATIONS)})\.(?!\.)"
    rf"|(?:{_any_of(UNSURE)})\.(?=[,:;)]|[ ]?[a-zåäö\d(])"
    r"|(?:[a-zåäö]\.){2,}+"
)
VERSION = r"[vV]\.?\d++(?:\.\d++)++(?!\w)"
INITIALS = r"(?:[A-ZÅÄÖ]\.){1,4}+(?=[ ]?[^\W_])"

# --- numbers
NUMBER = r"\d++(?:[.,:/_]\d++|\.?[-–]\d++)*+"
THOUSANDS = r"(?<!\b0\d\d )(?<!\b0\d )[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3}){1,4}+(?! ?\d)(?:,\d++)?"
UNITS = "h min sek s v vk vko vkoa kk pv vrk km m cm mm m2 m² kg g mg ml dl l e eur euroa euro kpl krt x milj mrd t vp"
MEASURED = rf"{NUMBER}(?=(?:{'|'.join(UNITS.split())})(?![\w-]))"
# 3. luokka, 23.4. mennessä, 1.–3. luokka; and the numbers of a list. A year keeps off the full stop.
ORDINAL = (
    r"(?:\d{1,2}\.(?:\d{1,2}\.)?[-–])?\d{1,2}\.(?:(?:0?[1-9]|1[0-2])\.)?(?=,| ?[a-zåäö])"
    r"|(?m:^)\d{1,3}\.(?=\s)"
)
STATUTE = r"\d{1,4}/\d{1,4}/[A-ZÅÄÖ]{2,5}"
COUNTED = rf"{NUMBER}(?:,-(?!\w)|(?:{HYPHEN}?(?={LETTER}){CORE}{JOINED})?(?:{ENDING})?(?:{HANGING})?)"
SIGNED = rf"[+−±-](?<!\w[+−±-])(?=\d){COUNTED}"
SYMBOL = rf"[%‰€$£§](?:{ENDING}|-(?={LETTER}){CORE}{JOINED})?|°[CF](?!\w)"

# --- addresses, names of the network, masking tokens
_PATH = r"""[^\s<>"”»]*[^\s<>"”».,;:!?)\]'’*_]"""
URL = rf"(?i:https?://|ftp://|www\.){_PATH}"
EMAIL = r"[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}"
DOMAIN = (
    r"(?:[^\W_][\w-]{0,62}+\.){1,5}(?:fi|com|net|org|eu|ax|FI|COM|NET|ORG)(?![\w@])"
    rf"(?:/{_PATH}|-(?={LETTER}){CORE}{JOINED}|{ENDING})?"
)
HANDLE = r"@(?<!\w@)\w++(?:\.\w++)*+"
HASHTAG = rf"\#(?<!\w\#){CORE}(?:_{CORE})*+{JOINED}(?:{ENDING})?"
MASK = r"\[[A-ZÅÄÖ][A-ZÅÄÖ-]{0,30}[A-ZÅÄÖ](?: [0-9]{1,3})?\]"

# --- pictures
_FACE = (
    "(?:[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
    "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+)"
)
EMOJI = rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_FACE}(?:\u200d{_FACE})*+|[\#*]\ufe0f?\u20e3"
EMOTICON = (
    r"[:;=][-^]?(?:'?\)+|'?\(+|D+(?!\w)|P+(?!\w)|[][|]+)|:[-^]?[pPoOsS3*/\\](?<!\w:.)(?![\w/])"
    r"|:'-?[()]|</?3+(?!\d)|\^[_.]?\^|-[_.]-"
)

# --- signs
RUN = r"\.{2,}+|…++|[!?]{2,}+|-{2,}+>?|->|=++>|–{2,}+|—{2,}+|={2,}+|\*{2,}+|_{2,}+|~{2,}+|\+{2,}+|\#{2,}+|/{2,}+"
LONE_ENDING = rf"(?<=\S){ENDING}"
OTHER = rf"\S{MARK}*+"

#: Commonest first: a plain word or sign with its space, a long plain word before a sign. Then by first character.
TOKEN = (
    rf"{PLAIN}++ |[,.] |{PLAIN}{{8,}}(?=[.,;:?!)]++[\"”]?(?:\s|\Z))"
    rf"|(?:(?={LETTER})(?:{URL}|{EMAIL}|{DOMAIN}|{VERSION}|{SHORTENED}|{INITIALS}|{PAIRS}|{HOUR}|{WORD})"
    rf"|(?=\d)(?:{EMAIL}|{THOUSANDS}|{ORDINAL}|{MEASURED}|{STATUTE}|[0-9]\ufe0f?\u20e3|{COUNTED})"
    rf"|[“”\"«»(]|{MASK}|{EMOJI}|{EMOTICON}|{SIGNED}|{HEADLESS}|{HANDLE}|{HASHTAG}|{SYMBOL}|{RUN}|{LONE_ENDING}|{OTHER}"
    r") ?|\s+"
)

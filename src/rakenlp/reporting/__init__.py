"""What people read: the kooste, tables for other systems, summaries for the terminal and a notebook."""

from .kooste import build_kooste, write_kooste
from .notebook import analysis_html
from .periods import Period, parse_period
from .summary import summarise
from .tables import write_tables

__all__ = [
    "Period",
    "analysis_html",
    "build_kooste",
    "parse_period",
    "summarise",
    "write_kooste",
    "write_tables",
]

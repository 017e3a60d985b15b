"""What people read: the kooste, social reports, the rake-vartti card, tables, summaries for terminal and notebook."""

from .kooste import build_kooste, write_kooste
from .notebook import FlagCards, analysis_html
from .periods import Period, parse_period
from .rake_vartti import build_rake_vartti, write_rake_vartti
from .readable import ReadableTable, readable
from .slides import build_slides, write_slides
from .social_report import build_social_report, write_social_report
from .summary import summarise
from .tables import write_tables

__all__ = [
    "FlagCards",
    "Period",
    "ReadableTable",
    "analysis_html",
    "build_kooste",
    "build_rake_vartti",
    "build_slides",
    "build_social_report",
    "parse_period",
    "readable",
    "summarise",
    "write_kooste",
    "write_rake_vartti",
    "write_slides",
    "write_social_report",
    "write_tables",
]

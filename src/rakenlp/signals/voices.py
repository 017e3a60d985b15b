"""Voices: who is heard in a set of observations, and who is not.

The form is anonymous, so people cannot be counted. A *voice* is a distinct pair of respondent group and
place (municipality, or service line where the municipality is not known) among de-duplicated observations.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ._assignments import read_assignments
from ._people import group_names, missing_from


def count_voices(observations: pd.DataFrame) -> int:
    """Return how many different voices are heard in some observations.

    Parameters
    ----------
    observations : DataFrame
        Columns ``respondent_group``, ``municipality`` and ``service_line`` as far as they are known; with
        ``observation_id`` (column or index) and ``duplicate_of``, near-duplicates are one voice: that of the
        first of them (by ``received_date`` if there is one, then by id).

    Returns
    -------
    int
        Rows whose group is not known are at most one voice per place.

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.signals import count_voices
    >>> count_voices(pd.DataFrame({"respondent_group": ["asiakas", "asiakas", None],
    ...                            "municipality": ["Tampere", "Tampere", "Tampere"]}))
    2
    """
    data = read_assignments(observations, need_phenomenon=False)
    return len(np.unique(data.voice[data.is_unit])) if len(data) else 0


def missing_groups(observations: pd.DataFrame) -> list[str]:
    """Return the respondent groups that are not known to be heard, in the order of the form.

    Parameters
    ----------
    observations : DataFrame
        With a column ``respondent_group``; without one, nobody is known to be heard.

    Returns
    -------
    list of str
        Never "muu" nor "ei_kerrottu".

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.signals import missing_groups
    >>> missing_groups(pd.DataFrame({"respondent_group": ["asiakas", "Järjestö", "muu"]}))[:3]
    ['kokemustoimija', 'asukas', 'läheinen']
    """
    return missing_from(group_names(observations))

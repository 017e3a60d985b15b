"""Tools of practice research: a codebook, blind coding sheets, agreement, sensitivity, export for qualitative tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

_HOME = {
    "NO_PHENOMENON": "codes",
    "codebook": "codes",
    "write_coding_sheet": "sheets",
    "read_coding_sheet": "sheets",
    "machine_coding": "sheets",
    "Comparison": "comparison",
    "compare": "comparison",
    "cohen_kappa": "agreement",
    "krippendorff_alpha": "agreement",
    "masi_distance": "agreement",
    "sensitivity": "choices",
    "leave_one_out": "choices",
    "voice_differences": "voices",
    "citation": "citing",
    "write_qda": "qda_writing",
    "read_qda": "qda_reading",
}
__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from .agreement import cohen_kappa as cohen_kappa
    from .agreement import krippendorff_alpha as krippendorff_alpha
    from .agreement import masi_distance as masi_distance
    from .choices import leave_one_out as leave_one_out
    from .choices import sensitivity as sensitivity
    from .citing import citation as citation
    from .codes import NO_PHENOMENON as NO_PHENOMENON
    from .codes import codebook as codebook
    from .comparison import Comparison as Comparison
    from .comparison import compare as compare
    from .qda_reading import read_qda as read_qda
    from .qda_writing import write_qda as write_qda
    from .sheets import machine_coding as machine_coding
    from .sheets import read_coding_sheet as read_coding_sheet
    from .sheets import write_coding_sheet as write_coding_sheet
    from .voices import voice_differences as voice_differences

__getattr__ = loader(__name__, _HOME)

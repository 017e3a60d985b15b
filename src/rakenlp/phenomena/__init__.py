"""Phenomena: the known ones of the taxonomy, and those that arise from the texts themselves."""

from ._known import FITS
from ._model import PhenomenonModel
from .domain_model import DomainModel
from .partitions import assign_partitions
from .taxonomy import PARENTS, KnownPhenomenon, Taxonomy, parent_name

__all__ = [
    "FITS",
    "PARENTS",
    "DomainModel",
    "KnownPhenomenon",
    "PhenomenonModel",
    "Taxonomy",
    "assign_partitions",
    "parent_name",
]

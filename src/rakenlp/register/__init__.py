"""The register: phenomena that keep their identity, people's decisions, social reports on their way.

Storage that analyses and triage use; it knows nothing of either.
"""

from ._views import Standing
from .calendar import add_working_days, holidays, is_working_day
from .entries import ACTIONS, STEPS, Entry
from .register import Register

__all__ = ["ACTIONS", "STEPS", "Entry", "Register", "Standing", "add_working_days", "holidays", "is_working_day"]

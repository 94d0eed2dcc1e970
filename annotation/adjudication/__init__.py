"""Adjudication: what all agree on, what is left with every version, and gold from the round that settles it."""

from wirecopy.annotation.adjudication.outcome import AGREED, GOLD, OPEN, Outcome, adjudicate, write_outcomes
from wirecopy.annotation.adjudication.settling import Gold, settle, settle_all

__all__ = ["AGREED", "GOLD", "OPEN", "Gold", "Outcome", "adjudicate", "settle", "settle_all", "write_outcomes"]

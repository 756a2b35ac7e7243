"""Simulation: what a change of policy would cost, who would gain and who would lose."""

from .page import write_page
from .run import Simulation, simulate
from .variants import Reform

__all__ = ["Reform", "Simulation", "simulate", "write_page"]

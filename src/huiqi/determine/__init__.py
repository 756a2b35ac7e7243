"""Runs: a package on a register snapshot, every candidate answered and written."""

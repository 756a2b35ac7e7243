"""Limits and stacking: what a candidate keeps of its amount when ceilings reach across records."""

"""Measures in force, for everybody: what they give, to whom, on which clause, and how to get them.

A package is read from its folder (:mod:`.editions`); what the province has decided about the way to a
measure comes from its provisions (:mod:`.procedures`). The self-check answers for facts that a visitor
types; nothing of it is kept.
"""

"""What firms are entitled to by the runs that people see.

Stored are 符合, 金额待定, near misses (one condition of its own false) and 待补充 with at most two missing
facts; everything else is read from the run. Rows of a run are loaded before anybody sees them
(:mod:`.loading`): a publication switches the run, never a row. What a firm has declared itself
makes a trial, and neither a verdict nor a figure.
"""

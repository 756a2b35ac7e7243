"""What a province decides for itself: days, levels of review, filing days, offices, wording of remedies.

Each is a dated *provision* with its author, reason and reference, in force once a second person has
confirmed it. Others read them through :mod:`.queries`; deadlines are opened with the
:class:`~huiqi.web.core.deadlines.Term` that ``queries.term`` gives. A demo begins with the values of
``provinces/*/terms.toml``, marked 演示.
"""

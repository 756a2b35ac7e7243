"""What was done: append-only entries, sealed in a chain, searched by auditors.

A service's :func:`.recording.create`, :func:`~.recording.change` and :func:`~.recording.note` write
entries; personal data enters them as keyed digests. Nothing here can change an entry, and the
database refuses it too (:mod:`.triggers`).
"""

"""Letters that authorities issue: numbered without a gap, kept as PDF, checkable by anybody.

Others call :func:`.services.issue` with :class:`.contents.Contents`; what the letter says is laid out by
:mod:`huiqi.letters`. An issued letter is append-only: a mistake is put right by another letter.
"""

"""Claims: a measure × a claimant × a period, with one line per record, on their way to a decision.

What may happen is :data:`.table.TABLE`, and nothing else: :mod:`.engine` looks each move up there,
asks :mod:`.guards`, lets :mod:`.effects` do what belongs to it, and writes a step. Services are the
moves by name. Subjects, rules, notices and letters are reached through one module each.
"""

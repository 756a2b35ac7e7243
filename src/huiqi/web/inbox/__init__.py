"""One inbox for firms, persons and offices, and the mail that says there is something in it.

Others call :func:`.notifying.notify` inside a service of theirs: notice and mail stand in the same
transaction and audit trail. Mail leaves after the commit (:mod:`.delivery`). A notice that was opened
counts its firm as *reached*.
"""

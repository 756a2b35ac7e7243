"""What auditors see: the audit, searched within their jurisdiction, changed by nobody.

Also the case file of anything in it, for auditors and for the officers in charge (other applications
add their files through :mod:`.parts`), and the daily roots, for everybody.
"""

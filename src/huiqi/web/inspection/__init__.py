"""What auditors see: the audit, searched within their jurisdiction, changed by nobody."""

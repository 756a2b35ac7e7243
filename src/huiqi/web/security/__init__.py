"""Keys, keyed digests, encrypted fields and sessions: what every application relies on, without tables."""

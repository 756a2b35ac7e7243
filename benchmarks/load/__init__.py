"""The site under load on PostgreSQL: filled once, kept, and measured as often as one likes."""

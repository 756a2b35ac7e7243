"""The demo: players one click away, a story told through the services, and a page that shows it.

Nothing of it exists in production: its actions are a demo's alone, and its accounts open nothing there.
"""

"""The frame of every page, the front page, error pages, and the demo's own page."""

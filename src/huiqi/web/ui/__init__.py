"""The frame of every page, the front page, error pages."""

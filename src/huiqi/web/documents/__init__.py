"""Documents: checked when they come in, kept outside the static files, served so that nothing in them runs."""

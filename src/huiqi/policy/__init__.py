"""A policy package: loading, settings in force, readings adopted, and what binds them to the tree."""

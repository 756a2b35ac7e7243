"""The nearest change, against a grid of every change there is."""

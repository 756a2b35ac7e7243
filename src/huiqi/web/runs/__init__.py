"""Determinations made on the site: started, worked in the background, kept, compared with one another.

``DATA/runs/0007/`` holds a copy of the edition (``policies``) and what the engine wrote (``result``).
Neither is changed once it is whole. One row for each package says which of its runs people see;
only a publication moves it.
"""

"""Who decides where: a dated tree of authorities, departments, and the posts people hold.

Jurisdiction is :func:`.queries.within`: every query of an object that somebody owns goes through it.
"""

"""Publication of a run: proposed by one person, loaded where nobody sees it, switched by another.

Nothing of a run is edited by it; it is undone by publishing another run. What follows for claims is done
afterwards in the background by those who registered with :func:`.following.after_publication`.
"""

"""People, how they prove who they are, and the firms they may act for.

A person is one account. What they act as is a *capacity*: a post (staff), a mandate (firms), or
nothing but themselves; :func:`.capacities.actor_for` turns it into the actor that services take.
"""

"""The site: Django, server-rendered, above the engine; nothing below imports it.

Applications, from top to bottom: ``ui`` (frame, front page, demo), ``portal`` (a firm's pages),
``publication`` (results put before people), ``entitlements`` (what they give), ``runs``
(determinations), ``catalogue`` (measures in force), ``correspondence`` (letters that authorities issue) and ``inbox`` (notices and mail), ``inspection`` (audit search, case files, roots),
``accounts`` (people and what they may act for) and ``terms`` (what a province sets for itself),
``authorities`` (who decides where), ``core`` (time, actors, services, routes), ``audit`` (what was
done), and two that know no table: ``permissions`` (who may do what) and
``security`` (keys, digests, sessions). ``config`` puts them together.
"""

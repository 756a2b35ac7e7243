"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import delivering, own, views

urlpatterns = [
    page("facts/", own.own_facts, "own-facts", GET="fact.own"),
    page("facts/<str:path>/", own.own_fact, "own-fact", GET="fact.own", POST="correction.ask"),
    page("firms/", views.search, "firms", GET="register.read"),
    page("corrections/", views.list_corrections, "corrections", GET="correction.decide"),
    page(
        "corrections/<int:pk>/",
        views.decide_correction,
        "decide-correction",
        GET="correction.decide",
        POST="correction.decide",
    ),
    page(
        "conflicts/<int:pk>/",
        views.decide_conflict,
        "decide-conflict",
        GET="conflict.decide",
        POST="conflict.decide",
    ),
    page("imports/", delivering.list_imports, "imports", GET="import.read"),
    page("imports/new/", delivering.deliver, "deliver", POST="register.import"),
    page("imports/<int:pk>/", delivering.show_import, "import", GET="import.read"),
    page("imports/<int:pk>/rejects/<int:sheet>/", delivering.rejects, "rejects", GET="import.read"),
    page("firms/<str:credit_code>/", views.firm, "firm", GET="register.read"),
    page("firms/<str:credit_code>/<str:path>/", views.fact, "fact", GET="register.read"),
    page(
        "firms/<str:credit_code>/<str:path>/correct/",
        views.correct,
        "correct-fact",
        POST="correction.ask",
    ),
]

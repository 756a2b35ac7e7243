"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

ANSWER = "fact.declare"
READ = "entitlement.read"

urlpatterns = [
    page("<str:credit_code>/measures/", views.front, "firm-front", GET=READ),
    page("<str:credit_code>/measures/near/", views.nearly, "firm-near", GET=READ),
    page("<str:credit_code>/measures/<str:measure>/", views.measure, "firm-measure", GET=READ),
    page(
        "<str:credit_code>/measures/<str:measure>/answer/",
        views.answer_questions,
        "answer-questions",
        POST=ANSWER,
    ),
]

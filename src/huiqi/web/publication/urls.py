"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import views

PROPOSE = "publication.propose"

urlpatterns = [
    page("", views.list_publications, "publications", GET="publication.read"),
    page("propose/<int:run>/", views.propose, "propose-publication", GET=PROPOSE, POST=PROPOSE),
    page("<int:pk>/", views.show, "publication", GET="publication.read"),
    page("<int:pk>/publish/", views.publish, "publish", POST="publication.publish"),
    page("<int:pk>/withdraw/", views.withdraw, "withdraw-publication", POST=PROPOSE),
    page("audiences/", views.audiences, "audiences", GET="audience.read"),
    page("audiences/<str:measure>/", views.audience, "audience", GET="audience.read"),
    page("audiences/<str:measure>/tell/", views.tell_audience, "tell-audience", POST="audience.tell"),
]

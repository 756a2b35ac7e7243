"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import desk, public, views

urlpatterns = [
    page("", views.mine, "claims", GET="claim.read"),
    page("public/", public.publicity, "publicity", GET="publicity.read"),
    page("public/<int:pk>/", public.oppose, "oppose", GET="publicity.read", POST="publicity.oppose"),
    page("measures/", views.choose, "choose-measure", GET="claim.file"),
    page("start/", views.start, "start-claim", POST="claim.file"),
    page("queue/", desk.list_queue, "queue", GET="claim.queue"),
    page("queue/export/", desk.export, "export-queue", GET="claim.queue"),
    page("queue/bulk/", desk.bulk, "bulk", POST="claim.decide"),
    page("unreached/", desk.list_unreached, "unreached", GET="claim.queue"),
    page("<int:pk>/", views.show, "claim", GET="claim.read"),
    page("<int:pk>/form/", views.fill, "claim-form", GET="claim.file", POST="claim.file"),
    page("<int:pk>/records/", views.add_record, "claim-record", GET="claim.file", POST="claim.file"),
    page("<int:pk>/confirm/", views.confirm, "confirm-claim", GET="claim.confirm", POST="claim.confirm"),
    page("<int:pk>/withdraw/", views.withdraw, "withdraw-claim", POST="claim.withdraw"),
    page("<int:pk>/object/", views.raise_objection, "object-claim", POST="claim.object"),
    page("<int:pk>/documents/<int:number>/", views.attachment, "claim-document", GET="claim.look"),
    page("<int:pk>/letters/<int:number>/", views.letter, "claim-letter", GET="claim.look"),
    page("<int:pk>/oppositions/<int:number>/", desk.contact, "opposition-contact", POST="claim.look"),
    page("<int:pk>/handle/", desk.handle, "handle-claim", POST="claim.handle"),
    page("<int:pk>/decide/", desk.decide, "decide-claim", POST="claim.decide"),
]

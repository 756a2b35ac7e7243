"""Every page of the site; each application lists its own with :func:`huiqi.web.core.routing.page`."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("huiqi.web.ui.urls")),
    path("demo/", include("huiqi.web.demo.urls")),
    path("", include("huiqi.web.accounts.urls")),
    path("firms/", include("huiqi.web.portal.urls")),
    path("runs/", include("huiqi.web.runs.urls")),
    path("publications/", include("huiqi.web.publication.urls")),
    path("measures/", include("huiqi.web.catalogue.urls")),
    path("authorities/", include("huiqi.web.authorities.urls")),
    path("inbox/", include("huiqi.web.inbox.urls")),
    path("letters/", include("huiqi.web.correspondence.urls")),
    path("terms/", include("huiqi.web.terms.urls")),
    path("", include("huiqi.web.registry.urls")),
    path("jobs/", include("huiqi.web.jobs.urls")),
    path("claims/", include("huiqi.web.claims.urls")),
    path("documents/", include("huiqi.web.documents.urls")),
    path("audit/", include("huiqi.web.inspection.urls")),
]
handler400 = "huiqi.web.ui.errors.bad_request"
handler403 = "huiqi.web.ui.errors.forbidden"
handler404 = "huiqi.web.ui.errors.missing"
handler500 = "huiqi.web.ui.errors.broken"

"""The pages of this application."""

from __future__ import annotations

from ..core.routing import page
from . import own, passwords, staff, views

urlpatterns = [
    page("sign-in/", views.sign_in, "sign-in", GET="account.sign-in", POST="account.sign-in"),
    page("sign-in/code/", views.code, "code", GET="account.sign-in", POST="account.sign-in"),
    page("sign-out/", views.sign_out, "sign-out", POST="account.change"),
    page("step-up/", views.step_up, "step-up", GET="account.change", POST="account.change"),
    page("register/", views.register, "register", GET="account.register", POST="account.register"),
    page(
        "register/code/",
        views.confirm_address,
        "confirm-address",
        GET="account.register",
        POST="account.register",
    ),
    page(
        "password/forgot/",
        passwords.forgot,
        "forgot-password",
        GET="account.recover",
        POST="account.recover",
    ),
    page("password/new/", passwords.choose, "new-password", GET="account.recover", POST="account.recover"),
    page("password/<int:pk>/<str:token>/", passwords.follow, "password-link", GET="account.recover"),
    page("staff/", staff.list_invited, "staff", GET="post.read"),
    page("staff/invite/", staff.invite, "invite", POST="account.invite"),
    page("staff/<int:pk>/invite/", staff.invite_again, "invite-again", POST="account.invite"),
    page("resume/", own.resume, "resume", GET="account.read"),
    page("account/", own.account, "account", GET="account.read"),
    page("account/capacity/", own.choose, "choose-capacity", POST="account.change"),
    page("account/reveal/", own.reveal, "reveal", GET="account.reveal", POST="account.reveal"),
    page("account/numbers/", own.numbers, "numbers", GET="account.numbers", POST="account.numbers"),
    page("firms/bind/", own.bind, "bind-firm", POST="firm.bind"),
    page("firms/serve/", own.serve, "serve-firm", POST="firm.serve"),
    page("firms/bindings/", own.list_bindings, "bindings", GET="firm.read"),
    page(
        "firms/bindings/<int:pk>/",
        own.confirm_binding,
        "confirm-binding",
        GET="firm.confirm",
        POST="firm.confirm",
    ),
    page("kinships/", staff.list_kinships, "kinships", GET="kinship.read"),
    page("kinships/declare/", staff.declare, "declare-kinship", POST="kinship.declare"),
    page("mandates/grant/", own.grant, "grant-mandate", POST="mandate.grant"),
    page("mandates/<int:pk>/revoke/", own.revoke, "revoke-mandate", POST="mandate.revoke"),
]

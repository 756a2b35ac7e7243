"""The pages that each role looks at, and the links by which one leads to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRM = ("owner", "clerk", "bookkeeper")
CODE = "[0-9A-Z]{18}"
LINKS = {
    name: re.compile(f'href="({path})"')
    for name, path in {
        "claim": r"/claims/\d+/",
        "firm": rf"/firms/{CODE}/",
        "front": rf"/firms/{CODE}/measures/",
        "firm-measure": rf"/firms/{CODE}/measures/[^/\"]+/",
        "measure": r"/measures/(?!check/)[^/\"?]+/",
        "notice": r"/inbox/\d+/",
        "audience": r"/publications/audiences/[^/\"]+/",
        "publication": r"/publications/\d+/",
        "run": r"/runs/\d+/",
        "case": r"/audit/cases/[^/\"]+/[^/\"]+/",
        "fact": r"/facts/[^\"]+/",
    }.items()
}


@dataclass(frozen=True)
class Page:
    """A page: who looks at it, where it is or by which kind of link it is reached, and the links it lists."""

    name: str
    path: str
    roles: tuple[str, ...]
    link: str = ""
    lists: tuple[str, ...] = ()
    weight: int = 2


EVERYBODY = (*FIRM, "counter", "officer", "policy", "finance", "auditor", "administrator")
OFFICES = ("counter", "officer", "policy", "finance", "auditor")
PAGES = (
    Page("catalogue", "/measures/", EVERYBODY, lists=("measure",), weight=1),
    Page("measure", "", EVERYBODY, link="measure"),
    Page("inbox", "/inbox/", EVERYBODY, lists=("notice",)),
    Page("notice", "", EVERYBODY, link="notice"),
    Page("terms", "/terms/", EVERYBODY, weight=1),
    Page("portal front", "", FIRM, link="front", lists=("firm-measure",), weight=4),
    Page("portal front", "measures/", ("officer", "policy"), link="firm", lists=("firm-measure",), weight=2),
    Page("portal near", "near/", FIRM, link="front", weight=1),
    Page("portal measure", "", (*FIRM, "officer"), link="firm-measure", weight=4),
    Page("own facts", "/facts/", FIRM, lists=("fact",)),
    Page("own fact", "", FIRM, link="fact", weight=1),
    Page("documents", "/documents/", FIRM, weight=1),
    Page(
        "claims",
        "/claims/?page={page}",
        (*FIRM, "counter", "officer", "finance", "auditor"),
        lists=("claim",),
    ),
    Page("claim", "", (*FIRM, "counter", "officer", "finance", "auditor"), link="claim", weight=6),
    Page("queue", "/claims/queue/", ("officer",), lists=("claim",), weight=4),
    Page("queue, late", "/claims/queue/?due=late", ("officer",), lists=("claim",)),
    Page("queue, searched", "/claims/queue/?text={words}", ("officer",), weight=1),
    Page("letters", "/letters/", (*FIRM, "officer", "finance", "auditor")),
    Page("register search", "/firms/?words={words}", OFFICES, lists=("firm",), weight=4),
    Page("firm", "", OFFICES, link="firm", weight=4),
    Page("corrections", "/corrections/", ("officer",), weight=1),
    Page("bindings", "/firms/bindings/", ("owner", "counter", "officer"), weight=1),
    Page(
        "audiences",
        "/publications/audiences/",
        ("officer", "policy", "auditor"),
        lists=("audience",),
        weight=1,
    ),
    Page("audience", "", ("officer", "policy", "auditor"), link="audience"),
    Page("runs", "/runs/", ("policy", "auditor"), lists=("run",)),
    Page("run", "", ("policy", "auditor"), link="run"),
    Page("publications", "/publications/", ("policy", "auditor"), lists=("publication",)),
    Page("publication", "", ("policy", "auditor"), link="publication"),
    Page("jobs", "/jobs/", (*OFFICES, "administrator"), weight=1),
    Page("audit", "/audit/?page={page}", ("auditor",), lists=("case",), weight=4),
    Page("audit, one action", "/audit/?action=claim.decide", ("auditor",), lists=("case",)),
    Page("case file", "", ("auditor",), link="case", weight=4),
    Page("posts", "/authorities/posts/", ("auditor", "administrator"), weight=2),
)

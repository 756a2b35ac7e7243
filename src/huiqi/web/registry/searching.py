"""Finding firms by a part of the name, or by the beginning of the code.

Pairs of characters stand in a full-text index (SQLite: FTS5; PostgreSQL: GIN over their array, which
does not care about the locale); what it finds is compared once more with the name itself.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from .models import Firm
from .names import SHORTEST, folded, pairs

CODE = re.compile(r"[0-9][0-9A-HJ-NP-RTUWXY]{3,17}")
CODE_LENGTH = 18


def found(rows: QuerySet[Firm], text: str) -> QuerySet[Firm]:
    """Firms among ``rows`` whose code begins with the text, or whose name has every part of it.

    Parts are separated by spaces; those of one character are passed over.
    """
    code = text.strip().upper()
    if CODE.fullmatch(code):
        coded = Firm.objects.filter(credit_code__gte=code, credit_code__lte=code.ljust(CODE_LENGTH, "Z"))
        return rows.filter(pk__in=coded.values("pk"))
    parts = [part for part in map(folded, text.split()) if len(part) >= SHORTEST]
    if not parts:
        return rows.none()
    rows = rows.filter(_indexed(list(dict.fromkeys(pair for part in parts for pair in pairs(part)))))
    for part in parts:
        rows = rows.filter(folded__contains=part)
    return rows


def _indexed(tokens: list[str]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL("string_to_array(tokens, ' ') @> %s", [tokens], BooleanField())
    quoted = " AND ".join('"' + token.replace('"', '""') + '"' for token in tokens)
    query = "SELECT rowid FROM registry_firm_index WHERE registry_firm_index MATCH %s"
    return RawSQL(f"registry_firm.id IN ({query})", [quoted], BooleanField())

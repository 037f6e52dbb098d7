"""Customer ids as they may be shown: keyed hashes, unless the client's own were asked for."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

from cxlib.engagement.model import Engagement

SHOWN = 16  # hex digits: 64 bits, no two of a billion customers alike


def shown(customers: pd.Series, engagement: Engagement) -> pd.Series:
    """HMAC-SHA256 of each id under the client's key; the id itself where `policy.ids` is "own".

    A plain hash of a seven-digit id is undone in seconds by trying them all; without the key this
    one is not.
    """
    if engagement.policy.ids == "own":
        return customers.astype("str")
    return customers.astype("str").map(lambda one: hashed(one, engagement.id_key))


def hashed(customer: str, key: bytes) -> str:
    """One id as it is shown.

    >>> hashed("C1", b"key")
    '2ce4e93535a85323'
    """
    return hmac.new(key, customer.encode(), hashlib.sha256).hexdigest()[:SHOWN]


def may_contact(engagement: Engagement) -> set[str] | None:
    """Ids of customers who may be contacted; None where nothing says who may.

    `policy.contact_allowed` names a yes/no column of `customers` or `responses`.
    """
    column = engagement.policy.contact_allowed
    if column is None:
        return None
    for name in ("customers", "responses"):
        table = engagement.whole(name)
        if column in table and table["customer"].notna().any():
            return _allowed(table[["customer", column]].dropna(), column)
    return None


YES = {"1", "1.0", "true", "yes", "y", "ja", "oui", "si", "sí"}


def _allowed(table: pd.DataFrame, column: str) -> set[str]:
    """A customer who has said no anywhere is not contacted."""
    yes = table[column].astype("str").str.strip().str.casefold().isin(YES)
    agreed = yes.groupby(table["customer"].astype("str")).all()
    return set(agreed[agreed].index)

"""A lease is taken, kept while its holder lives, and falls to another when it runs out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from huying.platform.database import write_transaction
from huying.platform.ticker.models import Lease

LENGTH = timedelta(seconds=15)


def take(name: str, holder: str, at: datetime) -> bool:
    """True when `holder` has the lease for the next `LENGTH`; renews its own."""
    free = Q(holder=holder) | Q(until__lte=at)
    try:
        with write_transaction():
            taken = Lease.objects.filter(free, name=name).update(holder=holder, until=at + LENGTH)
            if not taken and not Lease.objects.filter(name=name).exists():
                Lease.objects.create(name=name, holder=holder, until=at + LENGTH)
                taken = 1
    except IntegrityError:
        return False
    return bool(taken)

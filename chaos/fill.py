"""Fills a new database: ``python -m chaos.fill`` prints, as JSON, what clients and judge need to know."""

import json
from typing import Any

import django


def fill() -> dict[str, Any]:
    """Fill in the sample office and sign in a clerk of each group."""
    from bench.fill import session_of
    from jonghong.bookings.models import MonthTally
    from jonghong.people.models import Person
    from jonghong.sample.fill import fill_sample

    fill_sample()
    found = Person.objects.filter(memberships__role="clerk", activated_at__isnull=False)
    clerks = list(found.distinct().order_by("pk"))
    return {
        "clerks": [(session_of(clerk), clerk.memberships.get().group_id) for clerk in clerks],
        "rooms": list(clerks[0].office.rooms.order_by("pk").values_list("pk", flat=True)),
        "office": clerks[0].office_id,
        "versions": dict(MonthTally.objects.values_list("month", "version")),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill()))

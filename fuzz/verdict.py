"""What is wrong in the database at hand, whoever wrote into it, and what was done: ``python -m fuzz.verdict`` prints JSON."""

import json
from collections import Counter

import django

from chaos import judge


def wrong() -> list[str]:
    """Return rooms held twice, acts without a record, wrong sums, and faults of the audit or of the database itself."""
    from jonghong.offices.models import Office

    found = [*judge.double([], {}), *judge.broken()]
    for office in Office.objects.all():
        found += judge.torn({"office": office.pk, "versions": {}})
    return found


def done() -> dict[str, int]:
    """Return how often bookings were booked, moved and so on, by verb."""
    from jonghong.bookings.models import History

    return dict(Counter(History.objects.values_list("verb", flat=True)))


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"wrong": wrong(), "done": done()}))

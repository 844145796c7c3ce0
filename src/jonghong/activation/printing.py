"""Slips as a PDF: one strip for each person, with a line to cut along. They are in Thai, whatever the officer reads."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from jonghong.core import thai, typesetting
from jonghong.offices.models import Office
from jonghong.people.actions import Slip

TEMPLATE = Path(__file__).resolve().parent / "typst" / "slips.typ"


@sensitive_variables()
def slips_pdf(slips: Sequence[Slip], *, office: Office, address: str) -> bytes:
    """Return the slips, each group on pages of its own; ``address`` is the form's, and all that the QR code holds."""
    with translation.override(settings.LANGUAGE_CODE):
        return typesetting.pdf(TEMPLATE, facts_of(slips, office=office, address=address))


@sensitive_variables()
def facts_of(slips: Sequence[Slip], *, office: Office, address: str) -> dict[str, Any]:
    """Return what the template is told, in the present language."""
    ordered = sorted(slips, key=lambda slip: (_place(slip), slip.person.name))
    return {
        "language": settings.LANGUAGE_CODE,
        "title": _("Slips to print"),
        "office": office.short_name,
        "from": f"{_('Room booking')} · {office.name}",
        "id_label": _("Citizen ID"),
        "code_label": _("Activation code"),
        "steps": [
            _("Open %(address)s") % {"address": address},
            _("Type your 13 digits, this code, and a password of your own with at least 15 characters."),
            _("Then sign in with the 13 digits and that password."),
        ],
        "qr": qr_of(address),
        "qr_label": _("Scan to register"),
        "groups": [[_strip(slip) for slip in group] for _place_, group in groupby(ordered, key=_place)],
    }


def qr_of(address: str) -> str:
    """Return a QR code of an address, as SVG."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2)
    return out.getvalue().decode()


@sensitive_variables()
def _strip(slip: Slip) -> dict[str, str]:
    last_day = thai.format_date(slip.last_day, settings.LANGUAGE_CODE)
    return {
        "name": slip.person.name,
        "group": " · ".join(place.group.name for place in slip.person.memberships.all()),
        "id": slip.person.masked_id,
        "code": slip.code,
        "until": _("Good until %(date)s. Give it to nobody else.") % {"date": last_day},
    }


def _place(slip: Slip) -> tuple[int, int]:
    """Return where a person's first group stands in the office's order."""
    return min((place.group.position, place.group_id) for place in slip.person.memberships.all())

"""Warning the administrators."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.queries import records_of
from jonghong.auditing.alerts import Alert
from jonghong.auditing.words import ALERTS
from jonghong.core import clock, thai
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.people.queries import administrators
from jonghong.post.actions import send

EACH_IS_TOLD = {"roles", "alone"}


@transaction.atomic
def warn(*, office: Office, alerts: Sequence[Alert]) -> list[Alert]:
    """Record and send those alerts of which the administrators were not told yet, and return them.

    One of a kind, by the same person, is told again only when its time has passed; each change of roles, and each act done
    alone, is told. The office is held, so that of several processes one tells.
    """
    hold(office.pk)
    news = [alert for alert in alerts if not _is_told(office, alert)]
    for alert in news:
        subject = f"person:{alert.actor_id}" if alert.actor_id else ""
        facts = {"kind": alert.kind, **({"times": alert.times, "last": alert.number} if alert.times else {})}
        _send(office, alert)
        audit.record(office_id=office.pk, act=Act.ALERTED, actor_id=None, subject=subject, **facts)
    return news


def _is_told(office: Office, alert: Alert) -> bool:
    subject = f"person:{alert.actor_id}" if alert.actor_id else ""
    told = records_of(office).filter(act=Act.ALERTED, subject=subject, facts__kind=alert.kind)
    if alert.kind in EACH_IS_TOLD:
        return told.filter(facts__last__gte=alert.number).exists()
    lately = told.filter(at__gt=clock.now() - alert.within)
    return (lately.filter(facts__last=alert.number) if alert.kind == "fault" else lately).exists()


def _send(office: Office, alert: Alert) -> None:
    """Write to every administrator, in Thai: what happened and when, no name."""
    with translation.override(settings.LANGUAGE_CODE):
        now = clock.now().astimezone(office.zone)
        facts = {
            "what": ALERTS[alert.kind],
            "times": alert.times,
            "date": thai.format_date(now.date(), settings.LANGUAGE_CODE),
            "time": thai.format_time(now.time()),
        }
        subject = _("Warning, room booking %(office)s") % {"office": office.short_name}
        if alert.times:
            said = _("%(what)s (%(times)s). Noticed: %(date)s, %(time)s.") % facts
            advice = _("Open the page of the audit to see who and what.")
            if alert.kind == "failing":
                advice = _("Open the page of the system to see which pages and since when; the log of the server says where.")
        else:
            said = _("%(what)s. Noticed: %(date)s, %(time)s.") % facts
            advice = _("Tell whoever looks after the server: ./jonghong doctor says what is wrong and what to do.")
        for person in administrators(office):
            send(office=office, address=person.email, subject=subject, text=f"{said}\n\n{advice}\n")

"""The watch of the house: every half minute each process of the server looks whether administrators are to be warned."""

import logging

from jonghong.audit import rounds
from jonghong.audit.queries import Judged, faults_since
from jonghong.auditing import alerts
from jonghong.auditing.actions import warn
from jonghong.auditing.alerts import Alert
from jonghong.core import clock
from jonghong.offices.models import Office

EVERY = 30  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("watching", every=EVERY, do=Watch().look_once)


class Watch:
    """What one process has seen: up to where the records of each office stood as they were written."""

    def __init__(self) -> None:
        self.judged: dict[int, Judged] = {}

    def look_once(self) -> list[Alert]:
        """Warn of what is due in every office, and return that."""
        return [alert for office in Office.objects.all() for alert in self._look_at(office)]

    def _look_at(self, office: Office) -> list[Alert]:
        found = [*alerts.due(office), *self._faults(office)]
        return warn(office=office, alerts=found) if found else []

    def _faults(self, office: Office) -> list[Alert]:
        """Judge the records written since the last look, once a day all of them; a process remembers what is cut off."""
        today = clock.today(office.zone)
        before = self.judged.get(office.pk)
        is_fresh = before is None or before.day != today
        found, self.judged[office.pk] = faults_since(office, None if is_fresh else before, today)
        if not found:
            return []
        log.error("The audit of office %d does not stand as it was written, from record %d on.", office.pk, found[0].number)
        return [Alert("fault", len(found), alerts.FAULT_WITHIN, found[0].number)]

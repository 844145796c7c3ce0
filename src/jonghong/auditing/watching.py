"""The watch of the house: every half minute each process of the server looks whether administrators are to be warned."""

import logging
from collections import deque
from datetime import datetime

from django.conf import settings

from jonghong.audit import rounds
from jonghong.audit.queries import Judged, faults_since
from jonghong.auditing import alerts
from jonghong.auditing.actions import warn
from jonghong.auditing.alerts import Alert
from jonghong.core import clock
from jonghong.core.meters import failures
from jonghong.offices.models import Office

EVERY = 30  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("watching", every=EVERY, do=Watch().look_once)


class Watch:
    """What one process has seen: up to where the records of each office stood as they were written, and what failed."""

    def __init__(self) -> None:
        self.judged: dict[int, Judged] = {}
        self.failed: deque[tuple[datetime, int]] = deque([(clock.machine_now(), failures(settings.DATA))])

    def look_once(self) -> list[Alert]:
        """Warn of what is due in every office, and return that."""
        failing = self._failing()
        return [alert for office in Office.objects.all() for alert in self._look_at(office, failing)]

    def _failing(self) -> list[Alert]:
        """Return an alert where many requests failed in the last minutes, whichever process answered them."""
        now, number = clock.machine_now(), failures(settings.DATA)
        # Figures that are less than before are those of a server that began anew.
        while self.failed and (now - self.failed[0][0] > alerts.FAILURES_WITHIN or number < self.failed[0][1]):
            self.failed.popleft()
        self.failed.append((now, number))
        times = number - self.failed[0][1]
        return [Alert("failing", times, alerts.FAILURES_TOLD_FOR, 0)] if times >= alerts.FAILURES else []

    def _look_at(self, office: Office, failing: list[Alert]) -> list[Alert]:
        found = [*alerts.due(office), *failing, *self._faults(office)]
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

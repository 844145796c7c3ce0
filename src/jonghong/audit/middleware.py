"""What is refused is recorded, in one place; and nobody sees data of others unless that can be recorded."""

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jonghong.audit.actions import record
from jonghong.audit.acts import Act
from jonghong.audit.origin import current, somebody
from jonghong.audit.refusals import Unrecorded
from jonghong.core import clock
from jonghong.core.views import problem

# Nobody we know can send forms that do not fit as often as he likes: so often each process records that.
MOST_OF_NOBODY = 60
WITHIN = timedelta(minutes=1)

log = logging.getLogger(__name__)


class Denials:
    """Record each answer that somebody may not do what he asked for: the name of the address, the method, and why.

    It stands where the person behind the request is known. That a page could not be recorded is answered by 503.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.of_nobody: deque[datetime] = deque(maxlen=MOST_OF_NOBODY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and record a refusal; the refusal stands also where it cannot be recorded."""
        response = self.get_response(request)
        why = self._why(request, response)
        if why:
            try:
                self._record(request, why)
            except DatabaseError:
                log.exception("A refusal could not be recorded.")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer where looking at data of others could not be recorded."""
        if not isinstance(exception, Unrecorded):
            return None
        log.error("A page was not shown because that could not be recorded.", exc_info=exception)
        return problem(
            request,
            status=503,
            title=_("This page cannot be shown now"),
            advice=_("Looking at data of others is recorded, and that is not possible at this moment. Please try again soon."),
        )

    def _why(self, request: HttpRequest, response: HttpResponse) -> str:
        """Return why the answer refuses: ``rights``, or ``token`` for a form that was not ours; nothing where it does not."""
        if response.status_code == 403:
            return "rights" if getattr(request, "csrf_processing_done", False) else "token"
        return "rights" if response.status_code in {409, 422} and current.get().is_denied else ""

    def _record(self, request: HttpRequest, why: str) -> None:
        actor_id, now = somebody(), clock.machine_now()
        if actor_id is None:
            if len(self.of_nobody) == MOST_OF_NOBODY and now - self.of_nobody[0] < WITHIN:
                log.warning("A refusal was not recorded: there are too many of nobody we know.")
                return
            self.of_nobody.append(now)
        route = request.resolver_match.view_name if request.resolver_match else ""
        office_id = request.office.pk  # type: ignore[attr-defined]
        record(office_id=office_id, act=Act.DENIED, actor_id=actor_id, route=route, method=request.method, why=why)

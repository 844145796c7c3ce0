"""What an office says about personal data, and whom it told."""

from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.privacy import queries
from jonghong.privacy.models import Notice, Told
from jonghong.privacy.refusals import OnlyAdministrators


@transaction.atomic
def write_notice(*, office: Office, controller: str, officer: str, addition: str, by: Rights) -> Notice:
    """Let the notice say this from now on; the same words again make no new version. Raises OnlyAdministrators."""
    if not by.is_administrator or by.office_id != office.pk:
        raise OnlyAdministrators
    hold(office.pk)
    before = queries.notice_of(office)
    said = {"controller": controller, "officer": officer, "addition": addition}
    if before.pk and all(getattr(before, name) == words for name, words in said.items()):
        return before
    notice = Notice.objects.create(office=office, number=before.number + 1, since=clock.now(), **said)
    audit.record(office_id=office.pk, act=Act.OFFICE_CHANGED, actor_id=by.person_id, subject=f"notice:{notice.number}")
    raise_version(office.pk)
    return notice


def note_told(*, person: Person, **_signal: object) -> None:
    """Write down which version of the notice somebody was shown who chooses a password, in the transaction of that."""
    version = queries.version_of(queries.notice_of(person.office))
    Told.objects.create(office=person.office, person=person, version=version, at=clock.now())

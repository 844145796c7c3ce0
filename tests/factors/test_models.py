from datetime import UTC, datetime

from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.offices.models import Office
from tests import make


def test_rows_say_whose_they_are_and_no_secret(office: Office) -> None:
    person = make.person(office, name="นาง ก")
    day = datetime(2023, 5, 25, tzinfo=UTC)
    assert str(Passkey(name="มือถือ")) == "มือถือ"
    assert str(Totp(person=person, secret="ลับ", confirmed_at=day)) == "นาง ก · 2023-05-25"
    assert str(BackupCode(person=person, code_hash="ลับ", created_at=day)) == "นาง ก · 2023-05-25"

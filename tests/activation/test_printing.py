"""Slips as a PDF."""

import re
import shutil
import subprocess
from importlib.util import find_spec

import pytest
from django.test import Client

from jonghong.activation import printing
from jonghong.core import typesetting
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import ActivationCode, Membership
from tests.activation.conftest import known, slips, text
from tests.needs import needs
from tests.people.conftest import number_of

ADDRESS = "https://room.example.go.th/register/"
NEW = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
# Names with all that is hard: sara am, marks above each other, a consonant with a tail, markup of the typesetter.
NAMES = ["นางสาวน้ำทิพย์ กำลังดี", "นายสิทธิ์ ครั้งนั้น", "นางปิ่น ผู้ใหญ่กตัญญู", "#panic() *นาย* [ก] $x$ \\ `", "น" * 150]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _typst() -> None:
    needs(find_spec("typst"), "the extra pdf")


def text_of(pdf: bytes) -> str:
    """Return what somebody gets who copies the text of a PDF."""
    needs(shutil.which("pdftotext"), "pdftotext")
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def printed(office: Office, *names: str) -> tuple[bytes, list[actions.Slip]]:
    people = [known(office, name) for name in names]
    issued = actions.issue_codes(office=office, people=people)
    return printing.slips_pdf(issued, office=office, address=ADDRESS), issued


def test_pdf_holds_all_that_a_person_needs_as_text_that_copies_right(office: Office) -> None:
    pdf, issued = printed(office, *NAMES[:3])
    copied = text_of(pdf)
    for slip in issued:
        for said in (slip.person.name, slip.code, slip.person.masked_id, "นโยบายและแผน"):
            assert said in copied
    assert copied.count(ADDRESS) == 3
    assert copied.count("รหัสผ่านนั้น\n") == 3


def test_names_are_set_as_text_however_odd(office: Office) -> None:
    pdf, _issued = printed(office, *NAMES[3:])
    copied = text_of(pdf)
    assert NAMES[3] in copied
    assert "".join(copied.split()).count("น" * 40) >= 1


def test_each_group_begins_a_page_and_a_page_holds_five(office: Office) -> None:
    people = [known(office, f"คนที่ {number}", group=number // 6) for number in range(8)]
    Membership.objects.create(office=office, person=people[7], group=office.groups.all()[2])
    pdf = printing.slips_pdf(actions.issue_codes(office=office, people=people), office=office, address=ADDRESS)
    pages = text_of(pdf).split("\f")[:-1]
    assert [len(re.findall(r"คนที่ \d", page)) for page in pages] == [5, 1, 2]
    assert "นโยบายและแผน · บริหารงานบุคคล" in pages[2]


def test_qr_code_holds_the_address_alone(office: Office) -> None:
    issued = actions.issue_codes(office=office, people=[known(office)])
    facts = printing.facts_of(issued, office=office, address=ADDRESS)
    assert facts["qr"] == printing.qr_of(ADDRESS)
    assert facts["qr"] != printing.qr_of(ADDRESS + "?code=x")


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("by", ["form", "button of a group"])
def test_officer_gets_a_file_whose_codes_open_accounts(office: Office, client: Client, by: str) -> None:
    person = known(office)
    if by == "form":
        response = client.post("/office/slips/", {"people": person.pk, "way": "pdf"})
    else:
        response = client.post("/office/slips/?way=pdf", {"group": office.groups.all()[1].pk})
    assert response["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="slips-\d{4}-\d\d-\d\d\.pdf"', response["Content-Disposition"])
    assert "no-store" in response["Cache-Control"]
    (code,) = re.findall(r"\b\w{4}-\w{4}\b(?=\n)", text_of(response.content))
    assert actions.activate(office=office, citizen_id=number_of(person), code=code, password=NEW) == person


@pytest.mark.usefixtures("officer")
def test_without_the_extra_slips_are_a_page(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "find_spec", lambda _name: None)
    person = known(office)
    assert 'value="pdf"' not in text(client.get("/office/slips/"))
    assert list(slips(client.post("/office/slips/", {"people": person.pk, "way": "pdf"}))) == [person.name]


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("way", ["x", "\0", "page pdf"])
def test_way_that_there_is_not_makes_no_code(office: Office, client: Client, way: str) -> None:
    assert client.post("/office/slips/", {"people": known(office).pk, "way": way}).status_code == 422
    assert ActivationCode.objects.count() == 0


@pytest.mark.usefixtures("officer")
def test_way_in_the_address_that_there_is_not_shows_a_page(office: Office, client: Client) -> None:
    assert len(slips(client.post("/office/slips/?way=x", {"people": known(office).pk}))) == 1

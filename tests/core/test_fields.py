"""Form fields for lines and dates, and the sentences of forms."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.core.fields import LineField, ThaiDateField, tidy, written
from jonghong.core.forms import Form, posted, status_of

pytestmark = pytest.mark.pure


class Sheet(Form):
    """One field of each kind."""

    name = LineField(max_length=5)
    day = ThaiDateField(required=False, help_text="hint")
    seats = forms.IntegerField(min_value=1, max_value=9, required=False)
    colour = forms.ChoiceField(choices=[("a", "A")], required=False)
    things = forms.MultipleChoiceField(choices=[("a", "A")], required=False)
    photo = forms.FileField(required=False)
    own = forms.CharField(error_messages={"required": _("Own words")})


def mistakes(**sent: Any) -> dict[str, list[str]]:
    form = Sheet({"name": "ก", "own": "ก", **sent})
    return {field: [str(sentence) for sentence in sentences] for field, sentences in form.errors.items()}


def refusal(text: Any, language: str = "en") -> str:
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            ThaiDateField().clean(text)
        return str(refused.value.messages[0])


@pytest.mark.parametrize(
    "text", ["1/6/66", "01/06/2566", "1 มิ.ย. 2566", "๑ มิ.ย. ๒๕๖๖", "2023-06-01", " 1 Jun 2566 ", date(2023, 6, 1)]
)
def test_date_field_reads_what_people_write(text: str | date) -> None:
    assert ThaiDateField().clean(text) == date(2023, 6, 1)


def test_date_field_gives_none_when_empty_and_not_required() -> None:
    assert [ThaiDateField(required=False).clean(empty) for empty in ("", None)] == [None, None]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("29 ก.พ. 2566", "There is no day 29 in February 2566. Write a day from 1 to 28."),
        ("31/4/2566", "There is no day 31 in April 2566. Write a day from 1 to 30."),
        ("1/6/2023", "Did you mean 1 Jun 2566? Write the year in the Buddhist era."),
        ("1/6/23", "Did you mean 1 Jun 2566 or 1 Jun 2523? Write the year with four digits."),
        ("ศุกร์ 1 มิ.ย. 2566", "1 Jun 2566 is a Thursday. Correct the weekday or the date."),
        ("พรุ่งนี้", "Write a date such as 1 Jun 2566 or 1/6/2566."),
        ("1\x00/6/2566", "Write a date such as 1 Jun 2566 or 1/6/2566."),
        ("9" * 5_000, "Write a date such as 1 Jun 2566 or 1/6/2566."),
        (["1/6/2566"], "Write a date such as 1 Jun 2566 or 1/6/2566."),
        ("", "Fill this in."),
    ],
)
def test_date_field_says_what_to_do_when_it_cannot_read(text: Any, sentence: str) -> None:
    with translation.override("en"):
        form = Sheet({"name": "ก", "own": "ก"})
        form.fields["day"].required = True
        said = str(form.fields["day"].error_messages["required"]) if text == "" else refusal(text)
    assert said == sentence


def test_date_field_speaks_of_thai_dates_in_thai() -> None:
    assert "1 มิ.ย. 2566" in refusal("1/6/2023", "th")
    assert "กุมภาพันธ์ 2566" in refusal("29/2/2566", "th")
    assert "พฤหัสบดี" in refusal("ศุกร์ 1 มิ.ย. 2566", "th")


def test_date_field_shows_a_date_as_people_read_it_and_a_text_as_it_was_typed() -> None:
    with translation.override("th"):
        assert 'value="1 มิ.ย. 2566"' in str(Sheet(initial={"day": date(2023, 6, 1)})["day"])
        assert 'value="30 ก.พ. 66 &lt;b&gt;"' in str(Sheet({"day": "30 ก.พ. 66 <b>"})["day"])
    with translation.override(None):
        assert written(date(2023, 6, 1)) == "1 มิ.ย. 2566"


def test_date_field_is_a_text_input_for_the_calendar_tied_to_hint_and_mistake() -> None:
    control = str(Sheet({"day": "?"})["day"])
    assert control == (
        '<input type="text" name="day" value="?" inputmode="text" autocomplete="off" data-calendar '
        'aria-invalid="true" aria-describedby="id_day_helptext id_day_error" id="id_day">'
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ห้อง \t\n ไพลิน  ", "ห้อง ไพลิน"),
        ("ก\u00a0ข", "ก ข"),
        ("\u202eกข\u202c\u200b", "กข"),
        ("e\u0301", "é"),
        ("ก\x1b[31mข", "ก[31mข"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("น้ำ", "น้ำ"),
        ("\x00", "\x00"),
    ],
)
def test_line_is_made_tidy(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_line_that_is_empty_when_tidy_is_missing() -> None:
    with translation.override("en"):
        assert [mistakes(name=text)["name"] for text in ("", " \u200b ", "\ufeff\r\n")] == [["Fill this in."]] * 3


def test_line_is_measured_when_tidy() -> None:
    assert LineField(max_length=3).clean(" กขค \u200b ") == "กขค"
    assert LineField(required=False).clean(None) == ""


@pytest.mark.parametrize(
    ("field", "sent", "sentence"),
    [
        ("name", "กขคงจฉ", "Write at most 5 characters; these are 6."),
        ("name", "ก\x00", "There is a character in it that cannot be kept. Type it anew."),
        ("seats", "มาก", "Write a whole number, such as 20."),
        ("seats", "0", "Write a number that is not below 1."),
        ("seats", "10", "Write a number that is not above 9."),
        ("colour", "b", "Choose one that is offered."),
        ("things", ["b"], "Choose among those that are offered."),
        ("things", "b", "Choose among those that are offered."),
        ("own", "", "Own words"),
    ],
)
def test_form_says_its_mistakes_in_our_words(field: str, sent: Any, sentence: str) -> None:
    with translation.override("en"):
        assert mistakes(**{field: sent}) == {field: [sentence]}


def test_form_says_that_a_file_is_empty() -> None:
    with translation.override("en"):
        form = Sheet({"name": "ก", "own": "ก"}, {"photo": SimpleUploadedFile("a.png", b"")})
        assert dict(form.errors) == {"photo": [gettext("This file is empty. Choose another.")]}


def test_posted_is_what_was_sent_and_nothing_for_who_only_looks() -> None:
    request = HttpRequest()
    request.method = "POST"
    request.POST = QueryDict("")
    assert posted(request) is request.POST
    request.method = "GET"
    assert posted(request) is None


def test_status_tells_a_form_with_mistakes_from_a_new_one() -> None:
    assert [status_of(Sheet({})), status_of(Sheet())] == [422, 200]

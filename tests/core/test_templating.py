"""What templates have at hand."""

import pytest
from django.template import engines
from django.utils import translation


@pytest.mark.parametrize(("number", "said"), [(0, "0 rows"), (1, "1 row"), (3665, "3,665 rows"), (1_000_000, "1,000,000 rows")])
def test_a_number_in_a_sentence_has_its_thousands_apart(number: int, said: str) -> None:
    template = engines["jinja2"].from_string('{{ ngettext("%(num)s row", "%(num)s rows", number) }}')
    with translation.override("en"):
        assert template.render({"number": number}) == said

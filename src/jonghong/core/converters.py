"""Years of the Buddhist era in addresses; views get the common era."""

from jonghong.core import thai


class BuddhistYear:
    """``2566`` in an address is 2023 in a view."""

    regex = "2[4-9][0-9]{2}"

    def to_python(self, value: str) -> int:
        """Return the year of the common era; raises ValueError, which is a 404, outside the years that are known."""
        year = thai.gregorian_year(int(value))
        if not thai.FIRST_YEAR <= year <= thai.LAST_YEAR:
            raise ValueError(value)
        return year

    def to_url(self, value: int) -> str:
        """Return how the year stands in an address."""
        return str(thai.buddhist_year(value))


class Month:
    """A month from 1 to 12, without a leading zero."""

    regex = "1[0-2]|[1-9]"
    to_python = int
    to_url = str

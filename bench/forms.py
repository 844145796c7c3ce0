"""The forms of use that are measured: how many offices stand in one database, with how many rooms and bookings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A database as it is measured; the first of its offices is the sample, with as many rooms as the others, and is served."""

    name: str
    offices: int
    rooms: int
    bookings: int


ONE, LARGE, QUICK = "one office", "large", "quick"
FORMS = {
    form.name: form
    for form in (
        Form(ONE, offices=1, rooms=5, bookings=3_526),
        Form(LARGE, offices=20, rooms=500, bookings=390_000),
        # Only to see that every part works.
        Form(QUICK, offices=2, rooms=14, bookings=4_200),
    )
}

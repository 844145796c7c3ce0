"""The tables of what moved in from a former system, in the data map; see ``tables``."""

from jonghong.privacy.datamap import ACCOUNT, BOOKING, Keeping, OnErase, Table, impersonal, names

MOVING = {
    # Sealed, with citizen ids in it, for a day at most.
    "moving.upload": Table(
        ACCOUNT,
        personal=names("by made_at expires_at"),
        secret=names("content choices"),
        other=names("id office kind file begun_at"),
        about=("by",),
        on_erase=OnErase.GO,
        age="expires_at",
        kept=Keeping.OPEN,
    ),
    # Its facts hold numbers of people that lead to nobody once these are erased.
    "moving.run": Table(
        BOOKING,
        personal=names("by made_at undone_by undone_at"),
        other=names("id office kind source file upload_number counts facts"),
        by=("by", "undone_by"),
        on_erase=OnErase.NAMELESS,
        kept=Keeping.OFFICE,
    ),
    # What it said is emptied (moving.actions.forgetting); that it was there stays, so that it does not come in again.
    "moving.kept": Table(
        BOOKING,
        personal=names("person table outcome settled_by settled_at"),
        secret=names("cells digest suggestion"),
        other=names("id office run source key where codes reason task act twin room group is_own"),
        about=("person",),
        by=("settled_by",),
        on_erase=OnErase.NAMELESS,
    ),
    "moving.mapping": impersonal("id office name columns"),
}

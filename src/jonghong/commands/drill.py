"""``jonghong drill``: prove that a backup of now can be restored, and say how long that takes; nothing of it is left."""

from jonghong.backups.rehearsing import rehearse
from jonghong.commands import say
from jonghong.commands.backup import in_a_sentence


def run() -> None:
    """Back up, restore elsewhere, compare, and print the figures; raises Stop where it is not the same."""
    with in_a_sentence():
        drill = rehearse()
    manifest, seconds = drill.restored.manifest, drill.restored.seconds
    for name, taken in seconds.items():
        print(f"  {taken:>8.1f} s  {name}")
    print(f"  {sum(seconds.values()):>8.1f} s  {manifest.database} -> {drill.place}, {drill.size / 1e6:,.1f} MB")
    bookings = manifest.rows_of("bookings_booking")
    say(f"ซ้อมกู้คืนแล้ว ตรงกันทั้ง {manifest.rows:,} แถว", f"the same {manifest.rows:,} rows, {bookings:,} of them bookings")
    print(f"  {manifest.digest}")

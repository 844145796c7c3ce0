"""``jonghong keys``: list the keys of this installation, and take new ones into use."""

from django.conf import settings

from jonghong.commands import Stop, ground, say
from jonghong.core import schema
from jonghong.core.secrets import UnusableSecret, add_to_ring, drop_from_ring, renew, ring
from jonghong.privacy.actions import resealing

FOLDER = "secrets"
# What each is for, in Thai and in English.
PURPOSES = {
    "session.key": ("ลงชื่อคุกกี้และฟอร์ม", "signs cookies and forms"),
    "citizen.key": ("ค้นเลขประจำตัวประชาชน (HMAC-SHA-256)", "finds citizen ids (HMAC-SHA-256)"),
    "field.keys": ("เข้ารหัสอีเมลและข้อความ (AES-256-GCM)", "encrypts addresses and texts (AES-256-GCM)"),
    "audit.key": ("ผนึกบันทึกตรวจสอบ (HMAC-SHA-256)", "seals the audit (HMAC-SHA-256)"),
}


def run(*, action: str, which: str, drop_old: bool) -> None:
    """List the keys, or take a new one into use: for ``which`` of field, citizen and session."""
    ways = {"field": rotate_field, "citizen": rotate_citizen, "session": rotate_session}
    if action == "list":
        list_keys()
    elif which not in ways:
        raise Stop("บอกด้วยว่ากุญแจใด: field, citizen หรือ session", "Say which: field, citizen or session.")
    elif drop_old and which != "field":
        raise Stop(
            "--drop-old ใช้ได้กับ field เท่านั้น",
            "--drop-old is for field alone: under an old citizen key people are still found.",
        )
    else:
        refuse_unready()
        try:
            drop_old_keys() if drop_old else ways[which]()
        except UnusableSecret as error:
            raise Stop(
                f"กุญแจมาจากตัวแปร {error} ให้เปลี่ยนที่ตัวแปรนั้น",
                f"The keys come from the variable {error}; change them there.",
            ) from error


def refuse_unready() -> None:
    """Raise Stop where the tables are not those of this version."""
    if schema.missing_migrations():
        raise Stop("สั่ง jonghong migrate ก่อน", "Run jonghong migrate first.")


def list_keys() -> None:
    """Print each key's id and purpose, and how much is kept under it; never the key."""
    for name, (thai, english) in PURPOSES.items():
        ids = list(ring(name, folder=settings.DATA / FOLDER))
        print(f"{name}  {', '.join(ids)}  {thai} · {english}")
    if not schema.missing_migrations():
        for key_id in ring("field.keys", folder=settings.DATA / FOLDER):
            number = resealing.number_under(key_id)
            say(f"  field.keys {key_id}: {number} ข้อความ", f"{number} texts are sealed under it")
    say(
        "  citizen.key: แฮชไม่บอกว่าใครอยู่ใต้กุญแจใด แต่ละคนย้ายเองเมื่อพิมพ์เลขครั้งหน้า",
        "a hash does not tell its key; people move to the newest when they next type their number",
    )


def rotate_field() -> None:
    """Add a key, and seal everything anew under it. A server that runs goes on."""
    with ground.alone():
        key_id = add_to_ring("field.keys", folder=settings.DATA / FOLDER)
        resealing.record_rotation(which="field", key_id=key_id)
    seal_anew()
    say(
        f"ใช้กุญแจ {key_id} แล้ว สำรองโฟลเดอร์ secrets ใหม่ ลบกุญแจเก่าด้วย --drop-old",
        f"Key {key_id} is in use; back up the folder secrets anew, and take the old ones away with --drop-old.",
    )


def seal_anew() -> None:
    """Seal everything under the newest key and say how much that was; raises Stop where something cannot be read."""
    done, unreadable = resealing.reseal()
    say(f"เข้ารหัสใหม่ {done} ข้อความ", f"{done} texts were sealed anew.")
    if unreadable:
        raise Stop(
            f"อ่านไม่ได้ {unreadable} ข้อความ กุญแจเดิมอาจหาย อย่าลบกุญแจเก่า",
            f"{unreadable} texts cannot be read: a key may be lost. Keep the old ones.",
        )


def drop_old_keys() -> None:
    """Take away the keys but the newest, once nothing is sealed under them; first finish what an earlier run left."""
    seal_anew()
    for key_id in list(ring("field.keys", folder=settings.DATA / FOLDER))[:-1]:
        if resealing.number_under(key_id):
            raise Stop(f"ยังมีข้อความใต้กุญแจ {key_id} สั่งใหม่อีกครั้ง", f"There are still texts under key {key_id}; run this again.")
        drop_from_ring("field.keys", key_id, folder=settings.DATA / FOLDER)
        say(f"ลบกุญแจ {key_id} แล้ว", f"Key {key_id} is gone; backups that are older need it.")


def rotate_citizen() -> None:
    """Add a key: who types his number from now on is found under it, all others under the old one."""
    with ground.alone():
        key_id = add_to_ring("citizen.key", folder=settings.DATA / FOLDER)
        resealing.record_rotation(which="citizen", key_id=key_id)
    say(
        f"เพิ่มกุญแจ {key_id} แล้ว เริ่ม jonghong serve ใหม่ กุญแจเก่าต้องอยู่ต่อจนทุกคนเข้าระบบอีกครั้ง จึงควรทำเมื่อมีเวลาพอ",
        f"Key {key_id} is added; restart jonghong serve. The old key stays until everybody has signed in again.",
    )


def rotate_session() -> None:
    """Replace the key of cookies: everybody has to sign in again, and no device is known any more."""
    with ground.alone():
        renew("session.key", folder=settings.DATA / FOLDER)
        resealing.record_rotation(which="session", key_id="1")
    say(
        "เปลี่ยนกุญแจแล้ว เริ่ม jonghong serve ใหม่ ทุกคนต้องเข้าระบบอีกครั้ง",
        "The key is replaced; restart jonghong serve. Everybody signs in again.",
    )

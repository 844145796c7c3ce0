"""Why a backup cannot be made, read or put back; each is a sentence in Thai and in English for whoever is at the console."""


class Refused(Exception):
    """The work cannot go on; nothing that was there before has been changed."""

    thai = ""
    english = ""

    def __init__(self, **facts: object) -> None:
        self.thai, self.english = self.thai.format(**facts), self.english.format(**facts)
        super().__init__(self.english)


class Foreign(Refused):
    """The file is something else."""

    thai = "ไฟล์นี้ไม่ใช่สำเนาสำรองของจองห้อง"
    english = "This file is no backup of jonghong."


class Damaged(Refused):
    """The file is not as it was written: torn, cut off, changed."""

    thai = "ไฟล์สำเนาสำรองชำรุดหรือไม่ครบ ({what}) ใช้ไฟล์อื่น"
    english = "This backup is damaged or cut off ({what}); use another."


class Newer(Refused):
    """The file was written by a later version of the program."""

    thai = "สำเนาสำรองนี้มาจากโปรแกรมรุ่นใหม่กว่า ติดตั้งรุ่นใหม่ก่อน"
    english = "This backup was made by a newer version; install that version first."


class NoKey(Refused):
    """The file is sealed, and there is no key."""

    thai = "สำเนาสำรองนี้เข้ารหัสไว้ ต้องมีกุญแจ secrets/backup.key หรือ JONGHONG_BACKUP_KEY"
    english = "This backup is sealed: its key has to stand in secrets/backup.key or JONGHONG_BACKUP_KEY."


class ShortKey(Refused):
    """What is to seal backups is too short to keep anything secret."""

    thai = "กุญแจของสำเนาสำรองใน {where} สั้นเกินไป ต้องมีอย่างน้อย 32 ตัวอักษร"
    english = "The key of backups in {where} is too short: at least 32 letters."


class WrongKey(Refused):
    """The file is sealed under another key, or its beginning was changed."""

    thai = "กุญแจไม่ตรงกับสำเนาสำรองนี้ หรือต้นไฟล์ชำรุด"
    english = "The key is not the one of this backup, or the beginning of the file is damaged."


class OtherKeys(Refused):
    """The secrets of this place are not those that the rows were written under."""

    thai = "กุญแจในโฟลเดอร์ secrets ไม่ตรงกับของสำเนาสำรองนี้ ({names}) คัดลอกโฟลเดอร์ secrets เดิมมาก่อน หรือใส่ --other-keys"
    english = (
        "The keys in the folder secrets are not those of this backup ({names}); put the former ones there, or say --other-keys."
    )


class NotEmpty(Refused):
    """There is an office in the place."""

    thai = "ฐานข้อมูลนี้มีสำนักงานอยู่แล้ว ใส่ --replace ถ้าต้องการแทนที่ ของเดิมจะเก็บไว้ข้าง ๆ"
    english = "There is an office in this database; say --replace to put the backup in its place. What is there is kept aside."


class InUse(Refused):
    """A server, or another program, has the database open."""

    thai = "มีโปรแกรมใช้ฐานข้อมูลอยู่ ({who}) หยุด jonghong serve ก่อน"
    english = "The database is in use ({who}); stop jonghong serve first."


class Differs(Refused):
    """What was put back is not what was backed up."""

    thai = "ข้อมูลที่กู้คืนไม่ตรงกับสำเนาสำรอง ({what}) จึงไม่ใช้"
    english = "What was restored is not what was backed up ({what}), so it was not taken."


class OldTables(Refused):
    """The database in place is not of this version."""

    thai = "สั่ง jonghong migrate ก่อน"
    english = "Run jonghong migrate first."


class NoTables(Refused):
    """There is nothing to back up, or the database is of a version that this program does not know."""

    thai = "ฐานข้อมูลนี้ว่าง หรือมาจากโปรแกรมรุ่นใหม่กว่า"
    english = "This database is empty, or of a newer version of the program."


class NoRoom(Refused):
    """The disk has no room for one more."""

    thai = "พื้นที่ว่างใน {folder} ไม่พอ ยังไม่มีอะไรเปลี่ยนแปลง"
    english = "There is not enough room in {folder}; nothing was changed, and nothing half done was left."


class Busy(Refused):
    """Another backup is being made, or one is restored."""

    thai = "กำลังสำรองหรือกู้คืนข้อมูลอยู่ในอีกโปรเซสหนึ่ง"
    english = "Another process is making a backup at this moment, or restores one."


class NoCopy(Refused):
    """The second folder does not take it."""

    thai = "เก็บสำเนาที่สองใน {folder} ไม่ได้ ({why})"
    english = "The second copy cannot be kept in {folder} ({why})."

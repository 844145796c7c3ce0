"""A list of staff as an office keeps it: a title above the headings, a group nobody knows, numbers with mistakes."""

from playwright.sync_api import FilePayload

from jonghong.core.tables import rows_to_xlsx
from tests import make

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("ที่", "เลขประจำตัวประชาชน (13 หลัก)", "คำนำหน้า", "ชื่อ", "สกุล", "ตำแหน่ง", "กลุ่ม", "อีเมล")
NEW_GROUP = "กลุ่มลูกเสือ ยุวกาชาด"


def staff(first: int) -> FilePayload:
    """Return a workbook with two right rows, two that wait for a decision and two that are wrong; ``first`` numbers them."""
    ids = [make.citizen_id(first + number) for number in range(4)]
    mistyped = ids[3][:-1] + str((int(ids[3][-1]) + 1) % 10)
    rows = [
        ("รายชื่อบุคลากร สพป.ศรีสะเกษ เขต 1",),
        HEADS,
        (1, ids[0], "นาย", "วิชัย", f"ลำดับที่ {first}", "นักจัดการงานทั่วไป", "แผน", f"wichai{first}@example.go.th"),
        (2, ids[1], "นางสาว", "รัตนา", f"ลำดับที่ {first}", "เจ้าพนักงานธุรการ", "กลุ่มบุคคล", ""),
        (3, ids[2], "นาง", "สุดารัตน์", f"ลำดับที่ {first}", "ศึกษานิเทศก์", NEW_GROUP, ""),
        (4, mistyped, "นาย", "สมหมาย", f"ลำดับที่ {first}", "ช่าง", "แผน", ""),
        (5, ids[0][:12], "นาย", "ประยูร", f"ลำดับที่ {first}", "ช่าง", "แผน", ""),
        (6, make.citizen_id(first + 9), "นาย", "มานพ", f"ลำดับที่ {first}", "ช่าง", "แผน", "manop@example"),
    ]
    return {"name": "บุคลากร.xlsx", "mimeType": XLSX, "buffer": rows_to_xlsx(rows, sheet="บุคลากร")}

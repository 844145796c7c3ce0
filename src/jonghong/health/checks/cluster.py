"""What decides between several servers of the database has to be like."""

from django.db import connection

from jonghong.core.patroni import is_too_old, too_old, version_on
from jonghong.health.checks.findings import Finding, bad, ok


def patroni() -> Finding:
    """Whether bookings can be trusted to the Patroni that is seen on the database's machines."""
    found = {machine: version for machine in machines() if (version := version_on(machine))}
    old = [too_old(machine, version) for machine, version in found.items() if is_too_old(version)]
    if old:
        return bad(" ".join(thai for thai, _english in old), " ".join(english for _thai, english in old))
    if found:
        seen = ", ".join(f"{machine} {version}" for machine, version in found.items())
        return ok(f"Patroni: {seen}", f"Patroni: {seen}.")
    return ok("ไม่เห็น Patroni ที่เครื่องฐานข้อมูล", "No Patroni is seen on the database's machines.")


def machines() -> list[str]:
    """Return the machines that DATABASE_URL names; this one where the database is asked through a socket."""
    if connection.vendor != "postgresql":
        return []
    facts = connection.settings_dict
    named = str(facts["HOST"] or facts["OPTIONS"].get("host", "")).split(",")
    return list(dict.fromkeys("localhost" if not name or name.startswith("/") else name for name in named))

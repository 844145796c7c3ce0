"""What ``jonghong doctor`` looks at: small functions, each of which returns one finding."""

from jonghong.health.checks.cluster import patroni
from jonghong.health.checks.database import DATABASE
from jonghong.health.checks.findings import Check, Finding, Level, findings
from jonghong.health.checks.machine import MACHINE
from jonghong.health.checks.offices import OFFICES

# Asked only where the database fits this version.
CHECKS: tuple[Check, ...] = (*MACHINE, *DATABASE, patroni, *OFFICES)

__all__ = ["CHECKS", "MACHINE", "Check", "Finding", "Level", "findings"]

"""What fills the form by which a row in quarantine is mended. Pure."""

import json

from jonghong.moving.facts import BookingDraft


def suggestion(draft: BookingDraft, unknown: set[str]) -> dict[str, str]:
    """Return the fields of a draft as texts, days and times in ISO form, empty where its value is only a stopgap."""
    decision = draft.decision
    facts = {
        "extra": json.dumps(dict(draft.extra), ensure_ascii=False) if draft.extra else "",
        "room": draft.room,
        "group": draft.group,
        "booker": draft.booker,
        "account": draft.account,
        "first": draft.first.isoformat(),
        "last": draft.last.isoformat(),
        "start": f"{draft.start:%H:%M}",
        "end": f"{draft.end:%H:%M}",
        "half": draft.half,
        "state": draft.state,
        "title": draft.title,
        "attendees": "" if draft.attendees is None else str(draft.attendees),
        "chair": draft.chair,
        "coordinator": draft.coordinator,
        "created_at": draft.created_at.isoformat() if draft.created_at else "",
        "is_granted": str(int(decision.is_granted)) if decision else "",
        "decided_by": decision.by if decision else "",
        "decided_at": decision.at.isoformat() if decision and decision.at else "",
        "remark": decision.remark if decision else "",
    }
    return facts | dict.fromkeys(unknown, "")

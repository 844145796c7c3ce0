"""An import under way, step by step, in the transaction of ``bring_in``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jonghong.bookings import actions as bookings, tallies
from jonghong.bookings.imported import in_parts
from jonghong.core import clock
from jonghong.moving.actions.making import Links, make
from jonghong.moving.actions.writing import Writer, act_of, is_booking, kept_of, months_of, note
from jonghong.moving.facts import BookingDraft, Code, Judged, PersonDraft
from jonghong.moving.matching import Preview, RowKey, row_key
from jonghong.moving.models import Kept, Run
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room

Tell = Callable[[int, int], None]
AGAIN = "แก้ไขในระบบเดิม แล้วนำเข้าอีกครั้ง"  # a remark of history, kept in the office's own language
RECHOSEN = "นับผลการพิจารณาใหม่ตามที่เลือก เมื่อนำเข้าอีกครั้ง"  # the same, where over there it is as it was


@dataclass
class Work:
    """An import under way."""

    office: Office
    kind: str
    file: str
    preview: Preview
    by: Rights | None
    upload_number: int
    tell: Tell
    done: int = 0
    total: int = 0
    links: Links = field(default_factory=Links)
    rows: dict[RowKey, Judged] = field(default_factory=dict)
    kept: dict[RowKey, Kept] = field(default_factory=dict)
    # What undoing has to know of rows that were here before: those whose bookings this run wrote, and wrote again.
    written: list[list[Any]] = field(default_factory=list)
    rewritten: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def carry_out(self) -> Run:
        """Write it all, and return the run with its report."""
        preview = self.preview
        self.rows = {row_key(judged.row): judged for judged in preview.plan.rows}
        self._hold_rooms()
        self.links = make(self.office, preview, self.by)
        run = self._begin()
        self._read_kept()
        fresh = [key for key in preview.new if key not in self.kept]
        writes = [key for key in self._to_write() if is_booking(self.rows[key])]
        self.total = len(writes) + len(preview.new) + len(preview.changed)
        writer = Writer(self.office, self.links, clock.now())
        self._write_again(writer)
        requests = (writer.request(self._draft(key), self._act(key)) for key in writes)
        bookings.load_requests(office=self.office, requests=requests, tell=self._step)
        self._keep(run, fresh)
        self._note_again(run)
        self._note_conflicts()
        self.gone = self._note_gone()
        carried = self._carry()
        self._finish(run, carried)
        return run

    def _begin(self) -> Run:
        return Run.objects.create(
            office=self.office,
            kind=self.kind,
            source=self.preview.plan.source.name,
            file=self.file,
            by_id=self.by.person_id if self.by else None,
            made_at=clock.now(),
            upload_number=self.upload_number,
        )

    def _hold_rooms(self) -> None:
        """Lock all rooms in the order of their keys before anything is recorded, as every verb does that books."""
        list(Room.objects.select_for_update(no_key=True).filter(office=self.office).order_by("pk").values_list("pk"))

    def _read_kept(self) -> None:
        """Read the rows that are here already and are to be written or noted again."""
        again = {*self.preview.new, *self.preview.changed, *self.preview.conflicts}
        rows = Kept.objects.filter(office=self.office, source=self.preview.plan.source.name).defer("cells", "suggestion")
        keys = [pk for pk, *key in rows.values_list("pk", "table", "key") if (key[0], key[1]) in again]
        for some in in_parts(keys):
            for kept in rows.filter(pk__in=some):
                kept.office = self.office
                self.kept[kept.table, kept.key] = kept

    def _to_write(self) -> Iterator[RowKey]:
        """Give the rows that get bookings for the first time."""
        for key in (*self.preview.new, *self.preview.changed):
            if key not in self.kept or not self.kept[key].act:
                yield key

    def _draft(self, key: RowKey) -> BookingDraft:
        thing = self.rows[key].thing
        assert isinstance(thing, BookingDraft)
        return thing

    def _act(self, key: RowKey) -> UUID:
        return act_of(self.office, self.preview.plan.source.name, *key)

    def _write_again(self, writer: Writer) -> None:
        keys = [key for key in self.preview.changed if self.kept[key].act]
        rechosen = self.preview.plan.rechosen
        for remark, some in ((AGAIN, set(keys) - rechosen), (RECHOSEN, set(keys) & rechosen)):
            requests = [writer.request(self._draft(key), self._act(key)) for key in keys if key in some]
            bookings.rewrite_requests(office=self.office, requests=requests, remark=remark)
        self.rewritten = [self.kept[key].pk for key in keys]

    def _step(self, number: int = 1) -> None:
        self.done += number
        self.tell(self.done, self.total)

    def _keep(self, run: Run, keys: Sequence[RowKey]) -> None:
        """Keep rows that are new; those that repeat another come last, since they point at it."""
        repeating = [key for key in keys if self.rows[key].twin]
        for some in (*in_parts(key for key in keys if not self.rows[key].twin), *in_parts(repeating)):
            made = [kept_of(self.office, run, self.rows[key], self.links) for key in some]
            for kept, key in zip(made, some, strict=True):
                kept.twin_id = self._twin(key)
            Kept.objects.bulk_create(made)
            self.kept |= {(kept.table, kept.key): kept for kept in made}
            self._step(len(some))

    def _twin(self, key: RowKey) -> int | None:
        """Return the row kept before that this one repeats."""
        twin = (key[0], self.rows[key].twin)
        if twin in self.kept:
            return self.kept[twin].pk
        if not twin[1]:
            return None
        found = Kept.objects.filter(office=self.office, source=self.preview.plan.source.name, table=twin[0], key=twin[1])
        return found.values_list("pk", flat=True).first()

    def _note_again(self, run: Run) -> None:
        """Let rows say what they say now that were changed over there, or left quarantine."""
        before = {key for key, kept in self.kept.items() if kept.run_id != run.pk}
        for key in (key for key in (*self.preview.new, *self.preview.changed) if key in before):
            kept, judged = self.kept[key], self.rows[key]
            if not kept.act:
                self.written.append([kept.pk, kept.outcome, kept.reason, kept.task, kept.twin_id])
            note(kept, judged, self.links)
            kept.twin_id = self._twin(key)
            kept.save()
            self._step()

    def _note_conflicts(self) -> None:
        """Tell the officer of rows that were changed on both sides; nothing of theirs here is touched."""
        for key in self.preview.conflicts:
            kept, judged = self.kept[key], self.rows[key]
            was = kept.outcome, kept.act, kept.reason
            links = kept.room_id, kept.group_id, kept.person_id
            note(kept, judged, self.links)
            (kept.outcome, kept.act, kept.reason), kept.task = was, Code.CHANGED_HERE
            kept.room_id, kept.group_id, kept.person_id = links
            kept.codes = sorted({*kept.codes, Code.CHANGED_HERE})
            kept.settled_at = kept.settled_by = None
            kept.save()

    def _note_gone(self) -> list[int]:
        """Tell the officer of bookings ahead that the former system no longer has; nobody is cancelled silently."""
        source = self.preview.plan.source.name
        told = []
        for table, key in self.preview.gone:
            kept = Kept.objects.get(office=self.office, source=source, table=table, key=key)
            kept.codes, kept.task = sorted({*kept.codes, Code.GONE}), Code.GONE
            kept.settled_at = kept.settled_by = None
            kept.save(update_fields=["codes", "task", "settled_at", "settled_by"])
            told.append(kept.pk)
        return told

    def _carry(self) -> dict[str, list[int]]:
        """Set the sums that are brought forward; months that get bookings of their own need none any more.

        Returns month -> what was brought forward before and is now.
        """
        plan, before = self.preview.plan, tallies.carried_by_month(self.office.pk)
        own = {month for month, times in tallies.times_by_month(self.office.pk).items() if times}
        sums = {month: times for month, times in plan.carried.times.items() if month not in own} if self._has_news() else {}
        sums |= dict.fromkeys(own & set(before), 0)
        changed = {month: times for month, times in sums.items() if before.get(month, 0) != times}
        bookings.carry_forward(office=self.office, sums=changed)
        return {_month(*month): [before.get(month, 0), times] for month, times in sorted(changed.items())}

    def _has_news(self) -> bool:
        return bool(self.preview.new or self.preview.changed)

    def _finish(self, run: Run, carried: Mapping[str, list[int]]) -> None:
        preview, plan = self.preview, self.preview.plan
        months: dict[str, list[int]] = {}
        for judged in plan.rows:
            for month, (requests, days) in months_of(judged).items():
                counted = months.setdefault(month, [0, 0])
                counted[0] += requests
                counted[1] += days
        becomes = {"groups": preview.groups, "rooms": preview.rooms, "people": preview.people}
        news = {"new": preview.new, "same": preview.same, "changed": preview.changed, "conflicts": preview.conflicts}
        proposed = self.links.withheld | {
            self.links.people[thing.key]: thing.proposed
            for judged in plan.rows
            if isinstance(thing := judged.thing, PersonDraft) and thing.proposed and thing.key in self.links.people
        }
        run.counts = plan.counts()
        run.facts = {
            "edition": plan.source.edition,
            "codes": [[table, code.value, number] for (table, code), number in sorted(plan.by_code().items())],
            **{name: len(keys) for name, keys in news.items()},
            "becomes": {name: [len(self.links.made[name]), _linked(each.values())] for name, each in becomes.items()},
            "months": dict(sorted(months.items())),
            "left_out": {_month(*month): times for month, times in sorted(plan.carried.left_out.items())},
            "is_undecided": plan.is_undecided,
            "allows_undecided": plan.allows_undecided,
            "rechosen": len(plan.rechosen),
            "carried": {month: now for month, (_was, now) in carried.items() if now},
            "was_carried": dict(carried),
            "gives_way": {month: was for month, (was, now) in carried.items() if not now},
            "gone": len(self.gone),
            "rows_gone": self.gone,
            "proposed": [list(each) for each in proposed.items()],
            "waiting": self.links.waiting,
            "made": self.links.made,
            "rows_written": self.written,
            "rows_rewritten": self.rewritten,
            "rows_conflicting": [self.kept[key].pk for key in preview.conflicts],
        }
        run.save(update_fields=["counts", "facts"])


def _month(year: int, month: int) -> str:
    return f"{year}-{month:02}"


def _linked(becomes: Any) -> int:
    return len({one.id for one in becomes if one.id})

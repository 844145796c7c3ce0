"""The pages on which an administrator brings a source in: the file, its columns, what becomes of it, the check, the import."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import refusals as bookings
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.core.views import too_large_by
from jonghong.moving import actions, packing, pages, progress, queries, reconciling
from jonghong.moving.choices import Choices, of_text
from jonghong.moving.forms import MOST_SHOWN, CheckForm, ColumnsForm, FileForm, MappingForm, PublishedForm, SavedForm
from jonghong.moving.matching import rulers_of
from jonghong.moving.models import Kind, Run, Upload
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.moving.returning import keeping_ticks, page_with_ticks, refused_as_too_large, ticked
from jonghong.people.access import PersonRequest, confirm_first, for_administrators
from jonghong.people.permissions import Rights
from jonghong.people.refusals import Refused
from jonghong.people.signin import is_sure

form_page = require_http_methods(["GET", "HEAD", "POST"])
for_movers = for_administrators(MayNotMoveIn)


def for_waiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the administrator's own source over; one that is being imported at this moment shows how far that is."""

    @wraps(view)
    def answer(request: PersonRequest, upload_id: int) -> HttpResponse:
        upload = queries.waiting(request.office, request.rights).select_related("office").filter(pk=upload_id).first()
        if upload is None:
            return _gone(request, upload_id)
        told = progress.look(request.office.pk, upload.pk)
        return go(request, address("moving-progress", upload)) if told and told.is_running else view(request, upload)

    return answer


def _gone(request: PersonRequest, upload_id: int) -> HttpResponse:
    """Lead on who comes to a source that is gone, as by Back; those of others are not found."""
    if Upload.objects.filter(pk=upload_id).exclude(office=request.office, by=request.rights.person_id).exists():
        raise Http404
    done = queries.runs_of(request.office).filter(upload_number=upload_id).first() if upload_id else None
    return go(request, address_of_run(done) if done else reverse("moving") + "?gone=1")


@for_movers
def start_too_large(request: PersonRequest) -> HttpResponse:
    """Refuse a file that is too large to be read, on the page where it was chosen."""
    form = refused_as_too_large(FileForm)
    page = pages.start_page(request.office, request.rights) | {"form": form, "is_too_large": True}
    return render(request, "moving/start.html", page, status=413)


@too_large_by(start_too_large)
@for_movers
@form_page
@sensitive_post_parameters()
@sensitive_variables()
def start(request: PersonRequest) -> HttpResponse:
    """Take a file; below it what waits and what was brought in before. A file takes the place of one that waits."""
    sent = posted(request)
    form = FileForm(sent, None if sent is None else request.FILES)
    before = queries.waiting(request.office, request.rights).defer("content", "choices").first()
    if form.is_valid() and before and _is_running(before):
        form.add_error("file", _("%(file)s is being imported. Wait until that has ended.") % {"file": before.file})
    if form.is_valid():
        received = form.cleaned_data["file"]
        facts = {"kind": received.kind, "file": form.file_name, "source": received.source}
        upload = actions.take(office=request.office, by=request.rights, **facts)
        return go(request, second_step(upload) + ("?instead=1" if before else ""))
    page = pages.start_page(request.office, request.rights) | {"form": form, "is_gone": "gone" in request.GET}
    return render(request, "moving/start.html", page, status=status_of(form))


def _is_running(upload: Upload) -> bool:
    told = progress.look(upload.office_id, upload.pk)
    return bool(told and told.is_running)


@for_movers
@form_page
@for_waiting
@sensitive_variables()
def columns(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Show what each column of a table is taken for, and let it be said otherwise."""
    if upload.kind != Kind.TABLE:
        return go(request, second_step(upload))
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    saved = list(queries.mappings_of(request.office))
    if "mapping" in request.POST:
        return _use_saved(request, upload, choices, SavedForm(request.POST, mappings=saved))
    form = ColumnsForm(posted(request), source=source, choices=pages.guessed(source, choices))
    if form.is_valid():
        understood = form.understood(choices)
        actions.decide(upload=upload, choices=understood)
        if name := form.cleaned_data["name"]:
            held = understood.columns
            actions.keep_mapping(office=request.office, name=name, columns=held, head=understood.head)
        return go(request, address("moving-mapping", upload))
    page = {"form": form, "upload": upload, "source": source, "saved": SavedForm(mappings=saved) if saved else None}
    page |= {"columns": pages.columns_of(form, source)}
    return render(request, "moving/columns.html", page, status=status_of(form))


def _use_saved(request: PersonRequest, upload: Upload, choices: Choices, form: SavedForm) -> HttpResponse:
    """Take the columns for what a saved mapping says, or forget that."""
    if form.is_valid() and request.POST.get("do") == "forget":
        actions.remove_mapping(mapping=form.chosen)
    elif form.is_valid():
        actions.decide(upload=upload, choices=pages.with_mapping(choices, form.chosen))
    return go(request, address("moving-columns", upload))


@for_movers
@form_page
@paced("previews")
@for_waiting
@sensitive_variables()
def mapping(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Show what becomes of each group and room of the source, and let it be said otherwise."""
    if upload.kind == Kind.TOTALS:
        return go(request, address("moving-check", upload))
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    preview = queries.preview(request.office, upload.kind, source, choices)
    drafts, here = preview.drafts, pages.here(request.office)
    asked: dict[str, Any] = {"groups": list(drafts.groups.values()), "rooms": list(drafts.rooms.values()), "here": here}
    asked["is_undecided"] = preview.plan.is_undecided
    form = MappingForm(posted(request), choices=preview.choices, **asked)
    if form.is_valid():
        actions.decide(upload=upload, choices=form.decided())
        return go(request, address("moving-check", upload))
    page = pages.mapping_page(form, preview.plan) | {"upload": upload, "source": source}
    return render(request, "moving/mapping.html", page, status=status_of(form))


@keeping_ticks
@for_movers
@form_page
@paced("previews")
@for_waiting
@sensitive_variables()
def check(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Show what would be done, and begin it by the last button."""
    if request.method == "POST":
        return _begin(request, upload)
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    preview = queries.preview(request.office, upload.kind, source, choices)
    rulers = rulers_of(preview)[:MOST_SHOWN]
    kept = ticked(request.GET, preview.seal)
    ticks = [place in kept if kept is not None else each.key in choices.roles for place, each in enumerate(rulers)]
    page = pages.check_page(upload, preview) | {
        "form": CheckForm(rulers=rulers, choices=choices, initial={"seal": preview.seal}),
        "rulers": [(*pages.ruler_words(each), is_ticked) for each, is_ticked in zip(rulers, ticks, strict=True)],
        "published": PublishedForm(),
        "has_news": "news" in request.GET or ("seal" in request.GET and kept is None),
        "is_busy": "busy" in request.GET,
    }
    return render(request, "moving/check.html", page)


def _begin(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Begin the import as it was shown; who does so has to be sure."""
    if not is_sure(request):
        return confirm_first(request, back=page_with_ticks(request))
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    preview = queries.preview(request.office, upload.kind, source, choices)
    form = CheckForm(request.POST, rulers=rulers_of(preview), choices=choices)
    if not form.is_valid() or form.cleaned_data["seal"] != preview.seal:
        return go(request, address("moving-check", upload) + "?news=1")
    actions.decide(upload=upload, choices=form.decided())
    do = partial(_bring_in, upload, request.rights, form.cleaned_data["seal"])
    has_begun = progress.begin(request.office.pk, upload.pk, do)
    return go(request, address("moving-progress", upload) if has_begun else address("moving-check", upload) + "?busy=1")


@sensitive_variables()
def _bring_in(upload: Upload, by: Rights, seal: str, tell: progress.Tell) -> None:
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    try:
        actions.bring_in(
            office=upload.office,
            kind=upload.kind,
            file=upload.file,
            source=source,
            choices=choices,
            by=by,
            seal=seal,
            upload_number=upload.pk,
            tell=tell,
        )
    except actions.ChangedMeanwhile as fact:
        raise progress.Ended("changed") from fact
    except (Refused, bookings.Refused) as fact:
        raise progress.Ended("refused", str(fact)) from fact


@for_movers
@require_safe
def progress_page(request: PersonRequest, upload_id: int) -> HttpResponse:
    """Show how far the import is; where it has ended, why nothing was written."""
    # The source itself is long to unseal, and this is asked for again and again.
    told = progress.look(request.office.pk, upload_id)
    upload = queries.waiting(request.office, request.rights).defer("content", "choices").filter(pk=upload_id).first()
    if upload is None:
        return _gone(request, upload_id)
    if told is None or told.fact == "changed":
        return go(request, address("moving-check", upload) + ("?news=1" if told else ""))
    return render(request, "moving/progress.html", {"upload": upload, "progress": told})


@for_movers
@for_waiting
def comparison_too_large(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Refuse a table that is too large to be read, on the page where it can be chosen again."""
    form = refused_as_too_large(PublishedForm)
    page = comparison_of(form, address("moving-check", upload), address("moving-compare", upload))
    return render(request, "moving/comparison.html", page, status=413)


def comparison_of(form: FileForm | PublishedForm, back: str, here: str) -> dict[str, object]:
    """Return what every page says that compares with a published table: its form, where that goes, and where it came from."""
    return {"form": form, "back": back, "form_address": here}


@too_large_by(comparison_too_large)
@for_movers
@form_page
@paced("previews")
@for_waiting
@sensitive_variables()
def compare_plan(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Compare what would be imported with a table that the office published; nothing of it is kept."""
    if request.method != "POST":
        return go(request, address("moving-check", upload))
    form = PublishedForm(request.POST, request.FILES)
    page = comparison_of(form, address("moving-check", upload), address("moving-compare", upload))
    if form.is_valid():
        source, choices = packing.unpacked(upload.content), of_text(upload.choices)
        preview = queries.preview(request.office, upload.kind, source, choices)
        page |= pages.comparison_page(form.cleaned_data["file"], reconciling.of_plan(preview.plan))
    return render(request, "moving/comparison.html", page, status=200 if form.is_valid() else 422)


@for_movers
@require_safe
@paced("previews")
@for_waiting
@sensitive_variables()
def plan_rows(request: PersonRequest, upload: Upload) -> HttpResponse:
    """List the rows of the source behind a number of the check."""
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    preview = queries.preview(request.office, upload.kind, source, choices)
    return render(request, "moving/plan_rows.html", pages.plan_rows_page(request.GET, preview) | {"upload": upload})


@for_movers
@require_POST
@for_waiting
def drop(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Delete a source that waits."""
    actions.give_up(upload=upload)
    return go(request, reverse("moving"))


def address(name: str, upload: Upload) -> str:
    """Return the address of a step."""
    return reverse(name, kwargs={"upload_id": upload.pk})


def address_of_run(run: Run) -> str:
    """Return the address of the report on an import."""
    return reverse("moving-run", kwargs={"run_id": run.pk})


def second_step(upload: Upload) -> str:
    """Return the address of the first step that a source of its kind has."""
    names = {Kind.TABLE.value: "moving-columns", Kind.TOTALS.value: "moving-check"}
    return address(names.get(upload.kind, "moving-mapping"), upload)

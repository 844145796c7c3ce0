"""The pages about an import that was done: its report, as a file too, the rows behind it, comparing it, taking it back."""

from collections.abc import Callable
from functools import partial, wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.core.views import too_large_by
from jonghong.moving import actions, packing, pages, progress, queries, reporting, run_pages
from jonghong.moving.choices import of_text
from jonghong.moving.forms import PublishedForm
from jonghong.moving.models import Run, Upload
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.moving.returning import refused_as_too_large
from jonghong.moving.views import address_of_run, comparison_of, for_movers, for_waiting
from jonghong.people.access import PersonRequest, for_sure
from jonghong.people.permissions import Rights

TYPES = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def for_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand an import of this office over."""

    @wraps(view)
    def answer(request: PersonRequest, run_id: int, **words: str) -> HttpResponse:
        run = queries.runs_of(request.office).filter(pk=run_id).first()
        if run is None:
            raise Http404
        return view(request, run, **words)

    return answer


@for_movers
@require_safe
@for_run
def run_page(request: PersonRequest, run: Run) -> HttpResponse:
    """Show what an import did."""
    page = run_pages.run_page(run) | {"published": PublishedForm()}
    return render(request, "moving/run.html", page)


@for_movers
@require_safe
@for_run
@sensitive_variables()
def run_rows(request: PersonRequest, run: Run) -> HttpResponse:
    """List the rows behind a number of the report."""
    return render(request, "moving/run_rows.html", run_pages.rows_page(request.GET, run))


@for_movers
@for_sure
@require_safe
@paced("taking out")
@for_run
@sensitive_variables()
def run_report(request: PersonRequest, run: Run, kind: str) -> HttpResponse:
    """Give the report out as a file, with the source row of all that was noted."""
    if kind not in TYPES:
        raise Http404
    audit.view(office_id=request.office.pk, act=Act.EXPORTED, subject=f"run:{run.pk}", what="moving", kind=kind)
    return download(reporting.of_run(run), f"moving-in-{run.pk}.{kind}")


@for_movers
@for_sure
@require_safe
@paced("taking out")
@sensitive_variables()
def plan_report(request: PersonRequest, upload_id: int, kind: str) -> HttpResponse:
    """Give out, as a file, what an import would do."""
    if kind not in TYPES:
        raise Http404
    return for_waiting(partial(_plan_report, kind=kind))(request, upload_id)


def _plan_report(request: PersonRequest, upload: Upload, *, kind: str) -> HttpResponse:
    source, choices = packing.unpacked(upload.content), of_text(upload.choices)
    preview = queries.preview(request.office, upload.kind, source, choices)
    audit.view(office_id=request.office.pk, act=Act.EXPORTED, what="moving", kind=kind)
    return download(reporting.of_plan(preview.plan, file=upload.file, kind=upload.kind), f"what-moving-in-would-do.{kind}")


def download(report: reporting.Report, name: str) -> HttpResponse:
    """Return a report as a file that is kept, never shown."""
    kind = name.rpartition(".")[2]
    content = reporting.as_html(report).encode() if kind == "html" else reporting.as_xlsx(report)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


@for_movers
@for_run
def comparison_too_large(request: PersonRequest, run: Run) -> HttpResponse:
    """Refuse a table that is too large to be read, on the page where it can be chosen again."""
    here = reverse("moving-compare-run", kwargs={"run_id": run.pk})
    page = comparison_of(refused_as_too_large(PublishedForm), address_of_run(run), here)
    return render(request, "moving/comparison.html", page, status=413)


@too_large_by(comparison_too_large)
@for_movers
@require_http_methods(["GET", "HEAD", "POST"])
@for_run
@sensitive_variables()
def compare_run(request: PersonRequest, run: Run) -> HttpResponse:
    """Compare what was imported with a table that the office published; nothing of it is kept."""
    if request.method != "POST":
        return go(request, address_of_run(run))
    form = PublishedForm(request.POST, request.FILES)
    here = reverse("moving-compare-run", kwargs={"run_id": run.pk})
    page = comparison_of(form, address_of_run(run), here)
    if form.is_valid():
        page |= pages.comparison_page(form.cleaned_data["file"], run_pages.counts_of(run))
    return render(request, "moving/comparison.html", page, status=200 if form.is_valid() else 422)


@for_movers
@for_sure
@require_http_methods(["GET", "HEAD", "POST"])
@for_run
def undo(request: PersonRequest, run: Run) -> HttpResponse:
    """Ask whether an import is to be taken back, and begin to take it back; say what stands in the way."""
    told = progress.look(run.office_id, run=run.pk)
    here, bar = (reverse(name, kwargs={"run_id": run.pk}) for name in ("moving-undo", "moving-undo-progress"))
    if run.undone_at or (told and told.is_running):
        return go(request, address_of_run(run) if run.undone_at else bar)
    if request.method != "POST":
        page = run_pages.run_page(run) | {"in_the_way": actions.in_the_way(run), "is_busy": "busy" in request.GET}
        page["is_long"] = page["all"]["rows"] > pages.LONG
        return render(request, "moving/undo.html", page)
    has_begun = progress.begin(run.office_id, 0, partial(_take_back, run, request.rights), run=run.pk)
    return go(request, bar if has_begun else here + "?busy=1")


def _take_back(run: Run, by: Rights, tell: progress.Tell) -> None:
    try:
        actions.undo_run(run=run, by=by, tell=tell)
    except actions.BuiltOn as fact:
        raise progress.Ended("refused", "\n".join(fact.what)) from fact
    except MayNotMoveIn as fact:
        raise progress.Ended("forbidden", str(fact)) from fact


@for_movers
@require_safe
@for_run
def undo_progress(request: PersonRequest, run: Run) -> HttpResponse:
    """Show how far taking an import back is; where it has ended, why nothing was changed."""
    told = progress.look(run.office_id, run=run.pk)
    if told is None or run.undone_at or told.fact == "done":
        return go(request, address_of_run(run))
    return render(request, "moving/undoing.html", {"run": run, "progress": told})

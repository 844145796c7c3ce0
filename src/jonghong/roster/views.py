"""The pages on which officers bring a list of people in: the file, its columns, what would be done, the report."""

import json
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.offices.queries import groups_in_use
from jonghong.people.access import PersonRequest, confirm_first, for_keepers_of_people, for_sure
from jonghong.people.refusals import Refused
from jonghong.people.signin import is_sure
from jonghong.roster import actions, pages, queries, uploads, words
from jonghong.roster.choices import of_text
from jonghong.roster.forms import CheckForm, ColumnsForm, FileForm
from jonghong.roster.models import Intake, Upload

form_page = require_http_methods(["GET", "HEAD", "POST"])
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def for_waiting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the officer's own file over, those of others are not found; who comes to one that is gone, as by Back, is led on."""

    @wraps(view)
    def answer(request: PersonRequest, upload_id: int) -> HttpResponse:
        upload = queries.waiting(request.office, request.rights).select_related("office").filter(pk=upload_id).first()
        if upload:
            return view(request, upload)
        if Upload.objects.filter(pk=upload_id).exclude(office=request.office, by=request.rights.person_id).exists():
            raise Http404
        done = Intake.objects.filter(office=request.office, upload_number=upload_id).first() if upload_id else None
        if done:
            return go(request, reverse("import-report", kwargs={"intake_id": done.pk}))
        return go(request, reverse("import-people") + "?gone=1")

    return answer


@for_keepers_of_people
@form_page
@sensitive_post_parameters()
@sensitive_variables()
def import_people(request: PersonRequest) -> HttpResponse:
    """Take a file; below it what waits and what was brought in before."""
    sent = posted(request)
    form = FileForm(sent, None if sent is None else request.FILES)
    if form.is_valid():
        table = form.cleaned_data["file"]
        upload = actions.take(office=request.office, by=request.rights, file=form.file_name, table=table)
        return go(request, address("import-columns", upload))
    page = {
        "form": form,
        "waiting": queries.waiting(request.office, request.rights).defer("content", "choices").first(),
        "intakes": queries.intakes(request.office)[: pages.LATEST],
        "is_gone": "gone" in request.GET,
    }
    return render(request, "roster/import.html", page, status=status_of(form))


@for_keepers_of_people
@form_page
@for_waiting
@sensitive_variables()
def import_columns(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Show what each column of the file is taken for, and let it be said otherwise."""
    content, choices = uploads.of_text(upload.content), of_text(upload.choices)
    groups = list(groups_in_use(request.office))
    form = ColumnsForm(posted(request), content=content, choices=choices, groups=groups)
    if form.is_valid():
        actions.learn(upload=upload, choices=form.understood(choices))
        return go(request, address("import-check", upload))
    page = {"form": form, "upload": upload, "content": content, "columns": pages.columns_of(form, content, choices)}
    return render(request, "roster/columns.html", page, status=status_of(form))


@for_keepers_of_people
@form_page
@for_waiting
@sensitive_variables()
def import_check(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Show what would be done, keep what is decided about it, and do it by the last button."""
    content, choices = uploads.of_text(upload.content), of_text(upload.choices)
    plan = queries.plan(request.office, content, choices, request.rights)
    groups = list(groups_in_use(request.office))
    form = CheckForm(posted(request), plan=plan, groups=groups, choices=choices)
    if form.is_valid():
        decided = form.decided()
        actions.decide(upload=upload, choices=decided)
        if request.POST.get("do") != "import":
            return go(request, address("import-check", upload))
        plan = queries.plan(request.office, content, decided, request.rights)
        if plan.seal != form.cleaned_data["seal"]:
            return go(request, address("import-check", upload) + "?news=1")
        return import_now(request, upload, form, is_office=plan.gives_offices)
    page = pages.check_page(form, content, plan, groups) | {"upload": upload, "has_news": "news" in request.GET}
    audit.view(office_id=request.office.pk, act=Act.PEOPLE_VIEWED, page="import", number=len(plan.known), people=plan.known)
    return render(request, "roster/check.html", page, status=status_of(form))


def import_now(request: PersonRequest, upload: Upload, form: CheckForm, *, is_office: bool) -> HttpResponse:
    """Bring the list in as it was shown, and go to the report; who gives offices away has to be sure."""
    if is_office and not is_sure(request):
        return confirm_first(request)
    try:
        made = actions.bring_in_upload(upload=upload, by=request.rights, seal=form.cleaned_data["seal"])
    except actions.ChangedMeanwhile:
        return go(request, address("import-check", upload) + "?news=1")
    except Refused as fact:
        return render(request, "roster/refused.html", {"upload": upload, "sentence": str(fact)}, status=422)
    return go(request, reverse("import-report", kwargs={"intake_id": made.pk}))


@for_keepers_of_people
@require_POST
@for_waiting
def drop_import(request: PersonRequest, upload: Upload) -> HttpResponse:
    """Delete a file that waits."""
    actions.give_up(upload=upload)
    return go(request, reverse("import-people"))


@for_keepers_of_people
@require_safe
def import_report(request: PersonRequest, intake_id: int) -> HttpResponse:
    """Show what was done with a list."""
    intake = get_object_or_404(Intake.objects.select_related("by"), office=request.office, pk=intake_id)
    page = pages.report_page(request.office, intake)
    told = {"subject": f"intake:{intake.pk}", "number": len(page["people"]), "people": page["people"]}
    audit.view(office_id=request.office.pk, act=Act.PEOPLE_VIEWED, page="import", **told)
    return render(request, "roster/report.html", page)


@for_keepers_of_people
@for_sure
@require_safe
@paced("taking out")
def import_rejected(request: PersonRequest, intake_id: int, kind: str) -> HttpResponse:
    """Give out the rows that were not taken, to be mended."""
    intake = get_object_or_404(Intake, office=request.office, pk=intake_id)
    if kind not in TYPES or not intake.rejected:
        raise Http404
    kept = json.loads(intake.rejected)
    audit.view(
        office_id=request.office.pk, act=Act.EXPORTED, subject=f"intake:{intake.pk}", what="rejected", rows=len(kept["rows"])
    )
    return download(words.rejected_table(kept, kind), f"rejected-{intake.pk}.{kind}")


@for_keepers_of_people
@require_safe
def import_template(_request: PersonRequest) -> HttpResponse:
    """Give out a table to fill in."""
    return download(words.empty_table(), "staff.xlsx")


def address(name: str, upload: Upload) -> str:
    """Return the address of a step."""
    return reverse(name, kwargs={"upload_id": upload.pk})


def download(content: bytes, name: str) -> HttpResponse:
    """Return a file that is kept, never shown."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)

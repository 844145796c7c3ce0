"""Twelve holes, each by itself."""
# ruff: noqa: UP031, UP032, PTH123 - holes have shapes

import urllib.request
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

PUBLIC = Path(__file__).parent
PEOPLE = {"anan": "blue-canary"}


def rows(sql: str, *values: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def make_table() -> None:
    """Make the one table, with two people's notes in it."""
    rows("CREATE TABLE holes_note (id integer PRIMARY KEY, owner text, text text)")
    for number, owner in enumerate(("anan", "boon", "anan"), 1):
        rows("INSERT INTO holes_note VALUES (%s, %s, %s)", number, owner, f"note of {owner}")


def page(body: str) -> HttpResponse:
    return HttpResponse(f"<!doctype html><title>holes</title>{body}")


def start(request: HttpRequest) -> HttpResponse:
    links = [
        "sql/text/?q=note",
        "sql/number/?id=1",
        "sql/list/?ids=1",
        "reflected/?name=you",
        "stored/",
        "away/?next=/",
        "note/1/",
    ]
    links += ["file/?name=views.py", "fetch/?url=/", "sign-in/"]
    form = '<form method="post" action="/note/add/"><input name="text"><button>+</button></form>'
    return page("".join(f'<a href="/{link}">{link}</a> ' for link in links) + form)


def sql_text(request: HttpRequest) -> HttpResponse:
    """1: words in quotes."""
    word = request.GET.get("q", "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, text FROM holes_note WHERE text LIKE '%{word}%'")
        found = cursor.fetchall()
    return page(f"{len(found)} notes: {[number for number, _text in found]}")


def sql_number(request: HttpRequest) -> HttpResponse:
    """2: a number without quotes."""
    number = request.GET.get("id", "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM holes_note WHERE id = %s" % number)
        return page(f"{cursor.fetchall()}")


def sql_list(request: HttpRequest) -> HttpResponse:
    """3: numbers within brackets."""
    numbers = request.GET.get("ids", "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM holes_note WHERE id IN ({})".format(numbers))
        return page(f"{cursor.fetchall()}")


@csrf_exempt
def stored(request: HttpRequest) -> HttpResponse:
    """4: a text that is kept, and shown as markup."""
    if request.method == "POST":
        rows("UPDATE holes_note SET text = %s WHERE id = 2", request.POST.get("text", ""))
    kept = rows("SELECT text FROM holes_note WHERE id = 2")[0][0]
    return page(f'<p>{kept}</p><form method="post" action="/stored/"><input name="text"><button>keep</button></form>')


def reflected(request: HttpRequest) -> HttpResponse:
    """5: a text of the address, shown as markup."""
    return page("<p>Hello " + request.GET.get("name", "") + "</p>")


def away(request: HttpRequest) -> HttpResponse:
    """6: leads wherever the address says."""
    return HttpResponseRedirect(request.GET.get("next", "/"))


def note(request: HttpRequest, number: int) -> HttpResponse:
    """7: somebody's note, whoever asks."""
    found = rows("SELECT owner, text FROM holes_note WHERE id = %s", number)
    return page(f"{found}") if found else HttpResponse(status=404)


@csrf_exempt
def add(request: HttpRequest) -> HttpResponse:
    """8: a form without a token."""
    if request.method != "POST":
        return HttpResponse(status=405)
    rows("INSERT INTO holes_note (owner, text) VALUES ('anan', %s)", request.POST.get("text", ""))
    return HttpResponseRedirect("/")


def delete(request: HttpRequest, number: int) -> HttpResponse:
    """9: deletes by being looked at."""
    rows("DELETE FROM holes_note WHERE id = %s", number)
    return page("deleted")


def file(request: HttpRequest) -> HttpResponse:
    """10: opens whatever file the address names."""
    try:
        with open(f"{PUBLIC}/{request.GET.get('name', '')}") as found:
            return HttpResponse(found.read(), content_type="text/plain")
    except OSError:
        return HttpResponse(status=404)


def fetch(request: HttpRequest) -> HttpResponse:
    """11: asks whatever machine the address names."""
    try:
        with urllib.request.urlopen(request.GET.get("url", ""), timeout=2) as answer:
            return HttpResponse(answer.read(1_000), content_type="text/plain")
    except (OSError, ValueError):
        return HttpResponse(status=404)


@csrf_exempt
def sign_in(request: HttpRequest) -> HttpResponse:
    """12: tells who is known."""
    if request.method != "POST":
        return page('<form method="post" action="/sign-in/"><input name="name"><input name="word" type="password"></form>')
    known = PEOPLE.get(request.POST.get("name", ""))
    return page("wrong password" if known else "no such name")

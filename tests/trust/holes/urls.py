"""The addresses of the twelve holes."""

from django.urls import path

from tests.trust.holes import views

urlpatterns = [
    path("", views.start, name="start"),
    path("sql/text/", views.sql_text, name="sql-text"),
    path("sql/number/", views.sql_number, name="sql-number"),
    path("sql/list/", views.sql_list, name="sql-list"),
    path("stored/", views.stored, name="stored"),
    path("reflected/", views.reflected, name="reflected"),
    path("away/", views.away, name="away"),
    path("note/<int:number>/", views.note, name="note"),
    path("note/add/", views.add, name="add"),
    path("note/<int:number>/delete/", views.delete, name="delete"),
    path("file/", views.file, name="file"),
    path("fetch/", views.fetch, name="fetch"),
    path("sign-in/", views.sign_in, name="sign-in"),
]

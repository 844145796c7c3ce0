from django.urls import path

from jonghong.privacy import office_views, views

urlpatterns = [
    path("privacy/", views.notice, name="privacy"),
    path("my/data/", views.my_data, name="my-data"),
    path("my/data/copy/", views.take_my_data, name="take-my-data"),
    path("office/people/<int:person_id>/data/", office_views.person_data, name="person-data"),
    path("office/people/<int:person_id>/data/copy/", office_views.copy_person, name="copy-person"),
    path("office/privacy/", office_views.manage_privacy, name="manage-privacy"),
    path("office/privacy/keep/", office_views.keep_retention, name="keep-retention"),
    path("office/privacy/notice/", office_views.manage_notice, name="manage-notice"),
    path("office/privacy/record/", office_views.processing_record, name="processing-record"),
    path("office/privacy/incident/", office_views.incident, name="incident"),
    path("office/privacy/incident/copy/", office_views.take_incident, name="take-incident"),
]

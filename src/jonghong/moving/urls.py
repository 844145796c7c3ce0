from django.urls import path

from jonghong.moving import row_views, run_views, views

urlpatterns = [
    path("office/moving/", views.start, name="moving"),
    path("office/moving/<int:upload_id>/columns/", views.columns, name="moving-columns"),
    path("office/moving/<int:upload_id>/mapping/", views.mapping, name="moving-mapping"),
    path("office/moving/<int:upload_id>/check/", views.check, name="moving-check"),
    path("office/moving/<int:upload_id>/compare/", views.compare_plan, name="moving-compare"),
    path("office/moving/<int:upload_id>/rows/", views.plan_rows, name="moving-plan-rows"),
    path("office/moving/<int:upload_id>/report.<slug:kind>", run_views.plan_report, name="moving-plan-report"),
    path("office/moving/<int:upload_id>/progress/", views.progress_page, name="moving-progress"),
    path("office/moving/<int:upload_id>/drop/", views.drop, name="moving-drop"),
    path("office/moving/runs/<int:run_id>/", run_views.run_page, name="moving-run"),
    path("office/moving/runs/<int:run_id>/rows/", run_views.run_rows, name="moving-run-rows"),
    path("office/moving/runs/<int:run_id>/report.<slug:kind>", run_views.run_report, name="moving-report"),
    path("office/moving/runs/<int:run_id>/compare/", run_views.compare_run, name="moving-compare-run"),
    path("office/moving/runs/<int:run_id>/undo/", run_views.undo, name="moving-undo"),
    path("office/moving/runs/<int:run_id>/undo/progress/", run_views.undo_progress, name="moving-undo-progress"),
    path("office/moving/quarantine/", row_views.quarantine, name="moving-quarantine"),
    path("office/moving/rows/<int:kept_id>/", row_views.row, name="moving-row"),
    path("office/moving/rows/<int:kept_id>/set-aside/", row_views.set_aside, name="moving-set-aside"),
    path("office/moving/rows/<int:kept_id>/put-back/", row_views.put_back, name="moving-put-back"),
    path("office/moving/rows/<int:kept_id>/settle/", row_views.settle, name="moving-settle"),
    path("office/moving/rows/<int:kept_id>/move/", row_views.move, name="moving-move"),
]

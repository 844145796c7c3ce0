from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "jonghong.bookings"
    default_auto_field = "django.db.models.BigAutoField"

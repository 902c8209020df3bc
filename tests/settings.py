"""Django for the tests that need one in their own process; the projects that tests make have settings of their own."""

SECRET_KEY = "for tests only"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_opinionated_startapp",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True  # Django 4.2 warns where it is not said

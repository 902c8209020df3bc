"""What holds for every test."""

import os

import django
import hypothesis

# Set for the length of the set-up only: a child process of a test must find the settings of its own project.
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]

# An example that writes files takes longer when two environments share the machine, which is no failure.
hypothesis.settings.register_profile("files", deadline=None)
hypothesis.settings.load_profile("files")

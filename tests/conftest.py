"""What holds for every test."""

import os

import django
import hypothesis

# Set for the length of the set-up only: a child process of a test must find the settings of its own project.
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]

# An example that writes files takes longer when two environments share the machine: no failure. A run tries the
# same examples each time, so that what is red was made red by a change; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

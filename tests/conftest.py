"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says how busy the machine is; what must be fast is measured by tests of its own.
settings.register_profile("wirecopy", deadline=None)
settings.load_profile("wirecopy")

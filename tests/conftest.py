"""Fixtures that every test may ask for."""

from hypothesis import HealthCheck, settings

# how long an example takes to make says how busy the machine is, not whether the rule holds
settings.register_profile("any machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

pytest_plugins = [
    "tests.support.browser",
    "tests.support.clients",
    "tests.support.hub",
    "tests.support.javascript",
    "tests.support.polling",
    "tests.support.postgres",
    "tests.support.database",  # after it: it builds on it
    "tests.support.site",
    "tests.support.two_nodes",
    "tests.support.valkey",
    "tests.support.files",  # late: it builds on others
    "tests.support.file_place",
]

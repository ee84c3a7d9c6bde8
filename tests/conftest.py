"""Fixtures that every test may ask for."""

pytest_plugins = [
    "tests.support.browser",
    "tests.support.clients",
    "tests.support.database",
    "tests.support.hub",
    "tests.support.postgres",
    "tests.support.site",
    "tests.support.valkey",
]

"""Fixtures that every test may ask for."""

pytest_plugins = ["tests.support.browser", "tests.support.database", "tests.support.postgres", "tests.support.valkey"]

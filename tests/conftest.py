"""What every test may ask for."""

pytest_plugins = ["tests.fixtures.bank", "tests.fixtures.time", "tests.fixtures.web", "tests.services.fixtures"]

pytest_plugins = ["airbyte_cdk.test.standard_tests.pytest_hooks"]


def pytest_configure(config):
    for marker in ("image_tests", "requires_creds"):
        config.addinivalue_line("markers", marker)

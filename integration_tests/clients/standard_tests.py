"""The standard tests of Airbyte's CDK. They expect a Python source or an image; here the source is any command.

Environment variables: CONNECTOR_ROOT contains metadata.yaml, acceptance-test-config.yml and the configs it names;
CONNECTOR is the connector's command. With `--connector-image IMAGE`, the CDK's own tests of an image run as well.
"""

import os
import subprocess
from pathlib import Path

import pytest
from airbyte_cdk.test import entrypoint_wrapper
from airbyte_cdk.test.entrypoint_wrapper import EntrypointOutput
from airbyte_cdk.test.standard_tests.docker_base import DockerConnectorTestSuite
from airbyte_cdk.test.standard_tests.source_base import SourceTestSuiteBase

ROOT = Path(os.environ["CONNECTOR_ROOT"])
CONNECTOR = os.environ["CONNECTOR"]


class Connector:
    """An object with a `spec`, as the tests require; `run_command` runs it."""

    def spec(self, logger):
        raise NotImplementedError


def run_command(source, args, expecting_exception=None, *, expected_outcome=None):
    """Does the same as the CDK's `run_docker_airbyte_command` does with a container, and checks stderr."""
    # `spec` takes no arguments; the CDK's own entrypoint discards them.
    args = args[:1] if args[0] == "spec" else args
    result = subprocess.run([CONNECTOR, *args], capture_output=True, text=True, timeout=120)
    assert result.stderr == "", f"stderr is not empty: {result.stderr}"
    lines = result.stdout.splitlines()
    assert all(line.startswith('{"type":') for line in lines), "a line on stdout is not a message"
    failure = None
    if result.returncode != 0:
        failure = subprocess.CalledProcessError(result.returncode, [CONNECTOR, *args])
    return EntrypointOutput(messages=lines, uncaught_exception=failure)


@pytest.fixture(autouse=True)
def any_command(monkeypatch):
    monkeypatch.setattr(entrypoint_wrapper, "_run_command", run_command)


# The tests of a source include those of an image, which are in a separate class.
IMAGE_TESTS = [name for name in dir(DockerConnectorTestSuite) if name.startswith("test_docker_image")]


class TestSource(SourceTestSuiteBase):
    connector = Connector

    @classmethod
    def get_connector_root_dir(cls):
        return ROOT


for name in IMAGE_TESTS:
    setattr(TestSource, name, None)


class TestImage(DockerConnectorTestSuite):
    @classmethod
    def get_connector_root_dir(cls):
        return ROOT

    # It queries Airbyte's registry of published connectors, which does not have this one.
    test_docker_image_spec_backward_compatibility = None

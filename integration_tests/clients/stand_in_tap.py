"""A substitute for tap-airbyte (the wrapper with which Meltano runs connectors), for machines that cannot reach GitHub.
It runs the same commands in the same way, and is as strict about the output.

That is: config and catalog in a temporary folder, mounted over /tmp; streams as discovered, without their own cursor
and key; states as a list; lines split with `splitlines`; it ends at the first ERROR trace, or at an exit code.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

parser = argparse.ArgumentParser()
for flag in ("--config", "--catalog", "--state"):
    parser.add_argument(flag, type=Path)
for flag in ("--discover", "--test"):
    parser.add_argument(flag, action="store_true")
arguments = parser.parse_args()
config = json.loads(arguments.config.read_text())


def connector(command, files):
    """The process of the connector, and its messages one by one."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, f"{name}.json").write_text(json.dumps(content))
        native = config.get("force_native")
        where = folder if native else "/tmp"
        spec = config["airbyte_spec"]
        run = ["docker", "run", "--rm", "-i", "-v", f"{folder}:/tmp", f"{spec['image']}:{spec['tag']}"]
        flags = [part for name in files for part in (f"--{name}", f"{where}/{name}.json")]
        # stderr is a pipe without a reader.
        process = subprocess.Popen(
            [*([os.environ["SOURCE_PERSONIO"]] if native else run), command, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for part in process.stdout:
            for line in part.decode().splitlines():
                message = json.loads(line)
                if message["type"] == "TRACE" and message["trace"]["type"] == "ERROR":
                    sys.exit(message["trace"]["error"]["message"])
                yield message
        if process.wait() != 0:
            sys.exit(f"exit code {process.returncode}")


def singer(**message):
    print(json.dumps(message), flush=True)


def first(kind, command):
    return next(message for message in connector(command, {"config": config["airbyte_config"]}) if message["type"] == kind)


def streams():
    return first("CATALOG", "discover")["catalog"]["streams"]


def key_of(stream):
    # tap-airbyte only uses the first part of a key.
    return (stream.get("source_defined_primary_key") or [[]])[0]


def discover():
    found = [
        {
            "tap_stream_id": stream["name"],
            "stream": stream["name"],
            "schema": stream["json_schema"],
            "key_properties": key_of(stream),
            "replication_method": "INCREMENTAL" if stream.get("source_defined_cursor") else "FULL_TABLE",
            "metadata": [{"breadcrumb": [], "metadata": {"inclusion": "available"}}],
        }
        for stream in streams()
    ]
    # On many lines: Meltano reads it line by line, and rejects long lines.
    print(json.dumps({"streams": found}, indent=2))


def is_selected(entry):
    return next(part["metadata"] for part in entry["metadata"] if not part["breadcrumb"]).get("selected", False)


def sync():
    selected = {entry["stream"]: entry for entry in json.loads(arguments.catalog.read_text())["streams"] if is_selected(entry)}
    read = [stream for stream in streams() if stream["name"] in selected]
    configured = []
    for stream in read:
        incremental = selected[stream["name"]].get("replication_method") == "INCREMENTAL"
        mode = "incremental" if incremental else "full_refresh"
        mode = mode if mode in stream["supported_sync_modes"] else stream["supported_sync_modes"][0]
        configured.append({"stream": stream, "sync_mode": mode, "destination_sync_mode": "append"})
        singer(type="SCHEMA", stream=stream["name"], schema=stream["json_schema"], key_properties=key_of(stream))
    files = {"config": config["airbyte_config"], "catalog": {"streams": configured}}
    states = json.loads(arguments.state.read_text()).get("airbyte_state", []) if arguments.state else []
    if states:
        files["state"] = states
    for message in connector("read", files):
        if message["type"] == "RECORD":
            singer(type="RECORD", stream=message["record"]["stream"], record=message["record"]["data"])
        elif message["type"] == "STATE":
            told = {"type": message["state"]["type"], "stream": message["state"]["stream"]}
            descriptor = told["stream"]["stream_descriptor"]
            states = [state for state in states if state["stream"]["stream_descriptor"] != descriptor] + [told]
            singer(type="STATE", value={"airbyte_state": states})


if arguments.discover:
    discover()
elif arguments.test:
    status = first("CONNECTION_STATUS", "check")["connectionStatus"]
    print(status["status"], status.get("message", ""), file=sys.stderr)
else:
    sync()

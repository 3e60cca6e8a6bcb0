"""Validates every line of the given files against the published protocol models: strictly, and without unknown keys.

With --destination, a state may have the number that the platform gives to it, which comes back.
Prints one line for each invalid line, and finally the number of lines by type as JSON.
"""

import json
import sys
from collections import Counter

from airbyte_protocol.models import AirbyteMessage
from pydantic import BaseModel, ValidationError

ECHOED = {".state.id"} if "--destination" in sys.argv else set()
# Free-form in the protocol: the connector decides what they contain.
FREE = {"data", "stream_state", "json_schema", "connectionSpecification"}


def unknown_keys(value, path=""):
    """Keys that the models do not know, but accept."""
    if isinstance(value, list):
        return [key for index, part in enumerate(value) for key in unknown_keys(part, f"{path}[{index}]")]
    if not isinstance(value, BaseModel):
        return []
    found = [f"{path}.{key}" for key in value.model_extra or {}]
    for name in value.model_fields_set & set(type(value).model_fields):
        if name not in FREE:
            found += unknown_keys(getattr(value, name), f"{path}.{name}")
    return found


def problem(line):
    if not line.endswith(b"\n"):
        return "the line is not whole"
    try:
        # No line breaks but the last one, not even Unicode's own.
        if len(line.decode("utf-8").splitlines()) != 1:
            return "a line break within the line"
        message = AirbyteMessage.model_validate_json(line, strict=True)
    except (ValidationError, UnicodeDecodeError) as error:
        return str(error)
    payloads = [name for name in AirbyteMessage.model_fields if name != "type" and getattr(message, name) is not None]
    if len(payloads) != 1 or payloads[0].lower() != message.type.value.replace("CONNECTION_STATUS", "connectionstatus").lower():
        return f"{message.type.value} with {payloads}"
    strangers = [key for key in unknown_keys(message) if key not in ECHOED]
    return f"unknown keys: {', '.join(strangers)}" if strangers else None


counts = Counter()
failed = False
for file in [name for name in sys.argv[1:] if not name.startswith("--")]:
    with open(file, "rb") as lines:
        for number, line in enumerate(lines, 1):
            found = problem(line)
            if found is None:
                counts[json.loads(line)["type"]] += 1
            else:
                failed = True
                print(f"{file}:{number}: {' '.join(found.split())}\n  {line[:300]!r}")
print(json.dumps(counts))
sys.exit(1 if failed else 0)

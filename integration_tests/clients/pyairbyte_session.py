"""Controls PyAirbyte: one JSON request per line on stdin, one JSON answer per line on stdout.

The account changes between two reads, so the caller is in control, and compares the answers with the account itself.
"""

import functools
import json
import os
import sys
from pathlib import Path

# PyAirbyte prints its progress, but stdout is only for answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import pandas  # noqa: E402

# As in docs/run/pyairbyte.md for PostgreSQL: text stays text.
pandas.read_json = functools.partial(pandas.read_json, dtype=False)

import airbyte as ab  # noqa: E402
from airbyte.caches import DuckDBCache, PostgresCache  # noqa: E402

SETTINGS = json.loads(sys.argv[1])


def source(config, streams=None):
    how = (
        {"docker_image": SETTINGS["image"], "use_host_network": True}
        if "image" in SETTINGS
        else {"local_executable": Path(SETTINGS["executable"])}
    )
    return ab.get_source("source-personio", config=config, streams=streams, **how)


def destination(config):
    how = (
        {"docker_image": SETTINGS["destination_image"], "use_host_network": True}
        if "destination_image" in SETTINGS
        else {"local_executable": Path(SETTINGS["destination_executable"])}
    )
    return ab.get_destination("destination-personio", config=config, **how)


kinds = {"duckdb": DuckDBCache, "postgres": PostgresCache}
[(kind, options)] = SETTINGS["cache"].items()
cache = kinds[kind](schema_name="hr", **options)


def execute(sql):
    """Runs statements as they are: neither % nor : means anything but itself. Returns the rows of the last one."""
    connection = cache.get_sql_engine().raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SET search_path = 'hr'")
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
        columns = [column[0] for column in cursor.description or []]
        connection.commit()
        return [dict(zip(columns, row)) for row in rows]
    finally:
        connection.close()


def check(request):
    try:
        source(request["config"]).check()
        return {"ok": True}
    except Exception as error:
        return {"ok": False, "error": type(error).__name__, "text": str(error)}


def discover(request):
    catalog = source(request["config"]).discovered_catalog
    return {"streams": [stream.name for stream in catalog.streams]}


def read(request):
    try:
        result = source(request["config"], request["streams"]).read(
            cache=cache, force_full_refresh=request.get("full_refresh", False)
        )
    except Exception as error:
        return {"ok": False, "error": type(error).__name__, "text": str(error)}
    return {"ok": True, "records": result.processed_records}


def check_destination(request):
    try:
        destination(request["config"]).check()
        return {"ok": True}
    except Exception as error:
        return {"ok": False, "error": type(error).__name__, "text": str(error)}


def write(request):
    """From the source into the destination: over a cache, or with one that only keeps the states."""
    states = DuckDBCache(db_path=request["db_path"])
    try:
        result = destination(request["into"]).write(
            source(request["config"], request["streams"]),
            cache=states if request["cached"] else False,
            state_cache=states,
        )
    except Exception as error:
        return {"ok": False, "error": type(error).__name__, "text": str(error)}
    echoed = result.get_state_provider().known_stream_names
    return {"ok": True, "records": result.processed_records, "echoed": sorted(echoed)}


def tables(request):
    """Of each stream the columns with their types, the number of rows, and the keys."""
    found = {}
    for name, key in request["keys"].items():
        columns = execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            f"WHERE table_schema = 'hr' AND table_name = '{name}'"
        )
        found[name] = {
            "types": {column["column_name"]: column["data_type"] for column in columns},
            "keys": [row["key"] for row in execute(f'SELECT "{key}" AS key FROM {name} ORDER BY 1')],
        }
    return found


def pandas(request):
    frame = cache[request["stream"]].to_pandas()
    return {"rows": len(frame), "columns": {name: str(kind) for name, kind in frame.dtypes.items()}}


ACTIONS = {
    "check": check,
    "discover": discover,
    "read": read,
    "check_destination": check_destination,
    "write": write,
    "tables": tables,
    "pandas": pandas,
    "execute": lambda request: execute(request["sql"]),
}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(ACTIONS[request["do"]](request), default=str), file=answers, flush=True)

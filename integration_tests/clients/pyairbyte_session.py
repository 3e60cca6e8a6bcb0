"""PyAirbyte, told what to do: one JSON request per line on stdin, one JSON answer per line on stdout.

The account changes between two reads, so the caller drives; what it learns it holds against the account itself.
"""

import json
import os
import sys
from pathlib import Path

# PyAirbyte prints its progress: stdout is for the answers alone.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import airbyte as ab  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

SETTINGS = json.loads(sys.argv[1])


def source(config, streams=None):
    how = (
        {"docker_image": SETTINGS["image"], "use_host_network": True}
        if "image" in SETTINGS
        else {"local_executable": Path(SETTINGS["executable"])}
    )
    return ab.get_source("source-personio", config=config, streams=streams, **how)


cache = DuckDBCache(db_path=SETTINGS["database"], schema_name="hr")


def query(sql):
    with cache.get_sql_engine().connect() as connection:
        connection.exec_driver_sql("SET search_path = 'hr'")
        result = connection.exec_driver_sql(sql)
        return [dict(row) for row in result.mappings()]


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


def tables(request):
    """Of each stream the columns with their types, the number of rows, and the keys."""
    found = {}
    for name, key in request["keys"].items():
        columns = query(
            "SELECT column_name, data_type FROM information_schema.columns "
            f"WHERE table_schema = 'hr' AND table_name = '{name}'"
        )
        found[name] = {
            "types": {column["column_name"]: column["data_type"] for column in columns},
            "keys": [row["key"] for row in query(f'SELECT "{key}" AS key FROM {name} ORDER BY 1')],
        }
    return found


def pandas(request):
    frame = cache[request["stream"]].to_pandas()
    return {"rows": len(frame), "columns": {name: str(kind) for name, kind in frame.dtypes.items()}}


ACTIONS = {
    "check": check,
    "discover": discover,
    "read": read,
    "tables": tables,
    "pandas": pandas,
    "query": lambda request: query(request["sql"]),
}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(ACTIONS[request["do"]](request), default=str), file=answers, flush=True)

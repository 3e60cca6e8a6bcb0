"""DuckDB, told what to do: the SQL of the argument runs in an empty database, and the rows of its last statement are printed as JSON."""

import json
import sys

import duckdb


def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


rows = duckdb.connect().execute(sys.argv[1]).fetchall()
print(json.dumps([[plain(value) for value in row] for row in rows]))

"""Writes records: JSON, NDJSON, CSV, SQL and Parquet, from chunks of NDJSON, in constant memory."""

from aqe.booster.writing.csv_rows import CsvOptions, write_csv
from aqe.booster.writing.files import replaced
from aqe.booster.writing.json_lines import write_json_array, write_ndjson
from aqe.booster.writing.parquet import write_parquet
from aqe.booster.writing.rows import WritingRefused, Written
from aqe.booster.writing.sql_inserts import write_sql
from aqe.booster.writing.sql_literals import Dialect
from aqe.booster.writing.table_order import TableOrder, table_order

__all__ = [
    "CsvOptions",
    "Dialect",
    "TableOrder",
    "WritingRefused",
    "Written",
    "replaced",
    "table_order",
    "write_csv",
    "write_json_array",
    "write_ndjson",
    "write_parquet",
    "write_sql",
]

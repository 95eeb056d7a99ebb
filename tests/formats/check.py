"""Opens what `dealex run --format parquet` and `--format csv` wrote with DuckDB, Polars and pandas, and compares it with the JSON lines.

Usage: check.py JSONL PARQUET CSV, three folders that runs of the same corpus wrote.
"""
import datetime, decimal, json, pathlib, sys

import duckdb, pandas, polars

jsonl, parquet, csv = map(pathlib.Path, sys.argv[1:])
deals = [json.loads(line) for line in (jsonl / "deals.jsonl").read_text(encoding="utf-8").splitlines()]
facts = [json.loads(line) for line in (jsonl / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
assert deals and facts, "the corpus has deals and facts"
# A document's facts follow its deals in the rows of fillers, so the order of the two is not that of the files.
fillers = sorted((d["id"], role, f["text"]) for d in deals + facts for role, fs in d["roles"].items() for f in fs)


def first(deal, role, part):
    fs = deal["roles"].get(role, [])
    return (fs[0].get("value") or {}).get(part) if fs else None


db = duckdb.connect()
types = dict((name, kind) for name, kind, *_ in db.sql(f"describe select * from '{parquet}/deals.parquet'").fetchall())
assert types["amount"] == "DECIMAL(38,10)", types["amount"]
assert types["date"] == "DATE" and types["investor"] == "VARCHAR[]" and types["fillers"].startswith("STRUCT(") and types["fillers"].endswith("[]"), types
rows = db.sql(f"select id, amount, currency, date, investor, len(fillers), confidence from '{parquet}/deals.parquet'").fetchall()
assert len(rows) == len(deals)
for row, deal in zip(rows, deals):
    amount, date = first(deal, "amount", "value"), first(deal, "date", "begin")
    assert row[0] == deal["id"]
    assert row[1] == (None if amount is None else decimal.Decimal(amount)), (row, amount)
    assert row[2] == first(deal, "amount", "currency")
    assert row[3] == (None if date is None else datetime.date.fromisoformat(date)), (row, date)
    assert set(row[4] or []) == {f.get("name") or f["text"] for f in deal["roles"].get("investor", [])}
    assert row[5] == sum(len(fs) for fs in deal["roles"].values())
    assert row[6] == deal["confidence"]
unnested = db.sql(f"select count(*) from (select unnest(fillers) from '{parquet}/deals.parquet')").fetchall()[0][0]
assert unnested == sum(len(fs) for d in deals for fs in d["roles"].values())
joined = db.sql(f"select count(*) from '{parquet}/fillers.parquet' f join '{parquet}/deals.parquet' d on d.id = f.deal_id").fetchall()[0][0]
assert joined >= unnested
print(f"DuckDB {duckdb.__version__}: {len(rows)} deals, {unnested} fillers")

frame = polars.read_parquet(parquet / "deals.parquet")
assert frame.height == len(deals)
assert frame.schema["amount"] == polars.Decimal(38, 10) and frame.schema["date"] == polars.Date, frame.schema
assert frame.schema["investor"] == polars.List(polars.String) and isinstance(frame.schema["fillers"], polars.List)
print(f"Polars {polars.__version__}: {frame.shape}")

frame = pandas.read_parquet(parquet / "fillers.parquet")
assert sorted(zip(frame["deal_id"], frame["role"], frame["text"])) == fillers
print(f"pandas {pandas.__version__}: {frame.shape}")

table = pandas.read_csv(csv / "deals.csv", dtype=str, keep_default_na=False)
assert list(table["id"]) == [d["id"] for d in deals]
assert list(table["amount"]) == [first(d, "amount", "value") or "" for d in deals]
table = pandas.read_csv(csv / "fillers.csv", dtype=str, keep_default_na=False)
assert sorted(zip(table["deal_id"], table["role"], table["text"])) == fillers
print(f"CSV: {len(deals)} deals, {len(fillers)} fillers")

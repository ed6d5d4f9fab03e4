"""Write deploy/citus.sql: how the tables of plans are spread over machines by the plan's id, from the models.

Run as `.venv/bin/python scripts/citus.py`; `tests/plans/test_citus.py` says when it has to be run again.
"""

from pathlib import Path

import django

OUT = Path(__file__).resolve().parent.parent / "deploy" / "citus.sql"
HEAD = """\
-- Spread the tables of plans over the workers of a Citus cluster, by the plan's id. Written by scripts/citus.py.
-- Run it once, on the coordinator, after `teamup prepare`:  psql "$TEAMUP_DATABASE_URL" -f deploy/citus.sql
-- Everything else (courses, accounts, sessions, tasks, limits) stays on the coordinator: it is small, or of no plan.

BEGIN;

-- What is unique among all plans cannot be watched over by one worker. These are digests of 74 bits and more, drawn at
-- random: they stay unique by themselves, and are found by their index.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.conname, c.conrelid::regclass AS place FROM pg_constraint c
    WHERE c.contype = 'u' AND c.conrelid::regclass::text = ANY (ARRAY[
{names}])
    AND NOT EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      AND a.attname = CASE WHEN c.conrelid = 'plans_plan'::regclass THEN 'id' ELSE 'plan_id' END)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname);
  END LOOP;
END $$;
{indexes}

SELECT create_distributed_table('plans_plan', 'id');
{tables}

COMMIT;
"""


def written() -> str:
    """Return the file as the models want it."""
    from django.apps import apps
    from django.db.models import CompositePrimaryKey

    spread, indexes = [], ["CREATE INDEX plan_by_key ON plans_plan (key_hash);"]
    for model in apps.get_models():
        meta = model._meta
        if not isinstance(meta.pk, CompositePrimaryKey) or meta.pk.field_names[0] != "plan_id":
            continue
        spread.append(meta.db_table)
        for field in meta.concrete_fields:
            if field.unique and not isinstance(field, CompositePrimaryKey):
                short = meta.db_table.removeprefix("plans_")
                indexes.append(f"CREATE INDEX {short}_by_{field.column} ON {meta.db_table} ({field.column});")
    spread.sort()
    return HEAD.format(
        names=",\n".join(f"      '{name}'" for name in ["plans_plan", *spread]),
        indexes="\n".join(sorted(indexes)),
        tables="\n".join(
            f"SELECT create_distributed_table('{name}', 'plan_id', colocate_with => 'plans_plan');" for name in spread
        ),
    )


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamup.config.settings")
    django.setup()
    OUT.write_text(written(), encoding="utf-8")
    print(f"Wrote {OUT.name}.")

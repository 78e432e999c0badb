"""The steps from one schema to the next, run by alembic. `HEAD` is the last one."""

HEAD = "0017"

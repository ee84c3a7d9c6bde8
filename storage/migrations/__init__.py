"""Alembic's revisions: forward only, additive first. Applied by `storage.migrate`, which needs no env.py and no ini."""

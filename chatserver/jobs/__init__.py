"""Periodic loops: each calls one use case again and again and survives its failures."""

"""Build and test scripts behind the Makefile: what a fresh machine needs, fetched once, skipped when current.

Runs on the standard library alone, before anything is installed. Nothing here is part of the product.
"""

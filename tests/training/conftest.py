"""Tiny runs for every test of this folder."""

from tests.tinyruns import data, make_run

__all__ = ["data", "make_run"]

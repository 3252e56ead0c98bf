"""Tiny runs."""

from tests.tinyruns import data, make_run

__all__ = ["data", "make_run"]

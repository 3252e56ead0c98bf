"""Tokens to text as people write it: a module for each way, with one function ``written``.

An export carries the module of its language along, so that each needs the standard library alone.
"""

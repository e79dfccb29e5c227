"""The one error that reaches a user as a line."""

from __future__ import annotations


class BenchError(Exception):
    """Something the user can mend; the message names the place and the remedy in one line."""


class InputError(BenchError, ValueError):
    """Data that cannot be scored; the message names the document or row and the value. Also a `ValueError`."""

"""The one error that reaches a user as a line."""

from __future__ import annotations


class BenchError(Exception):
    """Something the user can mend; the message names the place and the remedy in one line."""

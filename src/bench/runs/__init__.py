"""Execution: a configuration to a run folder and its record."""

from bench.runs.config import TRACKS, WRAPS, RunConfig
from bench.runs.execute import run
from bench.runs.record import RunRecord, find_records
from bench.runs.tasks import Task, load_tasks

__all__ = ["TRACKS", "WRAPS", "RunConfig", "RunRecord", "Task", "find_records", "load_tasks", "run"]

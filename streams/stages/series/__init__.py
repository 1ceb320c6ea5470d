"""Series of dyads in windows of event time, and alerts where one departs from its own past."""

from streams.stages.series.book import PartitionSeries, Step, epoch_of, first_needed_ms
from streams.stages.series.follow import follow, take_event
from streams.stages.series.parameters import SeriesParameters
from streams.stages.series.records import series_outputs
from streams.stages.series.report import Taken

__all__ = [
    "PartitionSeries",
    "SeriesParameters",
    "Step",
    "Taken",
    "epoch_of",
    "first_needed_ms",
    "follow",
    "series_outputs",
    "take_event",
]

"""prometheus-client's own OpenMetrics reader and writer, typed."""

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.openmetrics import exposition, parser


def parse_openmetrics(text: str) -> list[Metric]:
    """Return the metric families; raises ValueError where the text is not OpenMetrics."""
    families = parser.text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return list(families)


def write_openmetrics(registry: CollectorRegistry) -> str:
    """Return the registry's metrics as a scraper that speaks OpenMetrics gets them."""
    text: bytes = exposition.generate_latest(registry)  # type: ignore[no-untyped-call]
    return text.decode()

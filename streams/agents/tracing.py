"""With or without tracing, as the settings say."""

from streams.agents.passage import PassingOn, Tracer
from streams.settings import PREFIX, Settings, SettingsError


def open_tracer(settings: Settings) -> Tracer:
    """Return the tracer that the settings ask for.

    Raises:
        SettingsError: the extra `tracing` is not installed, or a variable OTEL_... is malformed.
    """
    if not settings.tracing:
        return PassingOn()
    try:
        from streams.agents.spans import Spans  # noqa: PLC0415 - the extra may not be there
    except ImportError as error:
        raise SettingsError(
            f"{PREFIX}TRACING: {error.name} is missing; install crisiswire[worker,tracing]"
        ) from None
    try:
        return Spans(settings)
    except ValueError as error:
        raise SettingsError(f"a variable OTEL_...: {error}") from None

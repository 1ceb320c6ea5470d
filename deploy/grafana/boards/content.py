"""What the articles hold: entities, sanctions, escalation, series; a jump without news is a fault.

Labels come from closed sets: no metric tells an entity, a source or a dyad. Which dyads depart
from their past is on `series.dyads` and `alerts.escalation`; here are their numbers.
"""

from panel import (
    FLEET,
    RATE,
    Board,
    Kind,
    Load,
    Panel,
    Query,
    Row,
    mean,
    percentiles,
    quantile,
    rate,
)

FOUND = Row(
    "What was found",
    (
        Panel(
            "Entities, by label",
            "A label that dies down without a change of sources: the entity stage is broken.",
            "cps",
            "content-drift",
            (Query(rate("crisiswire_entities_total", "label", FLEET), "{{label}}"),),
            width=12,
        ),
        Panel(
            "Sanctions mentions, by measure",
            "Measures that occurred in the window; the news makes it jump.",
            "cps",
            "content-drift",
            (
                Query(
                    f"{rate('crisiswire_sanctions_mentions_total', 'measure', FLEET)} > 0",
                    "{{measure}}",
                ),
            ),
            Kind.BARS,
            width=12,
            when_empty="none",
        ),
        Panel(
            "Sanctions mentions, by status",
            "How far along: lifted and eased ones beside those imposed.",
            "cps",
            "content-drift",
            (
                Query(
                    f"{rate('crisiswire_sanctions_statuses_total', 'status', FLEET)} > 0",
                    "{{status}}",
                ),
            ),
            Kind.BARS,
            width=12,
            when_empty="none",
        ),
        Panel(
            "Escalation indicators, by event type",
            "PLOVER's event types that occurred in the window.",
            "cps",
            "content-drift",
            (
                Query(
                    f"{rate('crisiswire_escalation_indicators_total', 'event_type', FLEET)} > 0",
                    "{{event_type}}",
                ),
            ),
            Kind.BARS,
            width=12,
            when_empty="none",
        ),
    ),
)

ARTICLES = Row(
    "Articles",
    (
        Panel(
            "Near-duplicates",
            "Share of articles that are copies of earlier ones. None in a feed of many houses: is"
            " the register empty? Nearly all: a producer sends the same again and again.",
            "percentunit",
            "content-drift",
            (
                Query(
                    f"sum(rate(crisiswire_duplicates_total{FLEET}{RATE}))"
                    f" / (sum(rate(crisiswire_article_characters_count{FLEET}{RATE})) > 0)"
                ),
            ),
            when_empty="no traffic",
        ),
        Panel(
            "Mentions an article",
            "Mean by kind: the drift to watch after a new model or new lists.",
            "short",
            "content-drift",
            (Query(mean("crisiswire_mentions_per_article", "kind", FLEET), "{{kind}}"),),
            when_empty="no traffic",
        ),
        Panel(
            "Length of the articles",
            "Characters of the cleaned text. Short all of a sudden: a source sends teasers, or"
            " cleaning cuts too much.",
            "short",
            "content-drift",
            percentiles("crisiswire_article_characters", FLEET),
            when_empty="no traffic",
        ),
        Panel(
            "Register of signatures",
            "Versions of articles that a worker remembers to know their copies; the same for every"
            " worker, up to `CRISISWIRE_DUPLICATE_WINDOW_ARTICLES`.",
            "short",
            "latency-budget-burn",
            (Query(f"max by (instance) (crisiswire_register_articles{FLEET})", "{{instance}}"),),
            width=12,
        ),
        Panel(
            "Answers of the register",
            "From writing signatures to the log to the answers. Above a second it holds the first"
            " stage up: look at `articles.signatures`.",
            "s",
            "latency-budget-burn",
            percentiles("crisiswire_register_seconds", FLEET),
            width=12,
            when_empty="no traffic",
        ),
    ),
)

SERIES = Row(
    "Series of dyads",
    (
        Panel(
            "Events, by what became of them",
            "Many `late`: an archive is pushed through beside the live feed. Many `no_dyad`: the"
            " texts name no parties, or the stages no longer find them.",
            "cps",
            "content-drift",
            (Query(rate("crisiswire_series_events_total", "taken", FLEET), "{{taken}}"),),
            width=6,
        ),
        Panel(
            "Alerts in an hour, by trend",
            "Dyads that depart from their own past; `crisiswire tail` on `alerts.escalation` says"
            " which. Many at once: a new source, or a release that finds more events, has changed"
            " what is usual.",
            "short",
            "content-drift",
            (Query(f"sum by (trend) (increase(crisiswire_alerts_total{FLEET}[1h]))", "{{trend}}"),),
            Kind.BARS,
            6,
        ),
        Panel(
            "Dyads remembered",
            "Pairs of parties in the series of a worker's partitions. No label holds a dyad: their"
            " number has no bound.",
            "short",
            "content-drift",
            (Query(f"max by (instance) (crisiswire_series_dyads{FLEET})", "{{instance}}"),),
            width=6,
        ),
        Panel(
            "Reading anew, p95",
            "How long a partition that has come to a worker takes to be read anew, during which"
            " its events wait.",
            "s",
            "consumer-stalled",
            (Query(quantile(0.95, "crisiswire_series_rebuild_seconds", labels=FLEET), "p95"),),
            width=6,
            when_empty="none in the window",
            shown_under=(Load.FAILING,),
        ),
    ),
)

LISTS = Row(
    "Lists",
    (
        Panel(
            "Age of the sanctions lists",
            "Since the publisher dated them. OFAC changes every few days: update them.",
            "s",
            "lists-stale",
            (Query(f"max by (list) (crisiswire_list_age_seconds{FLEET})", "{{list}}"),),
            width=12,
        ),
        Panel(
            "Lists taken up or refused",
            "A refused snapshot leaves the old lists in force; the log says what is wrong with it.",
            "short",
            "lists-refused",
            (Query(rate("crisiswire_lists_loads_total", "result", FLEET), "{{result}}"),),
            width=12,
        ),
    ),
)

CONTENT = Board(
    file="crisiswire-content",
    uid="crisiswire-content",
    title="crisiswire content",
    description="What the articles hold: entities, sanctions, escalation, series of dyads, lists.",
    rows=(FOUND, ARTICLES, SERIES, LISTS),
    variables=(),
)

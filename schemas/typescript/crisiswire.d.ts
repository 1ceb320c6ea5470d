/* Types of the records' values, as JSON.parse makes them.
 *
 * Made by `make types` of the schemas with SHA-256
 * 68169877f828a063ed440d1f839f90a6251e3fff526c17d58628e024a7965dc6.
 * A vocabulary that ends with (string & {}) may grow: treat a value that you do not know as
 * "other". Offsets count code points, not the UTF-16 units of a string: see docs/consuming.md.
 */

/**
 * The value of a record on any of the topics.
 */
export type CrisiswireRecord =
  | RawArticle
  | ArticleSignature
  | EntitiesArticle
  | SanctionsArticle
  | EnrichedArticle
  | SanctionsEvent
  | EscalationEvent
  | DyadSeries
  | EscalationAlert
  | DeadLetter;
/**
 * OntoNotes-style labels; LOC is a place that is no state, city or building.
 */
export type EntityLabel =
  | "PERSON"
  | "ORG"
  | "GPE"
  | "LOC"
  | "NORP"
  | "FAC"
  | "EVENT"
  | "LAW"
  | "WEAPON"
  | "DATE"
  | "MONEY"
  | (string & {});
/**
 * What is done. After the EU Council's types of sanctions, OpenSanctions, GSDB and OFAC.
 */
export type Measure =
  | "asset_freeze"
  | "listing"
  | "central_bank_reserves"
  | "swift_cutoff"
  | "capital_market"
  | "financial_other"
  | "export_control"
  | "import_ban"
  | "oil_embargo"
  | "price_cap"
  | "arms_embargo"
  | "trade_embargo"
  | "transport"
  | "travel_ban"
  | "investment_ban"
  | "services_ban"
  | "media_ban"
  | "sectoral"
  | "secondary"
  | "diplomatic"
  | "aid_suspension"
  | "trade_status"
  | "company_withdrawal"
  | "unspecified"
  | (string & {});
/**
 * How far along the measure is, as the text tells it.
 */
export type SanctionsStatus =
  | "proposed"
  | "threatened"
  | "agreed"
  | "imposed"
  | "expanded"
  | "extended"
  | "in_force"
  | "enforced"
  | "aligned"
  | "not_aligned"
  | "opposed"
  | "evaded"
  | "eased"
  | "suspended"
  | "lifting_proposed"
  | "lifted"
  | "lapsed"
  | "mentioned"
  | (string & {});
/**
 * Only asserted events are told as having happened.
 */
export type Modality =
  | "asserted"
  | "planned"
  | "threatened"
  | "demanded"
  | "hypothetical"
  | "denied"
  | "historic"
  | (string & {});
/**
 * PLOVER's 16 event types (manual of 2021).
 */
export type EventType =
  | "AGREE"
  | "CONSULT"
  | "SUPPORT"
  | "CONCEDE"
  | "COOPERATE"
  | "AID"
  | "RETREAT"
  | "REQUEST"
  | "REJECT"
  | "ACCUSE"
  | "THREATEN"
  | "PROTEST"
  | "SANCTION"
  | "MOBILIZE"
  | "COERCE"
  | "ASSAULT"
  | (string & {});
/**
 * The event's direction between actor and recipient.
 */
export type Polarity = "escalatory" | "de-escalatory" | "neutral";
/**
 * The article's direction, over its dyads.
 */
export type Direction = "escalatory" | "mixed" | "de-escalatory" | "none";
/**
 * Windows in UTC that follow each other: hours, days, weeks that begin on Monday.
 */
export type Window = "1h" | "24h" | "7d";
/**
 * Which way a dyad departs from its past: more conflict, or more cooperation.
 */
export type Trend = "escalatory" | "de-escalatory";
/**
 * Why a record was refused. Listed in full, as a label of the metrics is; it may grow.
 */
export type Reason =
  | "tombstone"
  | "too_large"
  | "registry_framed"
  | "compressed"
  | "not_json"
  | "not_an_object"
  | "too_deep"
  | "bad_unicode"
  | "wrong_type"
  | "no_text"
  | "empty_text"
  | "text_too_long"
  | "not_english"
  | "bad_stage_record"
  | "model_error"
  | "timeout"
  | "child_died"
  | "output_refused"
  | (string & {});

/**
 * What producers push: lenient in form, one of `text` and `html` is needed.
 *
 * Fields that are not named here are kept in `extra`; an id may be a whole number;
 * `published_at` is ISO 8601, RFC 2822 as in RSS, or seconds since 1970, and UTC
 * where it names no zone.
 */
export interface RawArticle {
  id?: string | null;
  url?: string | null;
  title?: string | null;
  text?: string | null;
  html?: string | null;
  published_at?: string | null;
  source?: string | null;
  language?: string | null;
  extra?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * A sketch of one version of an article; the worker's own, of no use to consumers.
 *
 * `sketch` is base64 of little-endian 16-bit numbers: MinHash of the text's shingles (128),
 * of the same with names and numbers blotted out (128), of its beginning (32), then hashes
 * of its names and numbers (at most 48). Sketches of different `method` do not compare.
 */
export interface ArticleSignature {
  article_id: string;
  /**
   * of the cleaned text; tells versions apart
   */
  text_hash: string;
  method: string;
  /**
   * number of different shingles
   */
  shingles: number;
  /**
   * number of different blotted shingles
   */
  blotted: number;
  /**
   * number of different names and numbers
   */
  facts: number;
  sketch: string;
}
/**
 * The cleaned article with its entities: topic `articles.entities`.
 *
 * Every offset is a half-open range of Unicode code points into `text`.
 * `received_at` is the source record's timestamp, the only field that is not a
 * function of the article.
 */
export interface EntitiesArticle {
  schema_version: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  published_at: string | null;
  received_at: string | null;
  language: string;
  text: string;
  duplicate_of: string | null;
  /**
   * the producer's own fields, kept as they came
   */
  extra: {
    [k: string]: unknown;
  };
  entities: Entity[];
  provenance: Provenance;
}
/**
 * One mention of a named entity.
 *
 * `canonical` is the same for every mention of the same party; `kb_id` is its
 * Wikidata id; `country` the ISO 3166-1 alpha-2 code of the state that it is or
 * belongs to, null where there is none or it is not known.
 */
export interface Entity {
  start: number;
  end: number;
  text: string;
  label: EntityLabel;
  canonical: string;
  kb_id: string | null;
  country: string | null;
  score: number;
}
/**
 * What made the record.
 */
export interface Provenance {
  pipeline_version: string;
  model: string;
  lists_version: string;
}
/**
 * With sanctions mentions and listed parties: topic `articles.sanctions`.
 */
export interface SanctionsArticle {
  schema_version: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  published_at: string | null;
  received_at: string | null;
  language: string;
  text: string;
  duplicate_of: string | null;
  /**
   * the producer's own fields, kept as they came
   */
  extra: {
    [k: string]: unknown;
  };
  entities: Entity[];
  provenance: Provenance;
  listed_parties: ListedParty[];
  sanctions: SanctionsMention[];
}
/**
 * A party named in the text stands on an official sanctions list on the article's date.
 */
export interface ListedParty {
  start: number;
  end: number;
  text: string;
  /**
   * primary name as the list has it
   */
  name: string;
  /**
   * OFAC-SDN, OFAC-NONSDN, UN, UK or EU
   */
  list: string;
  entry_id: string;
  programmes: string[];
  /**
   * null where the list does not say
   */
  listed_on: string | null;
  score: number;
  features: {
    [k: string]: number;
  };
}
/**
 * The text reports a sanctions event: who (senders) does what (measures, status) to whom.
 */
export interface SanctionsMention {
  id: string;
  evidence: Span;
  cue: Span;
  /**
   * @minItems 1
   */
  measures: Measure[];
  status: SanctionsStatus;
  /**
   * false for a private company's own step
   */
  legal: boolean;
  senders: Party[];
  targets: Party[];
  aligned_with: Party[];
  /**
   * instruments, such as SWIFT
   */
  via: Party[];
  programme: string | null;
  extent: string | null;
  modality: Modality;
  speaker: Speaker | null;
  score: number;
  /**
   * the rules or features that made the score
   */
  features: {
    [k: string]: number;
  };
}
/**
 * Half-open range [start, end) of Unicode code points into the cleaned text, and its words.
 */
export interface Span {
  start: number;
  end: number;
  text: string;
}
/**
 * A sender, target, actor, recipient or instrument.
 *
 * `name` is the canonical name; `inferred` is true when the party was concluded
 * from the context, and then the offsets are null or those of the words that
 * the conclusion rests on.
 */
export interface Party {
  name: string;
  start: number | null;
  end: number | null;
  kb_id: string | null;
  country: string | null;
  inferred: boolean;
}
/**
 * On whose word the text reports it.
 */
export interface Speaker {
  name: string;
  start: number | null;
  end: number | null;
}
/**
 * With escalation indicators and the summary: topic `articles.escalation`.
 */
export interface EnrichedArticle {
  schema_version: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  published_at: string | null;
  received_at: string | null;
  language: string;
  text: string;
  duplicate_of: string | null;
  /**
   * the producer's own fields, kept as they came
   */
  extra: {
    [k: string]: unknown;
  };
  entities: Entity[];
  provenance: Provenance;
  listed_parties: ListedParty[];
  sanctions: SanctionsMention[];
  escalation: EscalationIndicator[];
  summary: Summary;
}
/**
 * Who does, threatens, demands, offers or denies what towards whom, with the words for it.
 *
 * `quad_class`: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict,
 * 4 material conflict. `goldstein`: -10 (conflict) to +10 (cooperation).
 * `plover_score`: PLOVER's own scale, -10 to +10.
 */
export interface EscalationIndicator {
  id: string;
  evidence: Span;
  trigger: Span;
  event_type: EventType;
  mode: string | null;
  contexts: string[];
  cameo: string;
  quad_class: number;
  goldstein: number;
  plover_score: number;
  polarity: Polarity;
  modality: Modality;
  /**
   * the words that put it so ("threatened to", "not", "in 1998"); null where it is asserted, or where the sentence as a whole puts it so
   */
  modality_cue: Span | null;
  actors: Party[];
  recipients: Party[];
  speaker: Speaker | null;
  location: Party | null;
  date: string | null;
  /**
   * id of the sanctions mention that a SANCTION event stems from
   */
  sanctions_id: string | null;
  /**
   * id of the article's first indicator of the same event, where this one tells it again
   */
  same_as: string | null;
  score: number;
  features: {
    [k: string]: number;
  };
}
/**
 * The article at a glance.
 */
export interface Summary {
  has_sanctions: boolean;
  escalation_direction: Direction;
  /**
   * Goldstein scores of the events, weighed by modality, over the sum of the weights, at least 1; 0 where there are none
   */
  escalation_score: number;
  dyads: Dyad[];
  /**
   * how far an event counts by its modality, as set
   */
  modality_weights: {
    [k: string]: number;
  };
}
/**
 * The article's events from one actor to one recipient, summed.
 */
export interface Dyad {
  actor: string;
  recipient: string;
  /**
   * Goldstein scores of the events, weighed by modality, over the sum of the weights, at least 1
   */
  score: number;
  /**
   * different events whose modality has a weight
   */
  events: number;
  /**
   * sum of the events' weights
   */
  weight: number;
  /**
   * ids of the indicators that made it, one an event
   */
  event_ids: string[];
}
/**
 * A sanctions mention on its own topic, with where it stands.
 */
export interface SanctionsEvent {
  id: string;
  evidence: Span;
  cue: Span;
  /**
   * @minItems 1
   */
  measures: Measure[];
  status: SanctionsStatus;
  /**
   * false for a private company's own step
   */
  legal: boolean;
  senders: Party[];
  targets: Party[];
  aligned_with: Party[];
  /**
   * instruments, such as SWIFT
   */
  via: Party[];
  programme: string | null;
  extent: string | null;
  modality: Modality;
  speaker: Speaker | null;
  score: number;
  /**
   * the rules or features that made the score
   */
  features: {
    [k: string]: number;
  };
  schema_version: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  published_at: string | null;
  received_at: string | null;
  duplicate_of: string | null;
  pipeline_version: string;
}
/**
 * An escalation indicator on its own topic, with where it stands.
 */
export interface EscalationEvent {
  id: string;
  evidence: Span;
  trigger: Span;
  event_type: EventType;
  mode: string | null;
  contexts: string[];
  cameo: string;
  quad_class: number;
  goldstein: number;
  plover_score: number;
  polarity: Polarity;
  modality: Modality;
  /**
   * the words that put it so ("threatened to", "not", "in 1998"); null where it is asserted, or where the sentence as a whole puts it so
   */
  modality_cue: Span | null;
  actors: Party[];
  recipients: Party[];
  speaker: Speaker | null;
  location: Party | null;
  date: string | null;
  /**
   * id of the sanctions mention that a SANCTION event stems from
   */
  sanctions_id: string | null;
  /**
   * id of the article's first indicator of the same event, where this one tells it again
   */
  same_as: string | null;
  score: number;
  features: {
    [k: string]: number;
  };
  schema_version: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  published_at: string | null;
  received_at: string | null;
  duplicate_of: string | null;
  /**
   * ACTOR>RECIPIENT, the record's key, where both are states or named bodies and the event is not domestic; null otherwise
   */
  dyad: string | null;
  /**
   * how far the event counts, by its modality
   */
  weight: number;
  pipeline_version: string;
}
/**
 * One window of one dyad as it stands now: topic `series.dyads`.
 *
 * `id` is the window's; each event that changes it publishes it again, with the next
 * `revision`. Goldstein scores run from -10 (conflict) to +10 (cooperation).
 */
export interface DyadSeries {
  schema_version: string;
  id: string;
  /**
   * how often this window was published
   */
  revision: number;
  /**
   * ACTOR>RECIPIENT, the record's key
   */
  dyad: string;
  actor: string;
  recipient: string;
  window: Window;
  start: string;
  /**
   * not included
   */
  end: string;
  /**
   * events, each counted once
   */
  events: number;
  /**
   * the same, each by the weight of its modality
   */
  weight: number;
  /**
   * null where there are no events
   */
  mean_goldstein: number | null;
  /**
   * mean Goldstein score by weight; null where there are no events
   */
  weighted_goldstein: number | null;
  /**
   * sum of weight x -Goldstein over scores below 0
   */
  conflict: number;
  /**
   * sum of weight x Goldstein over scores above 0
   */
  cooperation: number;
  /**
   * events of windows that were closed already; told here, in the newest, and in none of the other fields
   */
  late: number;
  /**
   * the event that made this revision
   */
  event_id: string;
  pipeline_version: string;
}
/**
 * A dyad departs from its own past: topic `alerts.escalation`; one an episode.
 *
 * `observed` and `expected` are conflict (or cooperation) of one day: sums of weight x
 * absolute Goldstein score. docs/series.md has the test.
 */
export interface EscalationAlert {
  schema_version: string;
  id: string;
  /**
   * ACTOR>RECIPIENT, the record's key
   */
  dyad: string;
  actor: string;
  recipient: string;
  trend: Trend;
  /**
   * the day in UTC on which the episode begins
   */
  day: string;
  /**
   * of that day, up to this alert
   */
  observed: number;
  /**
   * daily mean of the days before it
   */
  expected: number;
  baseline_days: number;
  /**
   * variance to mean, in points of Goldstein
   */
  dispersion: number;
  /**
   * probability of so much or more if the past went on
   */
  p_value: number;
  /**
   * the day's events of this direction
   */
  events: number;
  /**
   * from so many articles
   */
  articles: number;
  /**
   * @minItems 1
   */
  event_ids: string[];
  /**
   * of the strongest of them
   *
   * @minItems 1
   */
  evidence: AlertEvidence[];
  pipeline_version: string;
}
/**
 * One event behind an alert, with its words; `event_id` is its id on `events.escalation`.
 */
export interface AlertEvidence {
  event_id: string;
  article_id: string;
  url: string | null;
  title: string | null;
  source: string | null;
  /**
   * when it was published, as the series counts it
   */
  moment: string;
  event_type: EventType;
  cameo: string;
  goldstein: number;
  modality: Modality;
  weight: number;
  /**
   * the clause
   */
  text: string;
}
/**
 * Everything about one refusal but the record itself.
 */
export interface DeadLetter {
  schema_version: string;
  original_topic: string;
  original_partition: number;
  original_offset: number;
  /**
   * milliseconds since 1970, as the source record had it
   */
  original_timestamp: number | null;
  /**
   * bytes of the value
   */
  original_size: number;
  /**
   * of the whole value
   */
  original_sha256: string | null;
  /**
   * true where the value was too large for the dead-letter topic
   */
  value_truncated: boolean;
  consumer_group: string;
  stage: string;
  reason: Reason;
  error_class: string;
  message: string;
  /**
   * 1 the first time; replays count up
   */
  attempt: number;
  first_failed_at: string;
  pipeline_version: string;
}

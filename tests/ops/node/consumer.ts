// What a consumer in TypeScript may write, and what the compiler holds against it.
// node consumer.ts FOLDER: tells of the examples of the records in the folder.
import { readFileSync } from "node:fs";
import type {
  CrisiswireRecord,
  EnrichedArticle,
  EscalationAlert,
  EscalationEvent,
  RawArticle,
  Span,
} from "../../../schemas/typescript/crisiswire.d.ts";

function read<T extends CrisiswireRecord>(name: string): T {
  return JSON.parse(readFileSync(`${process.argv[2]}/${name}.1.json`, "utf8")) as T;
}

/** Offsets count code points; a string's own indices are UTF-16 units. */
function cut(text: string, { start, end }: Span): string {
  return [...text].slice(start, end).join("");
}

function sign(event: EscalationEvent): string {
  switch (event.polarity) {
    case "escalatory":
      return "+";
    case "de-escalatory":
      return "-";
    case "neutral":
      return "0"; // no default: a closed vocabulary, the compiler knows that these are all
  }
}

const article = read<EnrichedArticle>("EnrichedArticle");
for (const mention of [...article.sanctions, ...article.escalation]) {
  console.log(cut(article.text, mention.evidence) === mention.evidence.text);
}
const event = read<EscalationEvent>("EscalationEvent");
console.log(sign(event), event.event_type === "ASSAULT", event.speaker?.name ?? "?");
const later: EscalationEvent["event_type"] = "of a later version"; // a growing vocabulary
const alert = read<EscalationAlert>("EscalationAlert");
console.log(alert.evidence.map((each) => each.goldstein.toFixed(1)).join(" "), later);
const pushed: RawArticle = { text: "It rained.", feed: "the producer's own fields are kept" };
console.log(pushed.text?.length);

/** Never called: each statement must be an error, else the compiler complains of its comment. */
export function wrong(): void {
  // @ts-expect-error: no such field
  article.entites;
  // @ts-expect-error: may be null
  event.modality_cue.text;
  // @ts-expect-error: a closed vocabulary has no such value
  event.polarity === "friendly";
  // @ts-expect-error: a number
  alert.p_value.toUpperCase();
  // @ts-expect-error: a list of parties, not one
  event.actors.name;
  // @ts-expect-error: a string
  pushed.text = 7;
}

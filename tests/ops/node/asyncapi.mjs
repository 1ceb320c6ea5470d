// node asyncapi.mjs FILE: what AsyncAPI's own parser says of a document; 1 where it finds fault.
// "Information" (that a newer version of AsyncAPI exists) is printed and is no fault.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const SEVERITIES = ["error", "warning", "information", "hint"];
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
for (const { severity, path, message } of diagnostics) {
  console.log(`${SEVERITIES[severity]} ${path.join("/")}: ${message}`);
}
if (document !== undefined) {
  const [channels, operations] = [document.channels(), document.operations()];
  console.log(`${channels.all().length} channels, ${operations.all().length} operations`);
}
const faults = diagnostics.filter(({ severity }) => severity <= 1);
process.exit(document === undefined || faults.length > 0 ? 1 : 0);

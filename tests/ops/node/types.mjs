// node types.mjs HEADER < SCHEMA: TypeScript types of a JSON Schema and all its definitions.
import { text } from "node:stream/consumers";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(await text(process.stdin));
const types = await compile(schema, "CrisiswireRecord", {
  additionalProperties: true,
  bannerComment: process.argv[2],
  format: true,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 100 },
  unreachableDefinitions: true,
});
process.stdout.write(types);

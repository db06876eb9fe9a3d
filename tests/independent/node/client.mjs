// Does with the vendor's own client for Node what standard input says, a call on each line, and answers a line to each.

import { createInterface } from "node:readline";
import vonage from "@vonage/meetings";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);
const client = new vonage.Meetings(
  { applicationId: settings.application, privateKey: settings.key },
  { meetingsHost: settings.address },
);

async function answered(call, args) {
  const made = call === "its calls" ? calls() : client[call](...args);
  if (!made?.[Symbol.asyncIterator]) return made;
  const all = [];
  for await (const one of made) all.push(one);
  return all;
}

function calls() {
  const names = Object.getOwnPropertyNames(vonage.Meetings.prototype);
  return names.filter((name) => name !== "constructor" && !name.startsWith("_"));
}

function mistake(error) {
  return { name: error.name, message: error.message, status: error.response?.status ?? null };
}

for await (const line of lines) {
  const { call, args } = JSON.parse(line);
  const said = await answered(call, args).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: mistake(error) }),
  );
  console.log(JSON.stringify(said));
}

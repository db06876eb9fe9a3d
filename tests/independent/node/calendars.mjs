// Reads calendar files with ical.js, which Thunderbird reads them with: a question on each line, a line of answer to each.

import { createInterface } from "node:readline";
import ICAL from "ical.js";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
await lines.next(); // there is nothing to be set

const MONTH = 31 * 24 * 3600;

const calls = { instants, properties };

/** When everything in the file begins, from one instant to another (seconds since 1970), with what it is called. */
function instants(file, since, until) {
  const found = events(file).flatMap((event) => [...dates(event, until + MONTH)]);
  return found.filter(([at]) => at >= since && at < until).sort(([one], [other]) => one - other);
}

/** How long what the file begins with takes, and the text of some of its properties. */
function properties(file, names) {
  const [event] = events(file);
  const texts = names.map((name) => [name, event.component.getFirstPropertyValue(name)?.toString() ?? null]);
  return { seconds: event.duration.toSeconds(), ...Object.fromEntries(texts) };
}

function events(file) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const all = calendar.getAllSubcomponents("vevent");
  return all.map((component) => new ICAL.Event(component)).filter((event) => !event.isRecurrenceException());
}

function* dates(event, until) {
  if (!event.isRecurring()) {
    yield [event.startDate.toUnixTime(), event.summary];
    return;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next && next.toUnixTime() < until; next = iterator.next()) {
    const { startDate, item } = event.getOccurrenceDetails(next);
    yield [startDate.toUnixTime(), item.summary];
  }
}

for await (const line of lines) {
  const { call, args } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: calls[call](...args) }));
  } catch (error) {
    console.log(JSON.stringify({ error: { message: String(error) } }));
  }
}

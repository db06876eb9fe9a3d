// Moments as the viewer's own clock shows them, and Slack's date tokens.

function parts(at, zone, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
}

export function moment(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function timeOfDay(at, zone) {
  return parts(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

// One string per calendar day in a zone: 2026-11-24.
export function dayKey(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    at,
  );
}

function daysApart(at, now, zone) {
  return Math.round((Date.parse(dayKey(at, zone)) - Date.parse(dayKey(now, zone))) / 86_400_000);
}

function near(at, now, zone) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[daysApart(at, now, zone)];
}

const long = (at, zone) => parts(at, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const middle = (at, zone) => parts(at, zone, { day: "numeric", month: "long", year: "numeric" });
const short = (at, zone) => parts(at, zone, { day: "numeric", month: "short", year: "numeric" });

export function dayName(at, now, zone) {
  const word = near(at, now, zone);
  return word
    ? word[0].toUpperCase() + word.slice(1)
    : parts(at, zone, { weekday: "long", day: "numeric", month: "long" });
}

export function fullMoment(at, zone) {
  return `${long(at, zone)}, ${timeOfDay(at, zone)}`;
}

export function clockFace(at, zone) {
  return parts(at, zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

function ago(at, now) {
  const seconds = Math.round((at - now) / 1000);
  const [size, unit] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
    [1, "second"],
  ].find(([span]) => Math.abs(seconds) >= span) ?? [1, "second"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

const TOKENS = {
  date_num: (at, zone) => dayKey(at, zone),
  date: (at, zone) => middle(at, zone),
  date_slash: (at, zone) => parts(at, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
  date_short: (at, zone) => short(at, zone),
  date_long: (at, zone) => long(at, zone),
  date_long_full: (at, zone) => long(at, zone),
  date_pretty: (at, zone, now) => near(at, now, zone) ?? middle(at, zone),
  date_short_pretty: (at, zone, now) => near(at, now, zone) ?? short(at, zone),
  date_long_pretty: (at, zone, now) => near(at, now, zone) ?? long(at, zone),
  day_divider_pretty: (at, zone, now) => near(at, now, zone) ?? long(at, zone),
  time: (at, zone) => timeOfDay(at, zone),
  time_secs: (at, zone) => parts(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  ago: (at, zone, now) => ago(at, now),
};

// `<!date^1767024000^{date_short_pretty} {time}|fallback>` without its brackets; the fallback when it is not understood.
export function dateToken(seconds, format, fallback, viewer) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.hasOwn(TOKENS, name) ? TOKENS[name](at, viewer.zone, viewer.now()) : whole,
  );
}

function offsetOf(at, zone) {
  const shown = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return Date.parse(`${shown.replace(", ", "T")}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

// "2026-12-01T15:00" on the wall in `zone` → seconds since 1970, and back.
export function fromWall(wall, zone) {
  const asUtc = Date.parse(`${wall}Z`);
  const guess = asUtc - offsetOf(new Date(asUtc), zone);
  return Math.floor((asUtc - offsetOf(new Date(guess), zone)) / 1000);
}

export function toWall(seconds, zone) {
  const at = new Date(seconds * 1000);
  return `${dayKey(at, zone)}T${timeOfDay(at, zone)}`;
}

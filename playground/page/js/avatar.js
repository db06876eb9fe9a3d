// A person's or the app's picture: initials on their colour, with a dot that says whether it is daytime for them.

import { el, svg } from "./dom.js";
import { timeOfDay } from "./dates.js";
import { world } from "./world.js";

export function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2)).toUpperCase();
}

function colour(person) {
  const given = String(person.color ?? "").replace("#", "");
  return /^[0-9a-f]{6}$/i.test(given) ? `#${given}` : "#5b6f75";
}

// Our own sign: seats around a table.
export function plenumMark() {
  const seats = [0, 1, 2, 3, 4].map((seat) => {
    const angle = Math.PI * (1 + seat / 4);
    return svg("circle", {
      cx: (16 + 10 * Math.cos(angle)).toFixed(2),
      cy: (20 + 10 * Math.sin(angle)).toFixed(2),
      r: "2.7",
    });
  });
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" },
    seats,
    svg("path", { d: "M9.5 24a6.5 6.5 0 0 1 13 0z" }),
  );
}

export function avatar(person, size = "") {
  if (person && world.isApp(person.id))
    return el("span", { class: `avatar avatar-app ${size}`, "aria-hidden": "true" }, plenumMark());
  const shown = person ?? { real_name: "?" };
  return el(
    "span",
    {
      class: `avatar ${size}${shown.deleted ? " avatar-gone" : ""}`,
      "aria-hidden": "true",
      style: { "--colour": colour(shown) },
    },
    initials(shown.real_name || shown.name || "?"),
  );
}

export function localHour(person) {
  return timeOfDay(world.now(), person.tz || "UTC");
}

export function presence(person) {
  const hour = Number(localHour(person).slice(0, 2));
  const awake = !person.deleted && (person.is_bot || (hour >= 8 && hour < 20));
  return el("span", {
    class: `presence${awake ? " presence-on" : ""}`,
    role: "img",
    "aria-label": awake ? "daytime there" : "not at work",
  });
}

// What sets somebody apart: guest, another organisation, deactivated, admin, app.
export function badges(person) {
  return [
    person.is_bot && "app",
    person.is_admin && "admin",
    person.is_restricted && "guest",
    person.is_external && "external",
    person.deleted && "deactivated",
  ]
    .filter(Boolean)
    .map((word) => el("span", { class: `badge badge-${word}` }, word));
}

// Takes a newcomer by the hand: what to type first, what to press then.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { world } from "./world.js";

const SEEN = "plenum-playground-guide-seen";

export function guideWanted() {
  try {
    return localStorage.getItem(SEEN) === null;
  } catch {
    return true;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // A browser without storage shows the guide again: no harm.
  }
}

// Somebody to invite who is not oneself: Ben, unless one is Ben.
function companion() {
  const usable = world.people().filter((person) => !person.is_bot && !person.deleted && !person.is_external && person.id !== world.me);
  return usable.find((person) => person.name === "ben") ?? usable[0];
}

export function guide({ write, close }) {
  const other = companion();
  const name = world.app?.name ?? "the app";
  const command = world.commands[0]?.command ?? "/conf";
  const line = `${command} start Weekly sync${other ? ` @${other.name}` : ""}`;
  const done = () => {
    remember();
    close();
  };
  const put = el("button", { class: "button primary", type: "button", on: { click: () => write(line) } }, "Put it into the message field");
  return el(
    "aside",
    { class: "guide", "aria-label": "What to try first" },
    el("header", {}, el("h2", {}, `Welcome. You are ${world.person(world.me).real_name}, and ${name} is ready.`), el("button", { class: "plain", type: "button", "aria-label": "Close the guide", on: { click: done } }, icon("close"))),
    el(
      "ol",
      {},
      el("li", {}, el("span", {}, "Start a conference: type ", el("code", {}, line), " and press Enter. "), put),
      el("li", {}, el("span", {}, "Press ", el("b", {}, "Join"), " on the card: it leads into the room that the conference server made.")),
      other && el("li", {}, el("span", {}, "See what ", el("b", {}, other.real_name), " sees: "), el("a", { class: "button", href: world.address({ as: other.id }), target: "_blank", rel: "noopener" }, `Be ${other.real_name.split(" ")[0]} in a second window`, icon("external"))),
    ),
    el("footer", {}, el("span", {}, el("code", {}, `${command} help`), " says what else there is. Everything here is on this computer; nothing reaches the real Slack.")),
  );
}

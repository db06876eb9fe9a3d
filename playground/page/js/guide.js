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
  const usable = world
    .people()
    .filter((person) => !person.is_bot && !person.deleted && !person.is_external && person.id !== world.me);
  return usable.find((person) => person.name === "ben") ?? usable[0];
}

function steps(write) {
  const other = companion();
  const [{ command }] = world.commands;
  const line = `${command} start Weekly sync @${other.name}`;
  return el(
    "ol",
    {},
    el(
      "li",
      {},
      el("span", {}, "Start a conference: type ", el("code", {}, line), " and press Enter. "),
      el(
        "button",
        { class: "button primary", type: "button", on: { click: () => write(line) } },
        "Put it into the message field",
      ),
    ),
    el(
      "li",
      {},
      "Press ",
      el("b", {}, "Join"),
      " on the card: it leads into the room that the conference server made.",
    ),
    el(
      "li",
      {},
      el("span", {}, "See what ", el("b", {}, other.real_name), " sees: "),
      el(
        "a",
        { class: "button", href: world.address({ as: other.id }), target: "_blank", rel: "noopener" },
        `Be ${other.real_name.split(" ")[0]} in a second window`,
        icon("external"),
      ),
    ),
  );
}

function elsewhere() {
  const another = world.backends[1];
  if (!another || !world.commands.length) return null;
  return [
    el("code", {}, `via ${another.name}`),
    ` at the end starts it on ${another.title}; `,
    el("b", {}, icon("server"), " Servers"),
    ", at the top, leads to every conference server’s own page. ",
  ];
}

function more() {
  const help = world.commands.length > 0 && [
    el("code", {}, `${world.commands[0].command} help`),
    " says what else there is. ",
  ];
  return el("footer", {}, elsewhere(), help, "Everything here is on this computer; nothing reaches the real Slack.");
}

export function guide({ write, close }) {
  const done = () => {
    remember();
    close();
  };
  const outsider = el(
    "p",
    {},
    "The app has no commands for you here: you do not belong to this workspace, or it is not installed. Be somebody else, at the top left.",
  );
  return el(
    "aside",
    { class: "guide", "aria-label": "What to try first" },
    el(
      "header",
      {},
      el("h2", {}, `Welcome. You are ${world.person(world.me).real_name}, and ${world.app.name} is ready.`),
      el(
        "button",
        { class: "plain", type: "button", "aria-label": "Close the guide", on: { click: done } },
        icon("close"),
      ),
    ),
    world.commands.length ? steps(write) : outsider,
    more(),
  );
}

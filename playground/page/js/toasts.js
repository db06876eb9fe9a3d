// Short notes at the bottom of the page that go away by themselves: what failed, and what arrived elsewhere.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 8000;

const SAY = {
  is_archived: "This channel is archived: nobody can write here.",
  account_inactive: "Your account is deactivated: you can only read.",
  channel_not_found: "You cannot see this conversation.",
  message_not_found: "This message is not there any more.",
  not_found: "This form is not open any more.",
  unreachable: "The playground does not answer. Is it still running?",
};

function strip() {
  const old = document.querySelector(".toasts");
  if (old) return old;
  const fresh = el("div", { class: "toasts", role: "status", "aria-live": "polite", popover: "manual" });
  document.body.append(fresh);
  return fresh;
}

export function toast(text, { kind = "failure" } = {}) {
  const holder = strip();
  const note = el(
    "div",
    { class: `toast toast-${kind}` },
    icon(kind === "failure" ? "fault" : "check"),
    el("span", {}, text),
  );
  note.append(
    el(
      "button",
      { class: "plain", type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } },
      icon("close"),
    ),
  );
  holder.append(note);
  holder.hidePopover?.();
  holder.showPopover?.();
  setTimeout(() => note.remove(), SHOWN_MS);
}

// Tells why `what` (a command, the app) failed: in our words, in Slack's, or by Slack's name for it.
export function failed(what, { error, text }) {
  toast(SAY[error] ?? text ?? `${what} failed: ${error}`);
}

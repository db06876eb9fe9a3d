// Short notes at the bottom of the page that go away by themselves: what failed, and what arrived elsewhere.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 8000;

const SAY = {
  unreachable: "The playground does not answer. Is it still running?",
  operation_timeout: "did not answer within 3 seconds (operation_timeout).",
  dispatch_failed: "could not be reached, or refused the request (dispatch_failed).",
  dispatch_unknown_error: "failed (dispatch_unknown_error).",
  app_unreachable: "could not be reached.",
  http_service_error: "answered with an error (http_service_error).",
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
  const note = el("div", { class: `toast toast-${kind}` }, icon(kind === "failure" ? "fault" : "check"), el("span", {}, text));
  note.append(el("button", { class: "plain", type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } }, icon("close")));
  holder.append(note);
  holder.hidePopover?.();
  holder.showPopover?.();
  setTimeout(() => note.remove(), SHOWN_MS);
}

// What `what` (a command, the app) did wrong, in words, with Slack's own name for it.
export function failed(what, error) {
  const said = SAY[error];
  if (error === "unreachable") toast(said);
  else toast(said ? `${what} ${said}` : `${what} failed: ${error}`);
}

// The `call` block: a call's title, who takes part, and the way in.

import { avatar } from "./avatar.js";
import { timeOfDay } from "./dates.js";
import { el, safeAddress } from "./dom.js";
import { icon } from "./icons.js";
import { unescape } from "./mrkdwn.js";
import { world } from "./world.js";

function participant(one) {
  return world.person(one.slack_id) ?? { real_name: one.display_name ?? "Guest" };
}

function span(call) {
  const from = timeOfDay(new Date(call.date_start * 1000), world.zone);
  return call.date_end ? `${from} – ${timeOfDay(new Date(call.date_end * 1000), world.zone)}` : `since ${from}`;
}

export function callBlock(block) {
  const call = world.call(block.call_id);
  if (!call) return el("p", { class: "undrawn" }, "A call that is not known here any more.");
  const inside = (call.users ?? []).map(participant);
  const join = !call.date_end && safeAddress(call.join_url);
  return el(
    "div",
    { class: `call${call.date_end ? " call-ended" : ""}` },
    el("span", { class: "call-sign" }, icon("video")),
    el(
      "div",
      { class: "call-text" },
      el("strong", {}, unescape(call.title ?? "Call")),
      el("small", {}, `${call.date_end ? "Ended" : "Call"} · ${span(call)}`),
      inside.length > 0 &&
        el(
          "span",
          { class: "call-people" },
          inside.slice(0, 6).map((one) => avatar(one, "avatar-small")),
          el("small", {}, inside.map((one) => one.real_name).join(", ")),
        ),
    ),
    join && el("a", { class: "button", href: join, target: "_blank", rel: "noopener" }, "Join call", icon("external")),
  );
}

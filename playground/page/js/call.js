// The `call` block: a call's title, who takes part, and the way in.

import { avatar } from "./avatar.js";
import { timeOfDay } from "./dates.js";
import { el, safeAddress } from "./dom.js";
import { icon } from "./icons.js";
import { plainText, unescape } from "./mrkdwn.js";
import { world } from "./world.js";

function person(participant) {
  return world.person(participant.slack_id ?? participant) ?? { real_name: participant.display_name ?? "Guest" };
}

function span(call) {
  if (!call.date_start) return "";
  const from = timeOfDay(new Date(call.date_start * 1000), world.zone);
  return call.date_end ? `${from} – ${timeOfDay(new Date(call.date_end * 1000), world.zone)}` : `since ${from}`;
}

export function callBlock(block) {
  const call = block.call?.v1 ?? block.call ?? {};
  const ended = Boolean(call.has_ended || call.date_end);
  const inside = (ended ? call.all_participants : call.active_participants) ?? call.users ?? [];
  const join = !ended && safeAddress(call.join_url);
  return el(
    "div",
    { class: `call${ended ? " call-ended" : ""}` },
    el("span", { class: "call-sign" }, icon("video")),
    el(
      "div",
      { class: "call-text" },
      el("strong", {}, unescape(call.name ?? call.title ?? "Call")),
      el("small", {}, [ended ? "Ended" : "Call", span(call)].filter(Boolean).join(" · ")),
      inside.length > 0 && el("span", { class: "call-people" }, inside.slice(0, 6).map((one) => avatar(person(one), "avatar-small")), el("small", {}, inside.map((one) => person(one).real_name).join(", "))),
    ),
    join && el("a", { class: "button primary", href: join, target: "_blank", rel: "noopener" }, plainText({ text: "Join call" })),
  );
}

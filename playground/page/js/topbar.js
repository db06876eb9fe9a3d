// The strip above everything: whose page this is, its time, the back ends, faults and help.

import { api } from "./api.js";
import { plenumMark } from "./avatar.js";
import { clockFace, timeOfDay } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { popup } from "./menu.js";
import { servers } from "./servers.js";
import { failed } from "./toasts.js";
import { world } from "./world.js";

const HOUR_S = 3600;

function toNextHour() {
  const seconds = Math.floor(world.now().getTime() / 1000);
  return HOUR_S - (seconds % HOUR_S);
}

const STEPS = [
  ["+1 min", () => 60],
  ["+10 min", () => 600],
  ["+1 h", () => HOUR_S],
  ["To the next hour", toNextHour],
];

async function advance(seconds) {
  const heard = await api.advance(seconds);
  if (heard.ok === false) return failed("Moving the time", heard);
  world.setNow(heard.now);
  return world.tell("time");
}

function clock() {
  const face = el("span", { class: "clock-face" });
  const long = el("b", {});
  const tick = () => {
    face.textContent = timeOfDay(world.now(), world.zone);
    long.textContent = clockFace(world.now(), world.zone);
  };
  const panel = () =>
    el(
      "div",
      { class: "clock-panel" },
      el("p", {}, "It is ", long, ` in the playground (${world.zone}). Time only moves forward; the app follows.`),
      el(
        "div",
        { class: "clock-steps" },
        STEPS.map(([label, seconds]) =>
          el("button", { class: "button", type: "button", on: { click: () => advance(seconds()) } }, label),
        ),
      ),
    );
  const open = el(
    "button",
    {
      class: "bar-button",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-label": "The playground's time",
      title: "The playground's time",
      on: {
        click: () => (tick(), popup(open, panel(), { label: "Time", wide: true })?.querySelector("button")?.focus()),
      },
    },
    icon("clock"),
    face,
  );
  tick();
  setInterval(tick, 1000);
  world.on("time", tick);
  return open;
}

export function topbar({ openFaults, openGuide }) {
  const faults = el(
    "button",
    { class: "bar-button", type: "button", title: "Faults: let something go wrong", on: { click: openFaults } },
    icon("fault"),
    el("span", { class: "bar-label" }, "Faults"),
  );
  const count = el("span", { class: "count", hidden: true });
  faults.append(count);
  world.on("faults", (many) => {
    count.hidden = !many;
    count.textContent = String(many);
  });
  return el(
    "header",
    { class: "topbar" },
    el(
      "span",
      { class: "brand" },
      plenumMark(),
      el("b", {}, "Plenum"),
      el("span", { class: "brand-rest" }, " playground"),
    ),
    el("span", { class: "bar-space" }),
    clock(),
    servers(),
    faults,
    el(
      "button",
      {
        class: "bar-button",
        type: "button",
        title: "What to try here",
        "aria-label": "What to try here",
        on: { click: openGuide },
      },
      icon("help"),
    ),
  );
}

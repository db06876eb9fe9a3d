// A drawer to let things go wrong: lost acknowledgements, refusals, outages.

import { api } from "./api.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { failed } from "./toasts.js";
import { world } from "./world.js";

const MEANING = {
  lost_ack: ["Lost acknowledgement", "The app's answer is lost: events come again, presses arrive twice."],
  rate_limit: ["Too many requests", "429 with Retry-After."],
  server_error: ["Server error", "500, and nothing was done."],
  slow: ["Slow answers", "Done at once, answered late."],
  late: ["Late", "Taken late, when the app may have given up, and done all the same."],
  drop_after: ["Broken answer", "Done, then the connection breaks."],
  no_answer: ["No answer", "Done, and never answered."],
  history_refused: ["History refused", "Reading messages needs a scope that was not granted."],
  sockets_down: ["Sockets down", "Socket Mode connections break and none can be opened."],
};

const DETAILS = { method: ["Method", "text"], seconds: ["Seconds", "number"], times: ["Times", "number"] };
const WITH_SECONDS = ["rate_limit", "slow", "late"];
const PLAIN = ["lost_ack", "history_refused", "sockets_down"];

function spoken(name) {
  return MEANING[name] ?? [name.replaceAll("_", " "), ""];
}

function detailNames(name) {
  if (PLAIN.includes(name)) return [];
  return WITH_SECONDS.includes(name) ? ["method", "seconds", "times"] : ["method", "times"];
}

function read(field, detail) {
  if (detail === "method") return field.value.trim() || "*";
  return field.value === "" ? null : Number(field.value);
}

export class Faults {
  constructor() {
    this.body = el("div", { class: "faults-body" });
    this.node = el(
      "dialog",
      { class: "drawer", "aria-label": "Faults" },
      el(
        "header",
        { class: "dialog-head" },
        icon("fault"),
        el("h2", {}, "Faults"),
        el(
          "button",
          { class: "plain", type: "button", "aria-label": "Close", on: { click: () => this.node.close() } },
          icon("close"),
        ),
      ),
      el(
        "p",
        { class: "faults-about" },
        "What the emulated Slack does wrong until it is switched off again. The conference servers have switches on their own pages.",
      ),
      this.body,
    );
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
    document.body.append(this.node);
  }

  async open() {
    await this.load();
    this.node.showModal();
  }

  async load() {
    this.draw(await api.faults());
  }

  async change(name, setting) {
    const heard = await api.setFaults({ [name]: setting });
    if (heard.ok === false) failed(spoken(name)[0], heard);
    await this.load();
    this.body.querySelector(`[data-fault="${name}"] input`)?.focus();
  }

  details(name, setting) {
    const field = (detail) => {
      const [label, type] = DETAILS[detail];
      const input = el("input", {
        class: "field",
        type,
        min: type === "number" ? 0 : undefined,
        step: "any",
        value: String(setting[detail] ?? ""),
        placeholder: detail === "times" ? "no end" : undefined,
        on: { change: () => this.change(name, { ...setting, [detail]: read(input, detail) }) },
      });
      return el("label", {}, label, input);
    };
    return el("div", { class: "fault-details" }, detailNames(name).map(field));
  }

  row(name, setting) {
    const [title, meaning] = spoken(name);
    const box = el("input", {
      type: "checkbox",
      role: "switch",
      checked: Boolean(setting),
      on: { change: () => this.change(name, box.checked) },
    });
    return el(
      "div",
      { class: "fault", dataset: { fault: name } },
      el("label", { class: "fault-name" }, el("span", {}, title, el("small", {}, meaning)), box),
      setting ? this.details(name, setting) : null,
    );
  }

  draw(heard) {
    const entries = Object.entries(heard.faults);
    this.body.replaceChildren(...entries.map(([name, setting]) => this.row(name, setting)));
    world.tell("faults", entries.filter(([, setting]) => setting).length);
  }
}

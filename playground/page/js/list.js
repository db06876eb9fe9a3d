// A list of messages in order, with day dividers, that changes in place as messages come, change and go.

import { dayKey, dayName, moment } from "./dates.js";
import { el, swap } from "./dom.js";
import { author, messageNode } from "./message.js";
import { Surface } from "./surface.js";
import { world } from "./world.js";

const TOGETHER_S = 300;

const order = (a, b) => Number.parseFloat(a.ts) - Number.parseFloat(b.ts) || a.ts.localeCompare(b.ts);

// A deleted message leaves a trace only while answers hang on it.
const stands = (message) => !message.deleted || message.reply_count > 0;

export class MessageList {
  // `place` is {channel, thread}; `openThread` is absent inside a thread; `empty` is shown before everything else.
  constructor(place, { openThread, intro = null }) {
    this.place = place;
    this.openThread = openThread;
    this.intro = intro;
    this.messages = new Map();
    this.drawn = new Map();
    this.surfaces = new Map();
    this.sticky = true;
    this.loaded = false;
    this.node = el("div", {
      class: "messages",
      role: "log",
      "aria-label": "Messages",
      tabindex: "0",
      on: { scroll: () => (this.sticky = this.atEnd()) },
    });
    new ResizeObserver(() => this.sticky && this.toEnd()).observe(this.node);
  }

  // What came while the messages were being asked for is kept.
  show(messages) {
    const last = messages.at(-1)?.ts ?? "";
    const meanwhile = this.loaded ? [] : [...this.messages.values()].filter((one) => one.ts > last);
    this.messages = new Map([...messages, ...meanwhile].filter(stands).map((one) => [one.ts, one]));
    this.loaded = true;
    this.draw();
    this.toEnd();
  }

  put(message) {
    const atEnd = this.sticky;
    if (stands(message)) this.messages.set(message.ts, message);
    else this.messages.delete(message.ts);
    this.drawn.delete(message.ts);
    this.draw();
    if (atEnd) this.toEnd();
  }

  remove(ts) {
    this.messages.delete(ts);
    this.draw();
  }

  // The time or the people changed: every message may read otherwise now.
  refresh() {
    const atEnd = this.sticky;
    this.drawn.clear();
    this.draw();
    if (atEnd) this.toEnd();
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.sticky = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  surface(ts) {
    if (!this.surfaces.has(ts))
      this.surfaces.set(
        ts,
        new Surface({ channel: this.place.channel, message_ts: ts }, { redraw: () => this.refresh() }),
      );
    return this.surfaces.get(ts);
  }

  message(message, compact) {
    const kept = this.drawn.get(message.ts);
    if (kept?.compact === compact) return kept.node;
    const node = messageNode(message, {
      channel: this.place.channel,
      surface: this.surface(message.ts),
      compact,
      openThread: this.openThread,
      dismiss: (ts) => this.remove(ts),
    });
    this.drawn.set(message.ts, { node, compact });
    return node;
  }

  wanted() {
    const nodes = this.intro ? [this.intro] : [];
    let before = null;
    for (const message of [...this.messages.values()].sort(order)) {
      const day = dayKey(moment(message.ts), world.zone);
      const newDay = day !== before?.day;
      if (newDay) nodes.push(this.divider(day, message.ts));
      nodes.push(this.message(message, !newDay && this.follows(before.message, message)));
      before = { day, message };
    }
    return nodes;
  }

  divider(day, ts) {
    const name = dayName(moment(ts), world.now(), world.zone);
    const kept = this.node.querySelector(`[data-day="${day}"]`);
    if (kept?.textContent === name) return kept;
    return el("div", { class: "day", role: "separator", dataset: { day } }, el("span", {}, name));
  }

  follows(before, message) {
    return (
      author(before).id === author(message).id &&
      Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
      !message.blocks?.length &&
      !before.blocks?.length &&
      Number.parseFloat(message.ts) - Number.parseFloat(before.ts) < TOGETHER_S
    );
  }

  // Moves as little as possible, so that focus, selection and open menus survive.
  draw() {
    const wanted = this.wanted();
    wanted.forEach((node, index) => {
      const here = this.node.children[index];
      if (here === node) return;
      if (here?.dataset.ts && here.dataset.ts === node.dataset.ts) swap(here, node);
      else this.node.insertBefore(node, here ?? null);
    });
    while (this.node.children.length > wanted.length) this.node.lastElementChild.remove();
  }
}

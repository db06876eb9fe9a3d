// Where one writes: text, slash commands with their hints, @people and #channels.

import { api } from "./api.js";
import { CompletionList, commandsHere, completions } from "./completion.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { failed } from "./toasts.js";
import { conversationTitle, world } from "./world.js";

const drafts = new Map();
const sent = [];
const TALLEST_PX = 220;

function placeholder(one, thread) {
  if (thread) return "Reply…";
  if (one.kind === "im" || one.kind === "mpim") return `Message ${conversationTitle(one)}`;
  return `Message #${one.name}`;
}

export class Composer {
  constructor({ channel, thread }) {
    this.place = { channel, thread };
    this.key = `${channel}/${thread ?? ""}`;
    const one = world.conversation(channel);
    this.field = el("textarea", {
      class: "composer-field",
      rows: 1,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": placeholder(one, thread),
      placeholder: placeholder(one, thread),
      spellcheck: "false",
      autocomplete: "off",
      on: {
        input: () => this.changed(),
        keydown: (event) => this.pressed(event),
        click: () => this.complete(),
        blur: () => this.list.show([]),
      },
    });
    this.list = new CompletionList(this.field, (option) => this.insert(option));
    this.field.setAttribute("aria-controls", this.list.id);
    this.hint = el("div", { class: "command-hint", hidden: true });
    this.button = el(
      "button",
      { class: "send", type: "button", "aria-label": "Send", title: "Send (Enter)", on: { click: () => this.send() } },
      icon("send"),
    );
    this.node = el(
      "div",
      { class: "composer" },
      this.list.node,
      this.hint,
      el("div", { class: "composer-box" }, this.shortcuts(thread), this.field, this.button),
    );
    if (one.archived) this.close();
    this.write(drafts.get(this.key) ?? "", { focus: false });
  }

  close() {
    this.field.disabled = true;
    this.field.placeholder = "This channel is archived: it can only be read";
  }

  shortcuts(thread) {
    const everywhere = world.shortcuts.filter((shortcut) => shortcut.type !== "message");
    const use = async (shortcut) => {
      const heard = await api.shortcut(shortcut.callback_id);
      if (heard.ok === false) failed(`“${shortcut.name}”`, heard);
    };
    const slash = { label: "Type a slash command", detail: "/", icon: icon("bolt"), act: () => this.write("/") };
    const entries = () => [
      ...(thread ? [] : [slash]),
      ...everywhere.map((shortcut) => ({ label: shortcut.name, icon: icon("bolt"), act: () => use(shortcut) })),
    ];
    if (thread && !everywhere.length) return null;
    const open = el(
      "button",
      {
        class: "plain composer-more",
        type: "button",
        "aria-label": "Commands and shortcuts",
        "aria-haspopup": "menu",
        on: { click: () => menu(open, entries(), "Commands and shortcuts") },
      },
      icon("plus"),
    );
    return open;
  }

  write(text, { focus = true } = {}) {
    this.field.value = text;
    if (focus) {
      this.field.focus();
      this.field.setSelectionRange(text.length, text.length);
    }
    this.changed();
    if (focus) this.complete();
  }

  insert(option) {
    const caret = this.field.selectionStart;
    const { from } = completions(this.field.value, caret);
    this.field.setRangeText(option.insert, from, caret, "end");
    this.changed();
  }

  changed() {
    drafts.set(this.key, this.field.value);
    this.grow();
    this.button.disabled = !this.field.value.trim();
    this.describe();
    if (document.activeElement === this.field) this.complete();
  }

  // As tall as its text, within bounds. What is not on the page yet has no height to measure.
  grow() {
    this.field.style.height = "";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST_PX)}px`;
  }

  describe() {
    const command = commandsHere().find(
      (one) => this.field.value === one.command || this.field.value.startsWith(`${one.command} `),
    );
    this.hint.hidden = !command;
    if (!command) return;
    const here = this.place.thread ? [" · ", el("em", {}, "not possible in threads")] : [];
    this.hint.replaceChildren(
      el("b", {}, command.command),
      " ",
      el("code", {}, command.usage_hint ?? ""),
      el("span", {}, command.description ?? "", ...here),
    );
  }

  complete() {
    const { options } = completions(this.field.value, this.field.selectionStart);
    this.list.show(options);
  }

  pressed(event) {
    if (this.list.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.field.value && sent.length) {
      event.preventDefault();
      this.write(sent.at(-1));
      this.list.show([]);
    }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    sent.push(text);
    this.write("");
    this.list.show([]);
    const heard = await api.say(this.place.channel, text, this.place.thread);
    if (heard.ok !== false) return;
    if (!this.field.value) this.write(text, { focus: this.node.isConnected });
    failed(text.startsWith("/") ? text.split(/\s/)[0] : "Your message", heard);
  }
}

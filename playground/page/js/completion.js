// What fits what is being typed: slash commands, people, channels, emoji left aside.

import { avatar } from "./avatar.js";
import { el, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { world } from "./world.js";

const MOST = 8;

const INVITE = {
  command: "/invite",
  usage_hint: "@someone",
  description: "Slack’s own: adds people, or the app, to this channel",
};

export function commandsHere() {
  const channel = ["channel", "private"].includes(world.conversation(world.place.channel)?.kind);
  return channel ? [...world.commands, INVITE] : world.commands;
}

function commands(typed) {
  return commandsHere()
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({
      insert: `${one.command} `,
      title: one.command,
      hint: one.usage_hint,
      detail: one.description,
      picture: icon("bolt"),
    }));
}

const BROADCASTS = [
  { insert: "@here ", title: "@here", detail: "everybody who is active", picture: icon("people") },
  { insert: "@channel ", title: "@channel", detail: "everybody in this channel", picture: icon("people") },
];

function people(typed) {
  const fits = (person) =>
    `${person.name} ${person.real_name}`
      .toLowerCase()
      .split(/[\s.]+/)
      .some((word) => word.startsWith(typed));
  const known = world
    .people()
    .filter((person) => fits(person) && person.id !== world.me)
    .sort((a, b) => Number(Boolean(a.deleted)) - Number(Boolean(b.deleted)))
    .map((person) => ({
      insert: `@${person.name} `,
      title: person.real_name,
      detail: `@${person.name}`,
      picture: avatar(person, "avatar-small"),
    }));
  return [...known, ...BROADCASTS.filter((one) => typed && one.title.startsWith(`@${typed}`))];
}

function channels(typed) {
  return world
    .conversations()
    .filter((one) => ["channel", "private"].includes(one.kind) && one.name.startsWith(typed))
    .map((one) => ({
      insert: `#${one.name} `,
      title: one.name,
      detail: one.topic,
      picture: icon(one.kind === "private" ? "lock" : "hash"),
    }));
}

// What stands before the caret and could be completed: {from, options}.
export function completions(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) return { from: 0, options: commands(command[0]).slice(0, MOST) };
  const word = /(?:^|[\s(“"])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!word) return { from: caret, options: [] };
  const [, sign, typed] = word;
  const found = sign === "@" ? people(typed.toLowerCase()) : channels(typed.toLowerCase());
  return { from: caret - typed.length - 1, options: found.slice(0, MOST) };
}

// The list above a text field. `choose` gets the option; the field keeps the focus.
export class CompletionList {
  constructor(field, choose) {
    this.field = field;
    this.choose = choose;
    this.options = [];
    this.active = 0;
    this.id = freshId("completions");
    this.node = el("div", {
      class: "completions",
      role: "listbox",
      id: this.id,
      "aria-label": "Suggestions",
      hidden: true,
    });
  }

  show(options) {
    this.options = options;
    this.active = 0;
    this.node.hidden = !options.length;
    this.field.setAttribute("aria-expanded", String(options.length > 0));
    this.draw();
  }

  draw() {
    const line = (option, index) =>
      el(
        "div",
        {
          class: `option${index === this.active ? " active" : ""}`,
          role: "option",
          id: `${this.id}-${index}`,
          "aria-selected": String(index === this.active),
          on: { pointerdown: (event) => (event.preventDefault(), this.choose(option)) },
        },
        option.picture.cloneNode(true),
        el(
          "span",
          { class: "menu-label" },
          el("b", {}, option.title),
          option.hint && el("code", {}, option.hint),
          option.detail && el("small", {}, option.detail),
        ),
      );
    this.node.replaceChildren(...this.options.map(line));
    if (this.options.length) this.field.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  // True when the key was for the list.
  key(event) {
    if (this.node.hidden) return false;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      this.active = (this.active + by + this.options.length) % this.options.length;
      this.draw();
    } else if (event.key === "Tab" || event.key === "Enter") this.choose(this.options[this.active]);
    else if (event.key === "Escape") this.show([]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

// The middle of the page: a conversation's head, its messages, and where one writes.

import { api } from "./api.js";
import { avatar, badges, localHour, presence } from "./avatar.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./list.js";
import { popup } from "./menu.js";
import { conversationTitle, others, world } from "./world.js";

function sign(one) {
  if (one.kind === "im") return avatar(world.person(one.with), "avatar-small");
  return icon({ private: "lock", mpim: "people" }[one.kind] ?? "hash");
}

function members(one) {
  const ids = one.members ?? [];
  const line = (person) =>
    el(
      "div",
      { class: "person-line" },
      avatar(person, "avatar-small"),
      el(
        "span",
        { class: "menu-label" },
        person.real_name,
        el("small", {}, `@${person.name} · ${localHour(person)} there`),
      ),
      badges(person),
    );
  const open = el(
    "button",
    {
      class: "head-button",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-label": `${ids.length} members`,
      title: "Who is here",
      on: {
        click: () =>
          popup(open, el("div", { class: "member-list" }, ids.map(world.person).filter(Boolean).map(line)), {
            label: "Members",
          }),
      },
    },
    icon("people"),
    String(ids.length),
  );
  return open;
}

function about(one) {
  if (one.kind !== "im") return one.archived ? "archived" : one.topic;
  const person = world.person(one.with);
  if (!person || person.is_bot) return person?.title;
  return [person.title, `${localHour(person)} local time`, person.tz].filter(Boolean).join(" · ");
}

function head(one, openSidebar) {
  return el(
    "header",
    { class: "pane-head" },
    el(
      "button",
      { class: "plain only-narrow", type: "button", "aria-label": "Conversations", on: { click: openSidebar } },
      icon("menu"),
    ),
    el("h1", {}, sign(one), el("span", {}, conversationTitle(one))),
    one.kind === "im" ? presence(world.person(one.with) ?? {}) : null,
    el("span", { class: "topic" }, about(one) ?? ""),
    one.kind !== "im" && members(one),
  );
}

function intro(one) {
  const words =
    one.kind === "im"
      ? [`This is the beginning of your conversation with `, el("b", {}, conversationTitle(one)), "."]
      : one.kind === "mpim"
        ? [
            "A conversation of ",
            el("b", {}, [...others(one).map((id) => world.person(id)?.real_name), "you"].join(", ")),
            ".",
          ]
        : ["This is the beginning of ", el("b", {}, `#${one.name}`), one.topic ? `. ${one.topic}` : "."];
  return el(
    "div",
    { class: "intro" },
    el("span", { class: "intro-sign" }, one.kind === "im" ? avatar(world.person(one.with), "avatar-large") : sign(one)),
    el("p", {}, words),
  );
}

export class Conversation {
  constructor(channel, { openThread, openSidebar, above = null }) {
    const one = world.conversation(channel);
    this.channel = channel;
    this.list = new MessageList({ channel }, { openThread, intro: intro(one) });
    this.composer = new Composer({ channel });
    this.head = () => head(world.conversation(channel), openSidebar);
    this.above = above;
    this.node = el(
      "section",
      { class: "pane", "aria-label": conversationTitle(one) },
      this.head(),
      this.list.node,
      above,
      this.composer.node,
    );
  }

  async load() {
    const { messages = [] } = await api.messages(this.channel);
    this.list.show(messages);
  }

  // People, members or the time changed.
  renew() {
    this.node.firstElementChild.replaceWith(this.head());
    this.list.refresh();
  }
}

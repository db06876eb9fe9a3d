// One message: who, when, what, and what one can do with it.

import { api } from "./api.js";
import { avatar, badges } from "./avatar.js";
import { blocks } from "./blocks.js";
import { fullMoment, moment, timeOfDay } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { failed } from "./toasts.js";
import { world } from "./world.js";

export function author(message) {
  return world.person(message.user) ?? { id: message.user, real_name: message.user, is_bot: message.bot };
}

export function inThread(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

async function useShortcut(shortcut, channel, message) {
  const heard = await api.shortcut(shortcut.callback_id, { channel, message_ts: message.ts });
  if (heard.ok === false) failed(`“${shortcut.name}”`, heard);
}

function tools(message, channel, openThread) {
  if (message.ephemeral || message.deleted) return null;
  const forMessages = world.shortcuts.filter((shortcut) => shortcut.type === "message");
  const entries = () => [
    world.app.name,
    ...forMessages.map((shortcut) => ({
      label: shortcut.name,
      icon: icon("bolt"),
      act: () => useShortcut(shortcut, channel, message),
    })),
  ];
  const more = el(
    "button",
    {
      class: "tool",
      type: "button",
      "aria-label": "More message actions",
      "aria-haspopup": "menu",
      title: "More actions",
      on: { click: () => menu(more, entries(), "Message actions") },
    },
    icon("more"),
  );
  const reply =
    openThread &&
    el(
      "button",
      {
        class: "tool",
        type: "button",
        "aria-label": "Reply in thread",
        title: "Reply in thread",
        on: { click: () => openThread(message.thread_ts ?? message.ts) },
      },
      icon("reply"),
    );
  return el("div", { class: "tools" }, reply, forMessages.length > 0 && more);
}

function editedMark(message) {
  return (
    message.edited &&
    !message.ephemeral &&
    el("span", { class: "edited", title: "This message was changed" }, "(edited)")
  );
}

function body(message, surface) {
  if (message.deleted) return el("div", { class: "text gone" }, "This message was deleted.");
  const edited = editedMark(message);
  if (message.blocks?.length) return el("div", { class: "blocks" }, blocks(message.blocks, surface));
  return el("div", { class: "text" }, mrkdwn(message.text ?? ""), edited && " ", edited);
}

function replies(message, openThread) {
  if (!message.reply_count || !openThread) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return el(
    "button",
    { class: "replies", type: "button", on: { click: () => openThread(message.ts) } },
    icon("reply"),
    words,
  );
}

export function messageNode(message, { channel, surface, compact, openThread, dismiss }) {
  const who = author(message);
  const at = moment(message.ts);
  const time = el(
    "time",
    { class: "at", datetime: at.toISOString(), title: fullMoment(at, world.zone) },
    timeOfDay(at, world.zone),
  );
  const head = compact
    ? null
    : el(
        "div",
        { class: "head" },
        el("span", { class: "author" }, who.real_name || who.name),
        badges({ ...who, is_admin: false }),
        time,
        message.blocks?.length > 0 && editedMark(message),
      );
  const only =
    message.ephemeral &&
    el(
      "div",
      { class: "only-you" },
      icon("eye"),
      "Only visible to you",
      el("button", { class: "linkish", type: "button", on: { click: () => dismiss(message.ts) } }, "Dismiss"),
    );
  return el(
    "article",
    {
      class: `message${compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`,
      "aria-label": `${who.real_name || who.name}, ${timeOfDay(at, world.zone)}`,
      dataset: { ts: message.ts },
    },
    only,
    el("div", { class: "gutter" }, compact ? time : avatar(who)),
    el("div", { class: "content" }, head, body(message, surface), replies(message, openThread)),
    tools(message, channel, openThread),
  );
}

// The left side: the workspace, who one is, and every conversation.

import { avatar, badges, localHour, presence } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { popup } from "./menu.js";
import { conversationTitle, world } from "./world.js";

const city = (someone) => (someone.tz ?? "UTC").split("/").at(-1).replaceAll("_", " ");

const byTitle = (a, b) => conversationTitle(a).localeCompare(conversationTitle(b));

function person(someone) {
  const current = someone.id === world.me;
  const words = el(
    "span",
    { class: "menu-label" },
    someone.real_name,
    el("small", {}, [someone.title, `${localHour(someone)} ${city(someone)}`].filter(Boolean).join(" · ")),
  );
  const inside = [avatar(someone, "avatar-small"), words, badges(someone), current && icon("check")];
  if (someone.deleted) return el("div", { class: "person-line person-gone" }, inside);
  return el(
    "div",
    { class: "person-line" },
    el(
      "a",
      { class: "person-be", href: world.address({ as: someone.id }), "aria-current": current ? "true" : undefined },
      inside,
    ),
    el(
      "a",
      {
        class: "plain",
        href: world.address({ as: someone.id }),
        target: "_blank",
        rel: "noopener",
        "aria-label": `Be ${someone.real_name} in a new window`,
        title: "In a new window",
      },
      icon("external"),
    ),
  );
}

function switcher() {
  const me = world.person(world.me);
  const list = () =>
    el(
      "div",
      { class: "switcher-list" },
      el("p", { class: "menu-heading" }, "Be somebody else. In another window you can be two people at once."),
      world
        .people()
        .filter((someone) => !someone.is_bot)
        .map(person),
    );
  const open = el(
    "button",
    {
      class: "switcher",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-label": `You are ${me.real_name}. Be somebody else`,
      on: { click: () => popup(open, list(), { label: "Be somebody else", wide: true })?.querySelector("a")?.focus() },
    },
    avatar(me),
    el(
      "span",
      { class: "menu-label" },
      el("span", { class: "switcher-name" }, me.real_name),
      el("small", {}, `You · ${localHour(me)} in ${city(me)}`),
    ),
    icon("chevron"),
  );
  return open;
}

function entry({ key, address, picture, name, unread, dim, extra }) {
  const current = world.place.channel === key;
  return el(
    "li",
    {},
    el(
      "a",
      {
        class: `place${unread ? " place-unread" : ""}${dim ? " place-dim" : ""}`,
        href: address,
        "aria-current": current ? "page" : undefined,
        dataset: { focus: `place/${key}` },
      },
      picture,
      el("span", { class: "place-name" }, name),
      extra,
      unread ? el("span", { class: "count", "aria-label": `${unread} unread` }, String(unread)) : null,
    ),
  );
}

function conversation(one) {
  const base = {
    key: one.id,
    address: world.address({ channel: one.id }),
    name: conversationTitle(one),
    unread: one.unread,
    dim: one.archived,
  };
  if (one.kind !== "im")
    return entry({
      ...base,
      picture: icon({ private: "lock", mpim: "people" }[one.kind] ?? "hash"),
      extra: one.archived && el("small", {}, "archived"),
    });
  const other = world.person(one.with);
  if (!other) return null;
  const mine = other.id === world.me && el("small", {}, "you");
  return entry({
    ...base,
    picture: el("span", { class: "with-presence" }, avatar(other, "avatar-small"), presence(other)),
    dim: other.deleted,
    extra: [mine, badges({ ...other, is_admin: false })],
  });
}

function app() {
  const dm = world.dmWith(world.app.user_id);
  const someone = world.person(world.app.user_id) ?? { id: world.app.user_id };
  const key = world.place.channel === dm?.id ? dm.id : "home";
  const channel = world.app.home || !dm ? "home" : dm.id;
  return entry({
    key,
    address: world.address({ channel: dm?.unread ? dm.id : channel }),
    picture: avatar(someone, "avatar-small"),
    name: world.app.name,
    unread: dm?.unread,
    extra: badges({ is_bot: true }),
  });
}

function group(name, entries) {
  const shown = entries.filter(Boolean);
  return shown.length ? el("section", { class: "places" }, el("h2", {}, name), el("ul", {}, shown)) : null;
}

export function sidebar() {
  const of = (...kinds) =>
    world
      .conversations()
      .filter((one) => kinds.includes(one.kind))
      .sort(byTitle);
  const direct = of("im", "mpim").filter((one) => !world.isApp(one.with));
  const channels = of("channel", "private");
  return el(
    "nav",
    { class: "sidebar", "aria-label": "Conversations", id: "sidebar" },
    el("div", { class: "team" }, el("strong", {}, world.team.name)),
    switcher(),
    el(
      "div",
      { class: "places-scroll" },
      group("Channels", channels.filter((one) => !one.archived).map(conversation)),
      group("Direct messages", direct.map(conversation)),
      group("Apps", [app()]),
      group("Archived", channels.filter((one) => one.archived).map(conversation)),
    ),
  );
}

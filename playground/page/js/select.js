// Select menus with search, for one or many: options, people, conversations.

import { avatar } from "./avatar.js";
import { confirmed } from "./confirm.js";
import { el, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { closeMenu, popup } from "./menu.js";
import { plainText } from "./mrkdwn.js";
import { conversationTitle, world } from "./world.js";

const sign = (one) => icon({ private: "lock", mpim: "people", im: "reply" }[one.kind] ?? "hash");

function people() {
  return world
    .people()
    .filter((person) => !person.deleted && !person.is_bot)
    .map((person) => ({
      value: person.id,
      text: person.real_name,
      also: person.name,
      picture: avatar(person, "avatar-small"),
      raw: person.id,
    }));
}

function conversations(kinds) {
  return world
    .conversations()
    .filter((one) => kinds.includes(one.kind) && !one.archived)
    .map((one) => ({ value: one.id, text: conversationTitle(one), picture: sign(one), raw: one.id }));
}

function listed(spec) {
  const groups = spec.option_groups ?? [{ options: spec.options ?? [] }];
  return groups.flatMap((group) =>
    group.options.map((option) => ({
      value: option.value,
      text: plainText(option.text),
      detail: option.description && plainText(option.description),
      group: group.label && plainText(group.label),
      raw: option,
    })),
  );
}

const KINDS = { public: "channel", private: "private", im: "im", mpim: "mpim" };

function allowed(spec) {
  return (spec.filter?.include ?? Object.keys(KINDS)).map((name) => KINDS[name]);
}

const SOURCE = {
  static_select: { options: listed, key: "selected_option" },
  multi_static_select: { options: listed, key: "selected_options", many: true },
  users_select: { options: people, key: "selected_user" },
  multi_users_select: { options: people, key: "selected_users", many: true },
  conversations_select: { options: (spec) => conversations(allowed(spec)), key: "selected_conversation" },
  multi_conversations_select: {
    options: (spec) => conversations(allowed(spec)),
    key: "selected_conversations",
    many: true,
  },
  channels_select: { options: () => conversations(["channel"]), key: "selected_channel" },
  multi_channels_select: { options: () => conversations(["channel"]), key: "selected_channels", many: true },
};

export function isSelect(type) {
  return Object.hasOwn(SOURCE, type);
}

const valueOf = (raw) => (typeof raw === "object" && raw ? raw.value : raw);

function matches(option, asked) {
  const words = `${option.text} ${option.also ?? ""}`.toLowerCase();
  return asked
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

// The open list: a search field above the options that fit. `pick` gets the option that was chosen.
function list({ options, chosen, pick, label }) {
  const listId = freshId("list");
  const holder = el("div", { class: "options", role: "listbox", id: listId, "aria-label": label });
  let shown = [];
  let active = 0;
  const mark = () => {
    holder.querySelectorAll("[role=option]").forEach((node, index) => {
      node.classList.toggle("active", index === active);
      if (index === active) {
        search.setAttribute("aria-activedescendant", node.id);
        node.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const line = (option) =>
    el(
      "div",
      {
        class: "option",
        role: "option",
        id: freshId("option"),
        "aria-selected": String(chosen().has(option.value)),
        on: { click: () => pick(option) },
      },
      option.picture?.cloneNode(true),
      el("span", { class: "menu-label" }, option.text, option.detail && el("small", {}, option.detail)),
      chosen().has(option.value) && icon("check"),
    );
  const draw = () => {
    shown = options.filter((option) => matches(option, search.value));
    active = Math.max(0, Math.min(active, shown.length - 1));
    const lines = shown.flatMap((option, index) => {
      const heads = option.group && option.group !== shown[index - 1]?.group;
      return [heads && el("div", { class: "menu-heading", role: "presentation" }, option.group), line(option)];
    });
    holder.replaceChildren(...(shown.length ? lines.filter(Boolean) : [el("p", { class: "nothing" }, "Nothing fits")]));
    mark();
  };
  const keydown = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && shown.length) active = (active + by + shown.length) % shown.length;
    else if (event.key === "Enter" && shown[active]) pick(shown[active]);
    else return;
    event.preventDefault();
    mark();
  };
  const search = el("input", {
    class: "field search",
    type: "text",
    role: "combobox",
    placeholder: "Search",
    "aria-label": `Search: ${label}`,
    "aria-expanded": "true",
    "aria-controls": listId,
    autocomplete: "off",
    on: { input: draw, keydown },
  });
  draw();
  return { node: el("div", { class: "picker" }, search, holder), search, draw };
}

export function select(spec, block, surface, { dispatch, label }) {
  const { options: source, key, many } = SOURCE[spec.type];
  const options = source(spec);
  const name = label ?? plainText(spec.placeholder) ?? "Choose";
  let raws = [surface.value(block, spec)[key] ?? []].flat();
  let open = null;
  const chosen = () => new Set(raws.map(valueOf));

  const commit = async (next) => {
    if (dispatch && !(await confirmed(spec.confirm))) return;
    raws = next;
    const filled = { [key]: many ? raws : (raws[0] ?? null) };
    surface.fill(block, spec, filled);
    draw();
    if (dispatch) await surface.act(block, spec, filled);
  };
  const toggle = (option) => {
    if (!many) {
      closeMenu();
      return commit([option.raw]);
    }
    const without = raws.filter((raw) => valueOf(raw) !== option.value);
    const next = without.length < raws.length ? without : [...raws, option.raw];
    if (next.length <= (spec.max_selected_items ?? Infinity)) commit(next);
    open.search.value = "";
    return open.draw();
  };
  const show = () => {
    open = list({ options, chosen, pick: toggle, label: name });
    if (popup(trigger, open.node, { label: name, wide: true })) open.search.focus();
  };
  const chip = (option) =>
    el(
      "span",
      { class: "chip" },
      option.picture?.cloneNode(true),
      option.text,
      el(
        "button",
        {
          class: "plain",
          type: "button",
          "aria-label": `Remove ${option.text}`,
          on: { click: () => commit(raws.filter((raw) => valueOf(raw) !== option.value)) },
        },
        icon("close"),
      ),
    );
  const trigger = el("button", {
    class: "select",
    type: "button",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    dataset: { focus: `${block}/${spec.action_id}`, action: spec.action_id },
    on: { click: show, keydown: (event) => (event.key === "ArrowDown" ? (event.preventDefault(), show()) : undefined) },
  });
  const chips = many ? el("span", { class: "chips" }) : null;
  const draw = () => {
    const picked = options.filter((option) => chosen().has(option.value));
    chips?.replaceChildren(...picked.map(chip));
    const words = !many && picked[0] ? picked[0].text : plainText(spec.placeholder) || (many ? "Add…" : "Choose…");
    trigger.classList.toggle("select-empty", many || !picked.length);
    trigger.setAttribute(
      "aria-label",
      `${name}: ${picked.map((option) => option.text).join(", ") || "nothing chosen"}`,
    );
    trigger.replaceChildren(
      ...[!many && picked[0]?.picture?.cloneNode(true), el("span", {}, words), icon("chevron")].filter(Boolean),
    );
  };
  draw();
  return many ? el("span", { class: "select-many" }, chips, trigger) : trigger;
}

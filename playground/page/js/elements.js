// Interactive Block Kit elements: buttons, menus, choices and dates. Selects and text fields have their own modules.

import { confirmed } from "./confirm.js";
import { fromWall, toWall } from "./dates.js";
import { el, freshId, openTab, safeAddress } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { plainText, textObject } from "./mrkdwn.js";
import { isSelect, select } from "./select.js";
import { isTextField, textField } from "./fields.js";
import { world } from "./world.js";

const focusKey = (block, spec) => `${block}/${spec.action_id}`;

// Turns the wheel on what was pressed until the app has answered.
async function busily(node, work) {
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function button(spec, block, surface) {
  const label = plainText(spec.text);
  const common = {
    class: `button ${spec.style ?? ""}`,
    "aria-label": spec.accessibility_label,
    dataset: { focus: focusKey(block, spec), action: spec.action_id },
  };
  const press = (node) =>
    busily(node, () => surface.act(block, spec, spec.value === undefined ? {} : { value: spec.value }));
  const address = spec.url && safeAddress(spec.url);
  if (address && !spec.confirm) {
    const node = el(
      "a",
      { ...common, href: address, target: "_blank", rel: "noopener", on: { click: () => press(node) } },
      label,
      icon("external"),
    );
    return node;
  }
  const click = async () => {
    if (!(await confirmed(spec.confirm))) return;
    if (address) openTab(address);
    await press(node);
  };
  const node = el("button", { ...common, type: "button", on: { click } }, label);
  return node;
}

function overflow(spec, block, surface) {
  const choose = async (option) => {
    if (!(await confirmed(spec.confirm))) return;
    if (option.url) openTab(option.url);
    await busily(node, () => surface.act(block, spec, { selected_option: option }));
  };
  const entries = () =>
    spec.options.map((option) => ({
      label: plainText(option.text),
      detail: option.description && plainText(option.description),
      act: () => choose(option),
    }));
  const node = el(
    "button",
    {
      class: "button button-overflow",
      type: "button",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      dataset: { focus: focusKey(block, spec), action: spec.action_id },
      on: { click: () => menu(node, entries(), "More actions") },
    },
    icon("more"),
  );
  return node;
}

function choices(spec, block, surface, { dispatch, label }) {
  const many = spec.type === "checkboxes";
  const value = surface.value(block, spec);
  const picked = new Set(
    (many ? value.selected_options : [value.selected_option]).filter(Boolean).map((option) => option.value),
  );
  const name = freshId("choice");
  const change = async () => {
    const chosen = spec.options.filter((option, index) => boxes[index].checked);
    const filled = many ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
    if (dispatch && !(await confirmed(spec.confirm))) return surface.redraw();
    surface.fill(block, spec, filled);
    return dispatch ? surface.act(block, spec, filled) : undefined;
  };
  const boxes = spec.options.map((option) =>
    el("input", {
      type: many ? "checkbox" : "radio",
      name,
      checked: picked.has(option.value),
      dataset: { focus: `${focusKey(block, spec)}/${option.value}` },
      on: { change },
    }),
  );
  const lines = spec.options.map((option, index) =>
    el(
      "label",
      { class: "choice" },
      boxes[index],
      el("span", {}, textObject(option.text), option.description && el("small", {}, textObject(option.description))),
    ),
  );
  return el("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": label }, lines);
}

const DATES = {
  datepicker: { type: "date", key: "selected_date", show: (value) => value ?? "", read: (shown) => shown || null },
  timepicker: { type: "time", key: "selected_time", show: (value) => value ?? "", read: (shown) => shown || null },
  datetimepicker: {
    type: "datetime-local",
    key: "selected_date_time",
    show: (value) => (value ? toWall(value, world.zone) : ""),
    read: (shown) => (shown ? fromWall(shown, world.zone) : null),
  },
};

function dateField(spec, block, surface, { dispatch, label }) {
  const kind = DATES[spec.type];
  const zone = spec.type === "datetimepicker" ? world.zone : spec.timezone;
  const change = async () => {
    const filled = { [kind.key]: kind.read(field.value) };
    if (dispatch && !(await confirmed(spec.confirm))) return surface.redraw();
    surface.fill(block, spec, filled);
    return dispatch ? surface.act(block, spec, filled) : undefined;
  };
  const field = el("input", {
    class: "field field-date",
    type: kind.type,
    value: kind.show(surface.value(block, spec)[kind.key]),
    "aria-label": label ?? plainText(spec.placeholder),
    dataset: { focus: focusKey(block, spec) },
    on: { change },
  });
  return zone ? el("span", { class: "with-zone" }, field, el("small", {}, zone.replace("_", " "))) : field;
}

function picture(spec) {
  return el("img", { class: "picture", src: safeAddress(spec.image_url), alt: spec.alt_text ?? "", loading: "lazy" });
}

const DRAW = {
  button,
  overflow,
  radio_buttons: choices,
  checkboxes: choices,
  image: picture,
  datepicker: dateField,
  timepicker: dateField,
  datetimepicker: dateField,
};

// `dispatch`: a change is told to the app at once, as outside of input blocks. `label`: the name of an input block.
export function element(spec, block, surface, how) {
  if (isSelect(spec.type)) return select(spec, block, surface, how);
  if (isTextField(spec.type)) return textField(spec, block, surface, how);
  const draw = DRAW[spec.type];
  return draw
    ? draw(spec, block, surface, how)
    : el("em", { class: "undrawn" }, `This page does not draw “${spec.type}”.`);
}

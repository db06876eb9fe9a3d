// Text fields of forms: one line or many, e-mail, address, number, rich text.

import { el } from "./dom.js";
import { plainText } from "./mrkdwn.js";

const KIND = {
  plain_text_input: { type: "text" },
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
  rich_text_input: { many: true },
};

export function isTextField(type) {
  return Object.hasOwn(KIND, type);
}

function leaves(richText) {
  return (richText?.elements ?? [])
    .flatMap((part) => part.elements ?? [])
    .map((leaf) => leaf.text ?? "")
    .join("");
}

function richText(text) {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function read(spec, text) {
  if (spec.type === "rich_text_input") return { rich_text_value: text ? richText(text) : null };
  return { value: text || null };
}

function shown(spec, value) {
  return spec.type === "rich_text_input" ? leaves(value.rich_text_value) : (value.value ?? "");
}

export function textField(spec, block, surface, { dispatch, label, id, describedby }) {
  const { many, ...attributes } = KIND[spec.type];
  const long = many || spec.multiline;
  const moments = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const field = el(long ? "textarea" : "input", {
    ...(long ? { rows: 4 } : attributes),
    class: "field",
    id,
    value: shown(spec, surface.value(block, spec)),
    placeholder: plainText(spec.placeholder),
    minlength: spec.min_length,
    maxlength: spec.max_length,
    "aria-label": label,
    "aria-describedby": describedby,
    dataset: { focus: `${block}/${spec.action_id}` },
    autofocus: spec.focus_on_load,
    on: {
      input: () => {
        surface.fill(block, spec, read(spec, field.value));
        if (dispatch && moments.includes("on_character_entered")) surface.act(block, spec, read(spec, field.value));
      },
      keydown: (event) => {
        if (event.key !== "Enter" || long || !dispatch || !moments.includes("on_enter_pressed")) return;
        event.preventDefault();
        surface.act(block, spec, read(spec, field.value));
      },
    },
  });
  return field;
}

// Block Kit blocks → DOM nodes.

import { callBlock } from "./call.js";
import { el, freshId, safeAddress } from "./dom.js";
import { element } from "./elements.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const AT_ONCE = { dispatch: true };

function section(block, surface) {
  return el(
    "div",
    { class: "section" },
    el(
      "div",
      { class: "section-text" },
      block.text && el("div", { class: "text" }, textObject(block.text)),
      block.fields &&
        el(
          "div",
          { class: "columns" },
          block.fields.map((field) => el("div", { class: "text" }, textObject(field))),
        ),
    ),
    block.accessory && el("div", { class: "accessory" }, element(block.accessory, block.block_id, surface, AT_ONCE)),
  );
}

function context(block) {
  const part = (one) =>
    one.type === "image"
      ? el("img", { class: "context-image", src: safeAddress(one.image_url), alt: one.alt_text ?? "" })
      : el("span", { class: "text" }, textObject(one));
  return el("div", { class: "context" }, block.elements.map(part));
}

function image(block) {
  return el(
    "figure",
    { class: "figure" },
    block.title && el("figcaption", {}, plainText(block.title)),
    el("img", { src: safeAddress(block.image_url), alt: block.alt_text ?? "", loading: "lazy" }),
  );
}

const GROUPS = ["checkboxes", "radio_buttons"];

function input(block, surface) {
  const label = plainText(block.label);
  const [id, below] = [freshId("field"), freshId("below")];
  const error = surface.errors[block.block_id];
  const spec = block.element;
  const field = element(spec, block.block_id, surface, {
    dispatch: block.dispatch_action,
    label,
    id,
    describedby: below,
  });
  return el(
    "div",
    { class: `input${error ? " input-wrong" : ""}`, dataset: { block: block.block_id } },
    el(
      GROUPS.includes(spec.type) ? "span" : "label",
      { class: "input-label", for: field.id ? id : undefined },
      label,
      block.optional && el("small", {}, " (optional)"),
    ),
    field,
    el(
      "div",
      { id: below },
      error && el("p", { class: "input-error", role: "alert" }, error),
      block.hint && el("p", { class: "input-hint" }, plainText(block.hint)),
    ),
  );
}

const DRAW = {
  section,
  context,
  image,
  input,
  header: (block) => el("h3", { class: "header" }, plainText(block.text)),
  actions: (block, surface) =>
    el(
      "div",
      { class: "actions" },
      block.elements.map((spec) => element(spec, block.block_id, surface, AT_ONCE)),
    ),
  divider: () => el("hr"),
  rich_text: richText,
  call: callBlock,
};

export function blocks(list, surface) {
  surface.renew();
  return list.map((block) => {
    const draw = DRAW[block.type];
    return draw
      ? draw(block, surface)
      : el("p", { class: "undrawn" }, `This page does not draw “${block.type}” blocks.`);
  });
}

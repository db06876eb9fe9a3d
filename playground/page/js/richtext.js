// The rich_text block → DOM nodes.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, dateNode, link, mention } from "./mrkdwn.js";

const MARKS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.entries(MARKS).reduce((inner, [mark, tag]) => (style[mark] ? el(tag, {}, inner) : inner), node);
}

function lines(text) {
  return text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

const LEAF = {
  text: (leaf) => el("span", {}, ...lines(leaf.text)),
  link: (leaf) => link(leaf.url, leaf.text),
  user: (leaf) => mention(leaf.user_id),
  usergroup: (leaf) => el("span", { class: "mention" }, `@${leaf.usergroup_id}`),
  channel: (leaf) => channelMention(leaf.channel_id),
  broadcast: (leaf) => el("span", { class: "mention mention-me" }, `@${leaf.range}`),
  emoji: (leaf) => emoji(leaf.name) ?? `:${leaf.name}:`,
  date: (leaf) => dateNode(leaf.timestamp, leaf.format, leaf.fallback ?? "", leaf.url),
  color: (leaf) => el("code", {}, leaf.value),
};

const leaves = (part) =>
  (part.elements ?? []).map((leaf) => styled(LEAF[leaf.type]?.(leaf) ?? leaf.text ?? "", leaf.style));

const PART = {
  rich_text_section: (part) => el("p", {}, leaves(part)),
  rich_text_quote: (part) => el("blockquote", {}, leaves(part)),
  rich_text_preformatted: (part) => el("pre", {}, el("code", {}, leaves(part))),
  rich_text_list: (part) =>
    el(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : undefined },
      (part.elements ?? []).map((item) => el("li", {}, leaves(item))),
    ),
};

export function richText(block) {
  return el(
    "div",
    { class: "rich-text" },
    block.elements.map((part) => PART[part.type]?.(part)),
  );
}

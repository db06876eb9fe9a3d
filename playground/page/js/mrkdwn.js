// Slack's mrkdwn → DOM nodes: bold, italic, strike, code, quotes, links, mentions, dates, emoji.

import { el, safeAddress } from "./dom.js";
import { dateToken, fullMoment } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { world } from "./world.js";

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

// A plain_text object: no formatting, but Slack decodes its three escapes, and shortcodes unless told not to.
export function plainText(object) {
  if (!object) return "";
  const text = unescape(object.text ?? "");
  return object.emoji === false ? text : withEmoji(text);
}

export function mention(personId, label) {
  const person = world.person(personId);
  const mine = personId === world.me ? " mention-me" : "";
  return el("span", { class: `mention${mine}`, title: person?.real_name }, `@${person?.name ?? label ?? personId}`);
}

export function channelMention(channelId, label) {
  const channel = world.conversation(channelId);
  const name = channel?.name ?? label;
  if (!name) return el("span", { class: "mention mention-unknown" }, "#private-channel");
  return channel
    ? el("a", { class: "mention", href: world.address({ channel: channelId }) }, `#${name}`)
    : el("span", { class: "mention" }, `#${name}`);
}

export function link(address, label) {
  const safe = safeAddress(address);
  if (!safe) return document.createTextNode(label ?? address);
  return el("a", { href: safe, target: "_blank", rel: "noopener" }, label || address.replace(/^mailto:/, ""));
}

export function dateNode(seconds, format, fallback, address) {
  const shown = dateToken(seconds, format, fallback, world);
  const node = el(
    "time",
    { class: "date", title: `${fullMoment(new Date(Number(seconds) * 1000), world.zone)} · ${world.zone}` },
    shown,
  );
  return address ? el("a", { href: safeAddress(address), target: "_blank", rel: "noopener" }, node) : node;
}

function special(body, label) {
  if (body.startsWith("date^")) {
    const [, seconds, format, address] = body.split("^");
    return dateNode(seconds, unescape(format ?? "{date} {time}"), unescape(label ?? ""), address);
  }
  if (body.startsWith("subteam^"))
    return el("span", { class: "mention" }, unescape(label ?? "") || `@${body.split("^")[1]}`);
  return el("span", { class: "mention mention-me" }, `@${body}`);
}

function token(inside) {
  const bar = inside.indexOf("|");
  const [target, label] = bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
  const rest = target.slice(1);
  if (target[0] === "@") return mention(rest, label);
  if (target[0] === "#") return channelMention(rest, label && unescape(label));
  if (target[0] === "!") return special(rest, label);
  return link(unescape(target), label && withEmoji(unescape(label)));
}

// Each rule: where it may begin, what it swallows, what it becomes. The first that fits wins.
const RULES = [
  { at: /```([\s\S]+?)```\n?/y, make: (m) => el("pre", {}, el("code", {}, ...codeText(m[1].replace(/^\n|\n$/g, "")))) },
  { at: /`([^`\n]+)`/y, make: (m) => el("code", {}, ...codeText(m[1])) },
  { at: /<([^<>\n]+)>/y, make: (m) => token(m[1]) },
  {
    at: /\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\p{L}\p{N}*])/uy,
    edge: true,
    make: (m, how) => el("strong", {}, ...inline(m[1], how)),
  },
  {
    at: /_(?!\s)([^_\n]+?)(?<!\s)_(?![\p{L}\p{N}_])/uy,
    edge: true,
    make: (m, how) => el("em", {}, ...inline(m[1], how)),
  },
  {
    at: /~(?!\s)([^~\n]+?)(?<!\s)~(?![\p{L}\p{N}~])/uy,
    edge: true,
    make: (m, how) => el("s", {}, ...inline(m[1], how)),
  },
  { at: /:([a-z0-9_+-]+):/y, make: (m) => emoji(m[1]) ?? m[0] },
  { at: /https?:\/\/[^\s<>|"']+[^\s<>|"'.,;:!?)\]]/y, edge: true, bare: true, make: (m) => link(unescape(m[0])) },
  { at: /\n/y, make: () => el("br") },
];

function codeText(text) {
  return text.split(/<([^<>\n]+)>/).map((part, index) => (index % 2 ? token(part) : unescape(part)));
}

function match(text, position, how) {
  const before = text[position - 1] ?? " ";
  for (const rule of RULES) {
    if (rule.edge && /[\p{L}\p{N}]/u.test(before)) continue;
    if (rule.bare && how.verbatim) continue;
    rule.at.lastIndex = position;
    const found = rule.at.exec(text);
    if (found) return { node: rule.make(found, how), length: found[0].length };
  }
  return null;
}

function inline(text, how) {
  const nodes = [];
  let plain = "";
  for (let position = 0; position < text.length;) {
    const found = match(text, position, how);
    if (found) {
      nodes.push(unescape(plain), found.node);
      plain = "";
      position += found.length;
    } else {
      plain += text[position];
      position += 1;
    }
  }
  return [...nodes, unescape(plain)].filter((node) => node !== "");
}

// Runs of lines that begin with `&gt;` become one quotation; everything else is read as it stands.
function withQuotes(text, how) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = /^(&gt;|>) ?/.test(line);
    const last = runs.at(-1);
    if (last && last.quoted === quoted) last.lines.push(line);
    else runs.push({ quoted, lines: [line] });
  }
  return runs.flatMap(({ quoted, lines }) =>
    quoted
      ? [el("blockquote", {}, ...inline(lines.map((line) => line.replace(/^(&gt;|>) ?/, "")).join("\n"), how))]
      : inline(lines.join("\n"), how),
  );
}

export function mrkdwn(text, how = {}) {
  return text
    .split(/(```[\s\S]+?```\n?)/)
    .flatMap((part, index) => (index % 2 ? inline(part, how) : part ? withQuotes(part, how) : []));
}

// A text object of either type.
export function textObject(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text ?? "", { verbatim: object.verbatim }) : [plainText(object)];
}

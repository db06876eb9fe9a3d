// Puts the page together: where one is, what is shown there, and what arrives.

import { api, listen } from "./api.js";
import { Conversation } from "./conversation.js";
import { el, swap } from "./dom.js";
import { Faults } from "./faults.js";
import { guide, guideWanted } from "./guide.js";
import { appTabs, Home } from "./home.js";
import { inThread } from "./message.js";
import { ModalStack } from "./modal.js";
import { sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { toast } from "./toasts.js";
import { topbar } from "./topbar.js";
import { world } from "./world.js";

const READ_AFTER_MS = 400;

const modals = new ModalStack();
const shell = el("div", { class: "shell" });
const guideSlot = el("div", { class: "guide-slot" });
let side = null;
let main = null;
let thread = null;

function place() {
  const [channel = "", inThreadOf = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel === "home" && world.app.home) return { channel, thread: "" };
  if (world.conversation(channel)) return { channel, thread: inThreadOf };
  const first = world.conversations().filter((one) => one.kind === "channel" && !one.archived);
  const chosen =
    first.find((one) => one.name === channel) ??
    first.find((one) => one.name === "team") ??
    first.find((one) => one.members?.includes(world.me)) ??
    first[0];
  return { channel: (chosen ?? world.conversations()[0]).id, thread: "" };
}

function go(where) {
  location.hash = where.thread ? `${where.channel}/${where.thread}` : where.channel;
}

function drawSidebar() {
  const fresh = sidebar();
  const scrolled = side?.querySelector(".places-scroll")?.scrollTop ?? 0;
  if (side) swap(side, fresh);
  side = fresh;
  side.querySelector(".places-scroll").scrollTop = scrolled;
}

function openDrawer(open) {
  shell.classList.toggle("drawer-open", open);
  if (open) side.querySelector("a, button")?.focus();
}

function closeGuide() {
  guideSlot.replaceChildren();
}

function openGuide() {
  if (main instanceof Home) go({ channel: world.conversations().find((one) => one.kind === "channel").id });
  guideSlot.replaceChildren(guide({ write: (line) => main.composer?.write(line), close: closeGuide }));
}

function makeMain(channel) {
  const openSidebar = () => openDrawer(true);
  if (channel === "home") return new Home({ openSidebar });
  const openThread = (ts) => go({ channel, thread: ts });
  const made = new Conversation(channel, { openThread, openSidebar, above: guideSlot });
  if (world.isApp(world.conversation(channel).with)) made.node.firstElementChild.after(appTabs("messages"));
  return made;
}

// Whoever looks at a conversation has read it; asking for its messages says so to the emulated Slack.
function read(channel) {
  const one = world.conversation(channel);
  if (one) one.unread = 0;
}

let reading = 0;

function readSoon(channel) {
  clearTimeout(reading);
  reading = setTimeout(() => api.messages(channel), READ_AFTER_MS);
}

async function showThread(where) {
  if (thread && (thread.thread !== where.thread || thread.channel !== where.channel)) {
    thread.node.remove();
    thread = null;
  }
  shell.classList.toggle("with-thread", Boolean(where.thread));
  if (!where.thread || thread) return;
  thread = new Thread(where, () => go({ channel: where.channel }));
  shell.append(thread.node);
  await thread.load();
  thread?.composer.field.focus();
}

async function show() {
  const where = place();
  const moved = where.channel !== world.place.channel || !main;
  world.place = where;
  read(where.channel);
  drawSidebar();
  openDrawer(false);
  if (moved) {
    const next = makeMain(where.channel);
    if (main) main.node.replaceWith(next.node);
    else shell.append(next.node);
    main = next;
    await main.load();
    if (!where.thread && matchMedia("(min-width: 761px)").matches) main.composer?.field.focus();
  }
  await showThread(where);
}

const hasNewCall = (message) => message.blocks.some((block) => block.type === "call" && !world.call(block.call_id));

async function arrived(message, channel) {
  if (!world.conversation(channel) || hasNewCall(message)) await renew();
  const here = channel === world.place.channel;
  if (here && !inThread(message)) main.list?.put(message);
  if (here && thread && (message.thread_ts ?? message.ts) === thread.thread) thread.list.put(message);
  if (here) return readSoon(channel);
  const one = world.conversation(channel);
  if (!one || message.user === world.me || inThread(message)) return undefined;
  one.unread += 1;
  return drawSidebar();
}

async function changed(message, channel) {
  if (hasNewCall(message)) await renew();
  if (channel !== world.place.channel) return;
  if (!inThread(message)) main.list?.put(message);
  if (thread && (message.thread_ts ?? message.ts) === thread.thread) thread.list.put(message);
}

function redraw() {
  if (place().channel !== world.place.channel) return show();
  drawSidebar();
  main.renew();
  return thread?.renew();
}

async function renew() {
  world.learn(await api.state(world.me));
  read(world.place.channel);
  world.tell("time");
}

const HAPPEN = {
  message: ({ message, channel }) => arrived(message, channel),
  message_changed: ({ message, channel }) => changed(message, channel),
  message_deleted: ({ message, channel }) => changed(message, channel),
  view_opened: ({ view }) => modals.open(view),
  view_updated: ({ view }) => modals.update(view),
  view_closed: ({ view }) => modals.closed(view.id),
  home: ({ view }) => main instanceof Home && main.show(view),
  state: renew,
  toast: ({ text }) => toast(text),
};

let happening = Promise.resolve();
let lostOnce = false;

// One after the other, as they came: some have to ask for the state first.
function happened(event) {
  happening = happening.then(() => HAPPEN[event.type]?.(event)).catch((error) => console.error(error));
}

async function connected() {
  shell.classList.remove("offline");
  if (!lostOnce) return;
  lostOnce = false;
  await renew();
  await main.load();
  await thread?.load();
}

function lost() {
  lostOnce = true;
  shell.classList.add("offline");
}

// `?as=` holds somebody's id or name; without it one is whoever comes first.
function chosenPerson(people) {
  const asked = new URLSearchParams(location.search).get("as");
  return (people.find((person) => [person.id, person.name].includes(asked)) ?? people[0]).id;
}

async function start() {
  const { backends, people } = await api.playground();
  const state = await api.state(chosenPerson(people));
  if (state.ok === false) throw new Error(state.error);
  world.learn(state);
  world.backends = backends;
  if (!location.search.includes(world.me)) history.replaceState(null, "", `${world.address()}${location.hash}`);
  document.title = `${world.person(world.me).real_name} · Plenum playground`;
  const faults = new Faults();
  document.body.append(topbar({ openFaults: () => faults.open(), openGuide }), shell);
  drawSidebar();
  shell.append(
    side,
    el("button", { class: "shade", type: "button", "aria-label": "Close", on: { click: () => openDrawer(false) } }),
  );
  listen({ happened, connected, lost });
  const [{ view }] = await Promise.all([api.view(), show(), faults.load()]);
  if (view) modals.open(view);
  if (guideWanted()) openGuide();
  window.addEventListener("hashchange", show);
  window.addEventListener("keydown", (event) => event.key === "Escape" && openDrawer(false));
  world.on("time", redraw);
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  document.body.replaceChildren(
    el(
      "main",
      { class: "broken" },
      el("h1", {}, "The playground did not start"),
      el(
        "p",
        {},
        `The emulated Slack answered: ${error.message}. Look at the terminal it runs in, then load this page again.`,
      ),
    ),
  );
});

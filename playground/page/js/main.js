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

const modals = new ModalStack();
const shell = el("div", { class: "shell" });
const guideSlot = el("div", { class: "guide-slot" });
let side = null;
let main = null;
let thread = null;

function place() {
  const [channel = "", inThreadOf = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel === "home" && world.app) return { channel, thread: "" };
  if (world.conversation(channel)) return { channel, thread: inThreadOf };
  const first = world.conversations().filter((one) => one.kind === "channel" && !one.archived);
  const chosen = first.find((one) => one.name === channel) ?? first.find((one) => one.name === "team") ?? first.find((one) => one.members?.includes(world.me)) ?? first[0];
  return { channel: chosen?.id ?? "home", thread: "" };
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

function read(channel) {
  const one = world.conversation(channel);
  if (one) one.unread = 0;
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

function arrived(message, channel) {
  const here = channel === world.place.channel;
  if (here && !inThread(message)) main.list?.put(message);
  if (here && thread && (message.thread_ts ?? message.ts) === thread.thread) thread.list.put(message);
  const one = world.conversation(channel);
  if (here || !one || message.user === world.me || inThread(message)) return;
  one.unread = (one.unread ?? 0) + 1;
  drawSidebar();
}

function changed(message, channel) {
  if (channel !== world.place.channel) return;
  if (!inThread(message)) main.list?.put(message);
  if (thread && (message.thread_ts ?? message.ts) === thread.thread) thread.list.put(message);
}

async function renew() {
  world.learn(await api.state(world.me));
  drawSidebar();
  main?.renew();
  thread?.renew();
}

const HAPPEN = {
  message: ({ message, channel }) => arrived(message, channel ?? message.channel),
  message_changed: ({ message, channel }) => changed(message, channel ?? message.channel),
  message_deleted: ({ message, channel }) => changed(message, channel ?? message.channel),
  view_opened: ({ view }) => modals.open(view),
  view_updated: ({ view }) => (view.type === "home" ? main.show?.(view) : modals.update(view)),
  view_closed: ({ view, view_id: viewId }) => modals.closed(view?.id ?? viewId),
  home: ({ view }) => main instanceof Home && main.show(view),
  state: renew,
  toast: ({ text }) => toast(text),
};

let lostOnce = false;

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

function chosenPerson() {
  return new URLSearchParams(location.search).get("as") ?? "";
}

async function start() {
  const [state, near] = await Promise.all([api.state(chosenPerson()), api.neighbours()]);
  if (!state.people) throw new Error(state.error ?? "no state");
  world.learn(state);
  world.backends = near.backends ?? [];
  if (chosenPerson() !== world.me) history.replaceState(null, "", `${world.address()}${location.hash}`);
  document.title = `${world.person(world.me).real_name} · Plenum playground`;
  const faults = new Faults();
  document.body.append(topbar({ openFaults: () => faults.open(), openGuide }), shell);
  drawSidebar();
  shell.append(side, el("button", { class: "shade", type: "button", "aria-label": "Close", on: { click: () => openDrawer(false) } }));
  listen({ happened: (event) => HAPPEN[event.type]?.(event), connected, lost });
  await Promise.all([show(), faults.load()]);
  if (guideWanted()) openGuide();
  window.addEventListener("hashchange", show);
  window.addEventListener("keydown", (event) => event.key === "Escape" && openDrawer(false));
  world.on("time", () => {
    drawSidebar();
    main.renew();
    thread?.renew();
  });
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  document.body.replaceChildren(el("main", { class: "broken" }, el("h1", {}, "The playground did not start"), el("p", {}, `The emulated Slack answered: ${error.message}. Look at the terminal it runs in, then load this page again.`)));
});

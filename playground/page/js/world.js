// What the page knows: who one is, the people, the conversations, the app, the time. One per page.

const people = new Map();
const conversations = new Map();
const calls = new Map();
const listeners = new Map();

export const world = {
  me: "",
  zone: "UTC",
  team: { id: "", name: "" },
  app: null,
  commands: [],
  shortcuts: [],
  backends: [],
  place: { channel: "", thread: "" },
  offset: 0,

  now: () => new Date(Date.now() + world.offset),
  person: (id) => people.get(id),
  people: () => [...people.values()],
  conversation: (id) => conversations.get(id),
  call: (id) => calls.get(id),
  conversations: () => [...conversations.values()],
  dmWith: (personId) => world.conversations().find((one) => one.kind === "im" && one.with === personId),
  isApp: (personId) => Boolean(world.app) && world.app.user_id === personId,

  learn(state) {
    people.clear();
    for (const person of state.people) people.set(person.id, person);
    conversations.clear();
    for (const one of state.conversations) conversations.set(one.id, one);
    calls.clear();
    for (const call of state.calls) calls.set(call.id, call);
    world.me = state.me;
    world.zone = people.get(world.me)?.tz ?? "UTC";
    world.team = state.team;
    world.app = state.app;
    world.commands = state.commands;
    world.shortcuts = state.shortcuts;
    world.setNow(state.now);
  },

  setNow(now) {
    world.offset = Date.parse(now) - Date.now();
  },

  // The address of this page as somebody, somewhere: it can be opened in another window.
  address({ as = world.me, channel = "", thread = "" } = {}) {
    const query = new URLSearchParams({ as });
    return `?${query}${channel ? `#${channel}${thread ? `/${thread}` : ""}` : ""}`;
  },

  on(name, listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  },

  tell(name, ...what) {
    for (const listener of listeners.get(name) ?? []) listener(...what);
  },
};

export function conversationTitle(one) {
  if (one.kind === "im") return world.person(one.with)?.real_name ?? "Direct message";
  if (one.kind === "mpim")
    return others(one)
      .map((id) => world.person(id)?.name ?? id)
      .join(", ");
  return one.name;
}

export function others(one) {
  return (one.members ?? []).filter((id) => id !== world.me);
}

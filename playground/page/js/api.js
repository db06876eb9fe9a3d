// Everything the page asks of the emulated Slack, and the stream of what happens there.

import { world } from "./world.js";

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  return response.ok ? body : { ok: false, error: body.error ?? `http_${response.status}`, ...body };
}

async function read(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return answer(await fetch(`${path}?${asked}`));
}

async function send(path, body) {
  try {
    return await answer(
      await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

const mine = (body) => ({ as: world.me, ...body });

export const api = {
  state: (as) => read("/client/state", { as }),
  messages: (channel, thread_ts) => read("/client/messages", mine({ channel, thread_ts })),
  home: () => read("/client/home", mine({})),
  view: () => read("/client/view", mine({})),
  say: (channel, text, thread_ts) => send("/client/say", mine({ channel, text, thread_ts })),
  press: (press) => send("/client/press", mine(press)),
  submit: (view_id, values) => send("/client/submit", mine({ view_id, state: { values } })),
  close: (view_id, cleared) => send("/client/close", mine({ view_id, cleared })),
  shortcut: (callback_id, place = {}) => send("/client/shortcut", mine({ callback_id, ...place })),
  faults: () => read("/client/faults"),
  setFaults: (faults) => send("/client/faults", faults),
  advance: (seconds) => send("/clock", { advance: seconds }),
  playground: () => read("/playground"),
};

// Calls `happened` for each event and `connected` at every (re)connection, when something may have been missed.
export function listen({ happened, connected, lost }) {
  const stream = new EventSource(`/client/events?${new URLSearchParams({ as: world.me })}`);
  stream.onopen = connected;
  stream.onmessage = (message) => happened(JSON.parse(message.data));
  stream.onerror = lost;
  return stream;
}

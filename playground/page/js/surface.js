// One message, modal or App Home as its blocks see it: what was filled in, and what a press sends.

import { api } from "./api.js";
import { failed } from "./toasts.js";
import { world } from "./world.js";

const INITIAL = {
  static_select: (spec) => ({ selected_option: spec.initial_option ?? null }),
  multi_static_select: (spec) => ({ selected_options: spec.initial_options ?? [] }),
  users_select: (spec) => ({ selected_user: spec.initial_user ?? null }),
  multi_users_select: (spec) => ({ selected_users: spec.initial_users ?? [] }),
  conversations_select: (spec) => ({ selected_conversation: spec.initial_conversation ?? null }),
  multi_conversations_select: (spec) => ({ selected_conversations: spec.initial_conversations ?? [] }),
  channels_select: (spec) => ({ selected_channel: spec.initial_channel ?? null }),
  multi_channels_select: (spec) => ({ selected_channels: spec.initial_channels ?? [] }),
  datepicker: (spec) => ({ selected_date: spec.initial_date ?? null }),
  timepicker: (spec) => ({
    selected_time: spec.initial_time ?? null,
    ...(spec.timezone ? { timezone: spec.timezone } : {}),
  }),
  datetimepicker: (spec) => ({ selected_date_time: spec.initial_date_time ?? null }),
  radio_buttons: (spec) => ({ selected_option: spec.initial_option ?? null }),
  checkboxes: (spec) => ({ selected_options: spec.initial_options ?? [] }),
  plain_text_input: (spec) => ({ value: spec.initial_value ?? null }),
  email_text_input: (spec) => ({ value: spec.initial_value ?? null }),
  url_text_input: (spec) => ({ value: spec.initial_value ?? null }),
  number_input: (spec) => ({ value: spec.initial_value ?? null }),
  rich_text_input: (spec) => ({ rich_text_value: spec.initial_value ?? null }),
};

export class Surface {
  // `where` is {channel, message_ts} or {view_id}: what the client API wants to hear.
  // `entered` is what the emulated Slack remembers of an earlier visit.
  constructor(where, { redraw = () => {}, entered = {} } = {}) {
    this.where = where;
    this.redraw = redraw;
    this.values = entered;
    this.kept = {};
    this.errors = {};
    this.untold = new Map();
  }

  // New blocks are about to be drawn: what was filled in stays wherever block and action keep their ids.
  renew() {
    this.kept = this.values;
    this.values = {};
  }

  value(block, spec) {
    const kept = this.kept[block]?.[spec.action_id];
    const value = kept?.type === spec.type ? kept : { type: spec.type, ...INITIAL[spec.type](spec) };
    (this.values[block] ??= {})[spec.action_id] = value;
    return value;
  }

  fill(block, spec, filled) {
    (this.values[block] ??= {})[spec.action_id] = {
      ...this.values[block]?.[spec.action_id],
      type: spec.type,
      ...filled,
    };
    this.untold.set(`${block}/${spec.action_id}`, this.pressOf(block, spec, filled));
  }

  pressOf(block, spec, filled) {
    return { ...this.where, block_id: block, action_id: spec.action_id, element: { type: spec.type, ...filled } };
  }

  // Fields of a form say nothing to the app by themselves, but a press in it carries what they hold.
  async tellFields() {
    const presses = [...this.untold.values()];
    this.untold.clear();
    if (this.where.view_id) for (const press of presses) await api.press(press);
  }

  async act(block, spec, filled = {}) {
    this.untold.delete(`${block}/${spec.action_id}`);
    await this.tellFields();
    const heard = await api.press(this.pressOf(block, spec, filled));
    if (heard.ok === false) failed(world.app.name, heard);
  }
}

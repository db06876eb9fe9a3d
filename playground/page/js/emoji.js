// The common emoji shortcodes and what they look like.

const CODES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", raised_hand: "✋", raised_hands: "🙌",
  clap: "👏", pray: "🙏", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", ok_hand: "👌",
  muscle: "💪", eyes: "👀", smile: "😄", smiley: "😃", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂",
  wink: "😉", blush: "😊", sweat_smile: "😅", thinking_face: "🤔", neutral_face: "😐", confused: "😕",
  disappointed: "😞", cry: "😢", sob: "😭", scream: "😱", sleeping: "😴", zzz: "💤", heart: "❤️", tada: "🎉",
  rocket: "🚀", fire: "🔥", sparkles: "✨", star: "⭐", boom: "💥", zap: "⚡", warning: "⚠️", no_entry: "⛔",
  no_entry_sign: "🚫", x: "❌", negative_squared_cross_mark: "❎", white_check_mark: "✅", heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️", question: "❓", grey_question: "❔", exclamation: "❗", grey_exclamation: "❕",
  information_source: "ℹ️", bulb: "💡", lock: "🔒", unlock: "🔓", key: "🔑", closed_lock_with_key: "🔐", satellite: "📡",
  satellite_antenna: "📡", telephone_receiver: "📞", phone: "☎️", telephone: "☎️", calling: "📲", iphone: "📱",
  computer: "💻", desktop_computer: "🖥️", video_camera: "📹", movie_camera: "🎥", film_projector: "📽️", camera: "📷",
  clapper: "🎬", cinema: "🎦", microphone: "🎤", studio_microphone: "🎙️", headphones: "🎧", speaker: "🔈", mute: "🔇",
  loud_sound: "🔊", bell: "🔔", no_bell: "🔕", calendar: "📆", date: "📅", spiral_calendar_pad: "🗓️", clock3: "🕒",
  alarm_clock: "⏰", stopwatch: "⏱️", hourglass: "⌛", hourglass_flowing_sand: "⏳", watch: "⌚", repeat: "🔁",
  arrows_counterclockwise: "🔄", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrow_forward: "▶️", double_vertical_bar: "⏸️", black_square_for_stop: "⏹️", black_circle_for_record: "⏺️",
  record_button: "⏺️", stop_button: "⏹️", red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_yellow_circle: "🟡", large_orange_circle: "🟠", white_circle: "⚪", black_circle: "⚫", radio_button: "🔘",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", family: "👪", speech_balloon: "💬", thought_balloon: "💭",
  mega: "📣", loudspeaker: "📢", incoming_envelope: "📨", envelope: "✉️", email: "📧", inbox_tray: "📥",
  outbox_tray: "📤", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", pushpin: "📌", round_pushpin: "📍",
  paperclip: "📎", link: "🔗", mag: "🔍", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", wastebasket: "🗑️",
  file_folder: "📁", open_file_folder: "📂", floppy_disk: "💾", package: "📦", door: "🚪", house: "🏠",
  globe_with_meridians: "🌐", earth_africa: "🌍", coffee: "☕", cake: "🍰", seedling: "🌱", sunny: "☀️", cloud: "☁️",
  robot_face: "🤖", construction: "🚧", rotating_light: "🚨", checkered_flag: "🏁", vertical_traffic_light: "🚦",
  heavy_plus_sign: "➕", heavy_minus_sign: "➖", bar_chart: "📊", chart_with_upwards_trend: "📈", handshake: "🤝",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", 100: "💯",
};

export function emoji(code) {
  return Object.hasOwn(CODES, code) ? CODES[code] : null;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, code) => emoji(code) ?? whole);
}

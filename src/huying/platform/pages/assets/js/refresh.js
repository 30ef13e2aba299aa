// Clocks are counted by the server: each minute the page is read again and its live regions change.
import { say, text } from "./status.js";

let lastSeen = new Date();
let isLost = false;

const time = (moment) => `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;

function showLost(lost) {
  const line = document.getElementById("lost-line");
  if (!line || lost === isLost) return;
  isLost = lost;
  line.hidden = !lost;
  const words = lost ? text("lost").replace("{time}", time(lastSeen)) : "";
  line.querySelector("span").textContent = words;
  say(lost ? words : text("back"));
}

function countLate(root) {
  return root.querySelectorAll("[data-live] .clock--late").length;
}

// A region in which somebody works is left alone until the next minute.
function isBusy(region) {
  const active = document.activeElement;
  return region.contains(active) && active !== document.body || region.querySelector("details[open],input:checked");
}

function put(fresh) {
  const before = countLate(document);
  for (const region of document.querySelectorAll("[data-live][id]")) {
    const next = fresh.getElementById(region.id);
    if (next && !isBusy(region) && next.innerHTML !== region.innerHTML) region.replaceChildren(...next.childNodes);
  }
  if (countLate(document) > before) say(text("late"));
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(globalThis.location.href, { headers: { "X-Background": "1" }, redirect: "error" });
    if (!answer.ok) return;
    put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    lastSeen = new Date();
    showLost(false);
  } catch {
    showLost(true);
  }
}

export function startRefresh() {
  if (!document.querySelector("[data-live][id]")) return;
  setInterval(refresh, 60_000);
  document.addEventListener("visibilitychange", () => Date.now() - lastSeen > 60_000 && refresh());
  globalThis.addEventListener("offline", () => showLost(true));
  globalThis.addEventListener("online", refresh);
}

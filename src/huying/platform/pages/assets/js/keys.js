// Single letters, outside fields only, never while an input method composes; they can be switched off.
const OFF = "huying.keys-off";
let afterG = 0;

const isTyping = (target) => target.closest?.("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]");
const isShown = (element) => element.offsetParent !== null || element.getClientRects().length > 0;
const find = (selector) => [...document.querySelectorAll(selector)].find(isShown);

function press(element) {
  if (!element) return false;
  if (element.matches("input:not([type=checkbox],[type=radio]),textarea,select")) {
    element.focus();
    element.select?.();
  } else element.click();
  return true;
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(isShown);
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

const row = () => document.activeElement?.closest("[data-row]");

const WORKS = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => press(row()?.querySelector("input[type=checkbox]")),
  g: () => {
    afterG = Date.now();
    return true;
  },
};

function onLetter(event, key) {
  if (Date.now() - afterG < 1500) {
    afterG = 0;
    return press(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  }
  if (/^[1-9]$/.test(key) && press(find(`[data-choose="${key}"]`))) return true;
  const bound = find(`[data-key="${CSS.escape(key)}"]`);
  return bound ? press(bound) : WORKS[key]?.() ?? false;
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    if (press(find("[data-main]"))) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.matches("[data-row]")) return press(event.target.querySelector("a[href]"));
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (key && onLetter(event, key)) event.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  const box = document.getElementById("keys-off");
  if (!box) return;
  box.checked = localStorage.getItem(OFF) !== null;
  box.addEventListener("change", () => (box.checked ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF)));
}

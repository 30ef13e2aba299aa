// Dialogs and popovers are <details>: they open without this script; here focus and Esc are added.
const FOCUSABLE = "a[href],button:not([disabled]),input:not([type=hidden]),select,textarea,summary";

function focusInside(box) {
  const first = box.querySelector("input:not([type=hidden]),select,textarea") ?? box.querySelector(FOCUSABLE);
  first?.focus();
}

export function closeDetails(details) {
  details.open = false;
  details.querySelector("summary")?.focus();
}

function openDetails() {
  return [...document.querySelectorAll("details.dialog[open],details.popover[open]")].at(-1);
}

function keepInside(event, details) {
  const places = [...details.querySelectorAll(FOCUSABLE)].filter((e) => e.tagName !== "SUMMARY" && e.offsetParent);
  if (places.length === 0) return;
  const goal = event.shiftKey ? places.at(-1) : places[0];
  const edge = event.shiftKey ? places[0] : places.at(-1);
  if (document.activeElement === edge || !details.contains(document.activeElement)) {
    event.preventDefault();
    goal.focus();
  }
}

function onKey(event) {
  const details = openDetails();
  if (!details || event.isComposing) return;
  if (event.key === "Escape") closeDetails(details);
  if (event.key === "Tab" && details.matches(".dialog")) keepInside(event, details);
}

function onToggle(event) {
  const details = event.target;
  if (!details.matches?.("details.dialog") || !details.open) return;
  makeModal(details.querySelector(".dialog__box"));
}

function makeModal(box) {
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-modal", "true");
  if (!box.contains(document.activeElement)) focusInside(box);
}

function onClick(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal?.();
  const closer = event.target.closest("[data-close]");
  if (closer) close(closer);
  const popover = openDetails();
  if (popover?.matches(".popover") && !popover.contains(event.target)) popover.open = false;
}

function close(closer) {
  const toast = closer.closest("[data-toast]");
  if (toast) return toast.remove();
  const dialog = closer.closest("dialog");
  if (dialog) return dialog.close();
  const details = closer.closest("details");
  if (details) closeDetails(details);
}

// Eight seconds, but not while somebody points at it or stands in it.
function timeToast(toast) {
  const end = () => {
    if (toast.matches(":hover,:focus-within")) setTimeout(end, 2000);
    else toast.remove();
  };
  setTimeout(end, 8000);
}

export function startDialogs() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("click", onClick);
  document.querySelectorAll("[data-toast]").forEach(timeToast);
  // What the server sends open with faults was open before this script could hear of it.
  document.querySelectorAll("details.dialog[open] > .dialog__box").forEach(makeModal);
}

// Forms: one press is one act, refused buttons say why, drafts survive, Enter is the composer's.
import { say, text } from "./status.js";

const DRAFT = "huying.draft.";

function onSubmit(event) {
  const form = event.target;
  const button = event.submitter;
  if (form.dataset.sent !== undefined || button?.ariaDisabled === "true") return event.preventDefault();
  if (form.method !== "post" || form.closest("dialog")) return;
  form.dataset.sent = "";
  if (form.dataset.draft) localStorage.removeItem(DRAFT + form.dataset.draft);
  if (button) busy(button);
}

// The width stays, the words say what happens.
function busy(button) {
  const words = button.dataset.busy ?? text("busy");
  button.setAttribute("aria-busy", "true");
  if (button.classList.contains("btn") && words) setTimeout(() => button.replaceChildren(words), 0);
  say(words);
}

// A page that comes back from the browser's memory must be usable again.
function onPageShow(event) {
  if (event.persisted) globalThis.location.reload();
}

function onRefused(event) {
  const button = event.target.closest("[aria-disabled=true]");
  if (!button) return;
  event.preventDefault();
  say(document.getElementById(button.getAttribute("aria-describedby"))?.textContent);
}

function onChange(event) {
  if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
}

function onCopy(event) {
  const button = event.target.closest("[data-copy]");
  if (button) navigator.clipboard?.writeText(button.dataset.copy).then(() => say(button.dataset.copied));
}

function keepDraft(event) {
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  const kept = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  localStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(kept));
}

function bringDraft(form) {
  const kept = JSON.parse(localStorage.getItem(DRAFT + form.dataset.draft) ?? "[]");
  for (const [name, value] of kept) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value ||= value;
    else if (field && field.type === "checkbox") field.checked ||= field.value === value;
    else if (field && field.type !== "hidden" && field.type !== "file" && field.value === "") field.value = value;
  }
}

export function startForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onRefused);
  document.addEventListener("click", onCopy);
  document.addEventListener("change", onChange);
  document.addEventListener("input", keepDraft);
  document.addEventListener("change", keepDraft);
  globalThis.addEventListener("pageshow", onPageShow);
  document.querySelectorAll("form[data-draft]").forEach(bringDraft);
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && globalThis.print());
}

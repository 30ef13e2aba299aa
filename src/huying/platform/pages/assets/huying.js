// The one script of all pages. Reading, filtering and acting work without it.
import htmx from "htmx.org";
import { startDialogs } from "./js/dialogs.js";
import { startForms } from "./js/forms.js";
import { startKeys } from "./js/keys.js";
import { startRefresh } from "./js/refresh.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

function start() {
  startForms();
  startDialogs();
  startKeys();
  startRefresh();
  document.documentElement.dataset.ready = "";
}

// A module runs after the document is read; htmx starts itself at the same moment.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();

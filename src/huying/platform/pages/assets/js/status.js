// The one polite live region; texts come from attributes of the body, in the page's language.
export function say(text) {
  const region = document.getElementById("status");
  if (region && text) region.textContent = text;
}

export function text(name) {
  return document.body.dataset[name] ?? "";
}

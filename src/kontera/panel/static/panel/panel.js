// The panel works without this file; it only adds the copy button.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
});
// A form is sent once, however often the button is tapped.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
// A choice that an address points at is shown, also where a browser does not open its group by itself.
function reveal() {
  const aim = document.getElementById(location.hash.slice(1));
  const group = aim && aim.closest("details:not([open])");
  if (group) { group.open = true; aim.scrollIntoView(); }
}
window.addEventListener("hashchange", reveal);
reveal();
// The menu of further pages closes as menus do: with Escape, or when something else is tapped.
const more = document.querySelector(".more");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !more || !more.open) return;
  more.open = false;
  more.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (more && !more.contains(event.target)) more.open = false;
});

// How large and in which colours things are shown: pages and pictures of a document, long questions, light and dark.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const THEME = "preuve_theme";

  // Pages are shown as wide as the panel, half as large again, or more than twice as large. The mark stays where it is,
  // or, where none is in view, the middle.
  const SIZES = [1, 1.5, 2.2];
  let size = SIZES[0];
  const enlarge = () => {
    const pane = one("#source .page-of-text");
    const frame = pane.getBoundingClientRect();
    const place = () => one("mark.current", pane)?.getBoundingClientRect();
    const before = place();
    const seen = before && before.bottom > frame.top && before.top < frame.bottom;
    const [x, y] = [(pane.scrollLeft + pane.clientWidth / 2) / size, (pane.scrollTop + pane.clientHeight / 2) / size];
    size = SIZES[(SIZES.indexOf(size) + 1) % SIZES.length];
    document.documentElement.style.setProperty("--enlarged", size);
    pane.scrollTo(x * size - pane.clientWidth / 2, y * size - pane.clientHeight / 2);
    if (!seen) return;
    const now = place();
    pane.scrollBy(now.left - frame.left - 24, now.top - before.top);
  };

  const recolour = () => {
    const dark = document.body.classList.toggle("dark");
    localStorage.setItem(THEME, dark ? "dark" : "light");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.theme, button.unfold, button.enlarge");
    if (button?.classList.contains("theme")) recolour();
    else if (button?.classList.contains("unfold")) button.previousElementSibling.classList.toggle("whole");
    else if (button) enlarge();
  });

  // A picture that cannot be drawn leaves no hole.
  const leave = (event) => event.target.closest?.(".figure")?.setAttribute("hidden", "");
  document.addEventListener("error", leave, true);

  const theme = localStorage.getItem(THEME);
  if (theme) document.body.classList.toggle("dark", theme === "dark");
})();

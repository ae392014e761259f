// Kept conversations and opinions: the address of the page, renaming, notes.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // The session has ended (in another tab, by another password): whatever was clicked, the login comes first.
  const ask = window.fetch;
  window.fetch = async (...what) => {
    const reply = await ask(...what);
    if (reply.status === 401) location.replace("/login");
    return reply;
  };

  // A box in the place of a button; Enter or the button beside it sends, Escape leaves everything as it was.
  const write = (button, value, rows, word, send) => {
    const place = document.createElement("span");
    place.className = "write";
    const box = document.createElement("textarea");
    box.rows = rows;
    box.maxLength = rows > 1 ? 1000 : 120;
    box.value = value;
    box.dir = "auto";
    box.setAttribute("aria-label", button.title || button.textContent);
    const done = document.createElement("button");
    done.type = "button";
    done.textContent = word;
    place.append(box, done);
    const finish = (sent) => {
      place.replaceWith(button);
      button.focus();
      if (sent) send(box.value);
    };
    done.addEventListener("click", () => finish(true));
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") finish(false);
      else if (event.key === "Enter" && event.target === box && !event.shiftKey) finish(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    button.replaceWith(place);
    box.focus();
    box.select();
  };

  const number = (element) => element.closest(".exchange").id.split("-")[1];

  const rename = (button) => {
    const item = button.closest("li");
    const line = (text) => text.replace(/\s+/g, " ").trim();
    write(button, one(".kept-title", item).textContent, 1, "✓", (title) => {
      if (line(title)) window.preuve.send(`rename ${item.id.split("-")[1]} ${line(title)}`, "#go-history");
    });
  };

  const note = (button) => {
    const place = button.parentNode;
    const exchange = number(button);
    write(button, one(".note-text", place).textContent, 3, one(".send-word", place).textContent, (text) =>
      window.preuve.send(`note ${exchange} ${text}`, "#go-opinion"),
    );
  };

  let pressed = null; // the opinion that was chosen last, so that the focus stays on it when the answer is drawn anew

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.say, button.rename, button.note-opener");
    if (!button) return;
    if (button.classList.contains("rename")) return rename(button);
    if (button.classList.contains("note-opener")) return note(button);
    const kind = [...button.classList].find((name) => !["say", "pressed"].includes(name));
    pressed = `#exchange-${number(button)} button.${kind}`;
    window.preuve.send(`say ${number(button)} ${kind}`, "#go-opinion");
  });

  document.addEventListener("focusin", (event) => {
    if (pressed && !event.target.matches(pressed)) pressed = null;
  });

  const onConversation = () => {
    const section = one("#conversation section");
    if (!section) return;
    all("button.say").forEach((button) => button.setAttribute("aria-pressed", button.classList.contains("pressed")));
    all("#conversation [role=group]").forEach((group) => group.setAttribute("aria-label", group.title));
    if (pressed && document.activeElement === document.body) one(pressed)?.focus();
    if (section.classList.contains("conversation") || section.classList.contains("welcome")) {
      const kept = [...section.classList].find((name) => name.startsWith("kept-"));
      // Before the documents are open, the page still waits for the conversation that its address names.
      if (!kept && one("#conversation .pending")) return;
      const address = kept ? `/?c=${kept.slice(5)}` : "/";
      if (location.pathname + location.search !== address) history.replaceState(null, "", address + location.hash);
    }
  };

  const onList = () =>
    all("#history li").forEach((item) => {
      const link = one(".kept-title", item);
      if (item.classList.contains("current")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });

  const watch = (id, react) => {
    new MutationObserver(react).observe(document.getElementById(id), { childList: true, subtree: true });
    react();
  };

  const wait = new MutationObserver(() => {
    if (!document.getElementById("conversation") || !document.body.classList.contains("ready")) return;
    wait.disconnect();
    watch("conversation", onConversation);
    // The list is made when its tab is opened first.
    new MutationObserver(onList).observe(document.getElementById("panel"), { childList: true, subtree: true });
    onList();
  });
  wait.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

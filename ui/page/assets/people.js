// Kept conversations, in a rail beside what is asked, and opinions: renaming, notes.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

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

  // The server groups conversations by day, and has no clock of ours.
  document.cookie = `preuve_zone=${-new Date().getTimezoneOffset()}; path=/; max-age=31536000; samesite=strict`;

  const number = (element) => element.closest(".exchange").id.split("-")[1];

  const rename = (button) => {
    const item = button.closest("li");
    const line = (text) => text.replace(/\s+/g, " ").trim();
    write(button, one(".kept-title", item).textContent, 1, "✓", (title) => {
      if (line(title)) window.preuve.send(`rename ${item.id.split("-")[1]} ${line(title)}`, "#go-history");
    });
  };

  // On a phone, what can be done with a conversation has no room beside its title.
  const unfold = (button) => {
    const item = button.closest("li");
    for (const each of all("#history .kept li")) {
      each.classList.toggle("unfolded", each === item && !item.classList.contains("unfolded"));
      one(".unfold-tools", each).setAttribute("aria-expanded", String(each.classList.contains("unfolded")));
    }
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
    const button = event.target.closest("button.say, button.rename, button.note-opener, button.unfold-tools");
    if (!button) return;
    if (button.classList.contains("unfold-tools")) return unfold(button);
    if (button.classList.contains("rename")) return rename(button);
    if (button.classList.contains("note-opener")) return note(button);
    const kind = [...button.classList].find((name) => !["tool", "say", "pressed"].includes(name));
    pressed = `#exchange-${number(button)} button.${kind}`;
    window.preuve.send(`say ${number(button)} ${kind}`, "#go-opinion");
  });

  document.addEventListener("focusin", (event) => {
    if (pressed && !event.target.matches(pressed)) pressed = null;
  });

  const onConversation = () => {
    all("button.say").forEach((button) => button.setAttribute("aria-pressed", button.classList.contains("pressed")));
    all("#conversation [role=group]").forEach((group) => group.setAttribute("aria-label", group.title));
    if (pressed && document.activeElement === document.body) one(pressed)?.focus();
  };

  // The rail: beside the conversation where there is room and it was not closed, a sheet over it on a phone.
  const RAIL = "preuve_rail";
  const wide = matchMedia("(min-width: 1360px)");
  const narrow = matchMedia("(max-width: 899px)");
  const show = (open) => {
    document.body.classList.toggle("rail-open", open);
    if (!narrow.matches) one(".history-opener")?.setAttribute("aria-expanded", String(open));
  };
  const settleRail = () => show((localStorage.getItem(RAIL) ?? (wide.matches ? "open" : "closed")) === "open");
  wide.addEventListener("change", settleRail);
  window.preuve.rail = (link) => {
    if (narrow.matches) {
      document.body.classList.add("rail-front");
      return window.preuve.openPanel(link);
    }
    const open = !document.body.classList.contains("rail-open");
    localStorage.setItem(RAIL, open ? "open" : "closed");
    show(open);
    if (open) box.focus();
  };

  // Finding a conversation by the words of its title: among those that are shown here, among all on the server.
  const word = (name) => one(`#history .word-${name}`)?.textContent ?? "";
  const box = document.createElement("input");
  box.type = "search";
  box.maxLength = 100;
  const nothing = document.createElement("p");
  nothing.className = "nothing-found";
  nothing.setAttribute("role", "status");
  const find = () => {
    const wanted = window.preuve.plain(box.value).split(/\s+/).filter(Boolean);
    let left = 0;
    all("#history .day").forEach((day) => {
      const items = all("li", day);
      for (const item of items) {
        const text = window.preuve.plain(one(".kept-title", item).textContent);
        item.hidden = !wanted.every((each) => text.includes(each));
      }
      day.hidden = items.every((item) => item.hidden);
      left += items.filter((item) => !item.hidden).length;
    });
    const none = wanted.length && !left ? word("none-found").replace("{words}", box.value.trim()) : "";
    if (nothing.textContent !== none) nothing.textContent = none;
  };
  let asked = 0;
  let server = false; // the list that is shown is what the server has found
  box.addEventListener("input", () => {
    find();
    server ||= Boolean(one("#history .more"));
    clearTimeout(asked);
    if (server) asked = setTimeout(() => window.preuve.send(`seek ${box.value}`, "#go-history"), 250);
    if (!box.value) server = false;
  });
  let finding = false; // the focus is in the box, also where a new list has just taken it away
  for (const deed of ["focusin", "pointerdown"])
    document.addEventListener(deed, (event) => (finding = event.target === box));

  const onList = () => {
    all("#history li").forEach((item) => {
      const link = one(".kept-title", item);
      if (item.classList.contains("current")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      one(".unfold-tools", item).setAttribute("aria-expanded", "false");
    });
    all("#history .link-address").forEach((link) => {
      if (link.textContent !== link.href) link.textContent = link.href;
    });
    const place = one("#history .find");
    if (place && !place.firstChild) place.append(box, nothing);
    box.placeholder = word("find");
    box.setAttribute("aria-label", word("find"));
    one("#rail-close")?.setAttribute("aria-label", word("close"));
    if (place && finding && document.activeElement === document.body) box.focus();
    find();
  };

  const watch = (id, react) => {
    new MutationObserver(react).observe(document.getElementById(id), { childList: true, subtree: true });
    react();
  };

  const wait = new MutationObserver(() => {
    if (!document.getElementById("conversation") || !document.body.classList.contains("ready")) return;
    wait.disconnect();
    watch("conversation", onConversation);
    const close = document.createElement("button");
    close.type = "button";
    close.id = "rail-close";
    close.textContent = "×";
    one("#rail").prepend(close);
    watch("history", onList);
    watch("masthead", settleRail);
  });
  wait.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

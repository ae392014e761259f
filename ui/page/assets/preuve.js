// What the page does without asking the server: citations, the panel on small screens, copying.
// Clicks that need the server go through a hidden Gradio text box and button, since the page's policy forbids `eval`.
"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const narrow = matchMedia("(max-width: 899px)");
  let target = "current"; // what to bring into view when the source arrives
  let opener = null; // where the focus goes back to when the panel closes

  const send = (command, button) => {
    const box = one("#bridge textarea, #bridge input");
    const prototype = box instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value").set.call(box, command);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => (one(`${button} button`) || one(button)).click(), 0);
  };

  // What the source shows; its tab comes to the front at once, without waiting for the server.
  const showSource = () => {
    const tab = one('#views button[role="tab"]');
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
  };
  const read = (command) => {
    showSource();
    send(command, "#go");
  };

  const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  const bringIntoView = (element, behavior = "auto") => {
    const pane = one("#source .page-of-text");
    if (!pane || !element) return;
    const box = element.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    const space = Math.max(24, (frame.height - box.height) / 3);
    const left = pane.scrollWidth > pane.clientWidth ? pane.scrollLeft + box.left - frame.left - 24 : 0;
    pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - space, left, behavior });
  };

  const openPanel = (from, alone = true) => {
    if (!narrow.matches || document.body.classList.contains("panel-open")) return;
    opener = from;
    document.body.classList.add("panel-open");
    one(document.body.classList.contains("rail-front") ? "#rail-close" : "#panel-close")?.focus();
    if (alone) window.preuve.unfolded();
  };

  const closePanel = () => window.preuve.folded() || fold();
  const fold = () => {
    document.body.classList.remove("panel-open", "rail-front");
    opener?.isConnected && opener.focus();
    opener = null;
  };

  const markCurrent = (exchange, number) => {
    all("a[aria-current]").forEach((link) => link.removeAttribute("aria-current"));
    all(`#conversation a[href^="#cite-${exchange}-${number}-"]`)
      .forEach((link) => link.setAttribute("aria-current", "true"));
  };

  // The place is in the source that is shown already: nothing to ask.
  const showHere = (exchange, number) => {
    const mark = document.getElementById(`mark-${exchange}-${number}`);
    const head = document.getElementById(`where-${exchange}-${number}`);
    if (!mark || !head) return false;
    all("#source .place").forEach((place) => (place.hidden = place !== head));
    all("#source mark.hit").forEach((hit) => hit.classList.toggle("current", hit.classList.contains(`n-${number}`)));
    showSource();
    setTimeout(() => bringIntoView(mark, calm()), 30);
    return true;
  };

  const cite = (exchange, number, from, step = true) => {
    markCurrent(exchange, number);
    target = "current";
    const stepped = from.classList.contains("step") ? [...from.parentNode.children].indexOf(from) : -1;
    if (showHere(exchange, number)) {
      refocus = null;
      if (stepped >= 0) one(`#where-${exchange}-${number} .steps`)?.children[stepped]?.focus();
    } else {
      read(`cite ${exchange} ${number}`);
    }
    openPanel(from, false);
    if (step) window.preuve.placed(from.hash); // a reload, or a copy of the address, leads to the same place
  };

  // What the server sends anew loses the focus; who works by keyboard goes on where they were.
  let refocus = null;
  const remember = (link) => {
    const group = link.closest(".matches, .forms, .steps");
    const place = group?.classList.contains("steps") ? ".place:not([hidden]) .steps" : `.${group?.classList[0]}`;
    refocus = !link.closest("#source") ? null : group ? [place, [...group.children].indexOf(link)] : [".page-of-text"];
  };
  const focusAgain = () => {
    if (document.activeElement !== document.body) return;
    const [selector, at] = refocus || [];
    const group = selector && one(`#source ${selector}`);
    (at === undefined ? group : group?.children[at])?.focus({ preventScroll: true });
  };

  const follow = (link) => {
    remember(link);
    const words = link.getAttribute("href").slice(1).split("-");
    switch (words[0]) {
      case "cite":
        return cite(words[1], words[2], link);
      case "document":
        target = "top";
        read(`document ${words[1]}`);
        openPanel(link, false);
        return window.preuve.placed(link.hash);
      case "offset": {
        const heading = document.getElementById(link.hash.slice(1));
        one("#outline details")?.removeAttribute("open");
        if (heading) return bringIntoView(heading, calm());
        target = link.hash.slice(1);
        return read(`offset ${words[1]}`);
      }
      case "page":
        window.preuve.placed(link.hash);
        target = "current";
        return read(`open ${words[1]} ${words[2]}`);
      case "match":
      case "text":
      case "pages":
        target = "current";
        return read(words.join(" "));
      case "earlier":
      case "later":
        target = words[0] === "later" ? one("#source .page-of-text").scrollTop : -one("#source .page-of-text").scrollHeight;
        return read(words[0]);
      case "language":
        document.cookie = `preuve_language=${words[1]}; path=/; max-age=31536000; samesite=strict`;
        return send(words[1], "#go-language");
      case "edit":
      case "keep":
        send(words[1] || "0", "#go-edit");
        return one("#question textarea, #question input")?.focus();
      case "undo":
        return send(`undo ${words[1]}`, "#go-edit");
      case "again":
        return send(words[1], "#go-again");
      case "alone":
        return send(`alone ${words[1]}`, "#go-again");
      case "conversations":
        return window.preuve.rail(link);
      case "open":
        send(`open ${words[1]}`, "#go-history");
        return fold();
      case "forget":
      case "restore":
      case "pin":
      case "share":
      case "unshare":
      case "older":
        return send(`${words[0]} ${words[1]}`, "#go-history");
      case "logout":
        return fetch("/logout", { method: "POST" }).then(() => location.replace("/login"));
      case "panel":
        all('#views button[role="tab"]')[1]?.click();
        return openPanel(link);
      case "question":
        return one("#question textarea, #question input")?.focus();
    }
  };

  const copy = async (button) => {
    await navigator.clipboard.writeText(one(".copy-text", button.parentNode).textContent);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1600);
  };

  const write = (text) => {
    const box = one("#question textarea, #question input");
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // What stood in the box when a question of the page's own was asked comes back when that has left the box.
  const bringBack = (typed, asked, frames = 600) => {
    const now = one("#question textarea, #question input").value;
    if (!now) write(typed);
    else if (now === asked && frames) requestAnimationFrame(() => bringBack(typed, asked, frames - 1));
  };

  const press = (button) => {
    if (button.classList.contains("copy")) return copy(button);
    const typed = one("#question textarea, #question input").value;
    write(button.textContent);
    if (typed) bringBack(typed, button.textContent);
    setTimeout(() => (one("#ask button") || one("#ask")).click(), 0);
  };

  for (const deed of ["keydown", "pointerdown"])
    document.addEventListener(
      deed,
      (event) => {
        refocus = null;
        const menu = one("#conversation .menu[open]");
        if (menu && (event.key === "Escape" || (deed === "pointerdown" && !menu.contains(event.target)))) {
          menu.removeAttribute("open");
          if (deed === "keydown") one("summary", menu).focus();
        }
        const contents = one("#outline details[open]");
        if (!contents || (event.key !== "Escape" && (deed === "keydown" || contents.contains(event.target)))) return;
        contents.removeAttribute("open");
        if (deed === "keydown") event.stopImmediatePropagation(); // the panel stays open
      },
      true,
    );

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return; // the browser opens it elsewhere
      if (link) {
        event.preventDefault();
        event.stopPropagation();
        return follow(link);
      }
      const button = event.target.closest("button.copy, button.example");
      if (button) press(button);
      else if (event.target.closest("#panel-close, #rail-close")) closePanel();
    },
    true,
  );

  // Enter that ends the writing of a word by an input method asks nothing yet.
  document.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && event.isComposing && event.target.closest("#question") && event.stopPropagation(),
    true,
  );

  // A menu opens to where there is room.
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.(".menu[open]")) return;
      const [menu, pane] = [event.target.getBoundingClientRect(), one("#thread").getBoundingClientRect()];
      const [items, above, below] = [one(".menu-items", event.target), menu.top - pane.top, pane.bottom - menu.bottom];
      const up = below < items.scrollHeight + 12 && above > below;
      event.target.classList.toggle("up", up);
      items.style.maxHeight = `${Math.max(120, (up ? above : below) - 12)}px`;
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#question") && one("#notice .editing")) send("0", "#go-edit");
    if (event.key === "Escape" && document.body.classList.contains("panel-open")) closePanel();
  });

  // What was asked for last: a page, a place of a search, or a citation.
  const wanted = () =>
    one("#source .goal") || one("#source .found.now") || one("#source mark.current") || one("#source mark.hit");

  // A place that the address names, `#cite-EXCHANGE-NUMBER-DOCUMENT-START-END`, `#page-DOCUMENT-NUMBER` or
  // `#document-KEY`, maybe without the conversation that it is from.
  const reach = (place) => {
    const words = place.slice(1).split("-");
    const known = one(`#conversation a[href$="${place}"]`); // the conversation is kept
    target = "current";
    if (known) return cite(words[1], words[2], known, false);
    if (words[0] === "cite" && words.length === 6) read(`at ${words.slice(3).join(" ")}`);
    else if (words[0] === "page" && words.length === 3) read(`open ${words[1]} ${words[2]}`);
    else if (words[0] === "document" && words.length === 2) read(`document ${words[1]}`);
    else return;
    openPanel(one("#question textarea, #question input"), false);
  };
  Object.assign((window.preuve ??= {}), { send, reach, openPanel, panel: (open) => (open ? openPanel(null, false) : fold()) });

  // The source may arrive while the other tab is still shown: a hidden pane cannot scroll.
  const onSource = (_, __, frames = 60) => {
    const pane = one("#source .page-of-text");
    if (!pane) return;
    if (pane.clientHeight === 0 && frames > 0) return requestAnimationFrame(() => onSource(_, __, frames - 1));
    if (typeof target === "number") pane.scrollTop = target < 0 ? pane.scrollHeight + target : target;
    else if (target === "current") bringIntoView(wanted());
    else if (target !== "top") bringIntoView(document.getElementById(target) || wanted());
    const head = one("#source .place:not([hidden])");
    const place = head?.id.split("-");
    if (place?.length === 3) markCurrent(place[1], place[2]);
    target = "current";
    focusAgain();
    lookForFigures(pane);
  };

  // Pictures of the document are still looked for: they come with another look, and the reader stays where they are.
  const lookForFigures = (pane) => {
    const mark = one("#source .awaited");
    const at = pane.scrollTop;
    if (mark)
      setTimeout(() => {
        if (!mark.isConnected) return;
        target = pane.scrollTop === at && wanted() ? "current" : pane.scrollTop;
        read("figures");
      }, 250);
  };

  let exchanges = 0;
  let stopped = false;
  document.addEventListener("click", (event) => (stopped ||= Boolean(event.target.closest?.("#stop"))), true);
  const onConversation = () => {
    const list = all("#conversation .exchange");
    const last = list.at(-1);
    document.body.classList.toggle("talking", Boolean(last));
    // The button that stops goes when there is nothing to stop; who pressed it goes on by writing.
    if (stopped && last && !one(".pending", last)) one("#question textarea, #question input")?.focus();
    if (last && !one(".pending", last)) stopped = false;
    if (last && (list.length !== exchanges || one(".answer, .abstained, .notice", last))) {
      const pane = one("#thread");
      requestAnimationFrame(() => pane.scrollTo({ top: last.offsetTop - 24, behavior: calm() }));
    }
    exchanges = list.length;
    lookFurther();
  };

  // What may be asked next is looked for as soon as what is there has been drawn, once for each state of the page.
  let looked = "";
  const lookFurther = () => {
    const section = one("#conversation section");
    if (!section || one(".pending", section)) return (looked = "");
    const last = all("#conversation .exchange").at(-1);
    const cards = all(".card", section).map((card) => card.hash).join();
    const state = [section.className, section.lang, last?.id, Boolean(one(".answer, .abstained", section)), cards].join();
    if (state === looked || one("#conversation .exchange .retry", last ?? section)) return;
    looked = state;
    setTimeout(() => (one("#go-further button") || one("#go-further")).click(), 0);
  };

  const onMasthead = () => {
    const head = one("#masthead .masthead");
    if (!head) return;
    root.lang = head.lang;
    root.dir = head.dir;
    all("#masthead a.language").forEach((link) =>
      link.classList.contains("current") ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"),
    );
    all("#masthead a[target]").forEach((link) => link.removeAttribute("target"));
    document.body.classList.add("ready");
    one("#panel-close").setAttribute("aria-label", one(".panel-opener").textContent + " ×");
  };

  const watch = (id, react) => {
    const element = document.getElementById(id);
    new MutationObserver(react).observe(element, { childList: true, subtree: true });
    react();
  };

  const settle = () => {
    const close = document.createElement("button");
    close.type = "button";
    close.id = "panel-close";
    close.textContent = "×";
    one("#panel").prepend(close);
    one("#conversation").setAttribute("role", "log");
    one("#conversation").setAttribute("aria-live", "polite");
    one("#thread").tabIndex = 0;
    watch("masthead", onMasthead);
    watch("conversation", onConversation);
    watch("source", onSource);
  };

  const wait = new MutationObserver(() => {
    if (["masthead", "conversation", "source", "panel"].every((id) => document.getElementById(id))) {
      wait.disconnect();
      settle();
    }
  });
  wait.observe(root, { childList: true, subtree: true });
})();

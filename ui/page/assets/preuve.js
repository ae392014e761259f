// What the page does without asking the server: citations, the panel on small screens, copying, light and dark.
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

  window.preuve = { send };

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
    pane.scrollTo({ top: pane.scrollTop + box.top - frame.top - space, behavior });
  };

  const openPanel = (from) => {
    if (!narrow.matches || document.body.classList.contains("panel-open")) return;
    opener = from;
    document.body.classList.add("panel-open");
    one("#panel-close")?.focus();
  };

  const closePanel = () => {
    document.body.classList.remove("panel-open");
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

  const cite = (exchange, number, from) => {
    markCurrent(exchange, number);
    target = "current";
    const stepped = from.classList.contains("step") ? [...from.parentNode.children].indexOf(from) : -1;
    if (showHere(exchange, number)) {
      refocus = null;
      if (stepped >= 0) one(`#where-${exchange}-${number} .steps`)?.children[stepped]?.focus();
    } else {
      read(`cite ${exchange} ${number}`);
    }
    openPanel(from);
    history.replaceState(null, "", from.hash); // a reload, or a copy of the address, leads to the same place
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
        return openPanel(link);
      case "offset": {
        const heading = document.getElementById(link.hash.slice(1));
        one("#outline details")?.removeAttribute("open");
        if (heading) return bringIntoView(heading, calm());
        target = link.hash.slice(1);
        return read(`offset ${words[1]}`);
      }
      case "page":
        history.replaceState(null, "", link.hash);
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
      case "again":
        return send(words[1], "#go-again");
      case "conversations":
        document.getElementById("history-tab-button")?.click();
        return openPanel(link);
      case "open":
        send(`open ${words[1]}`, "#go-history");
        return closePanel();
      case "forget":
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

  const press = (button) => {
    if (button.classList.contains("copy")) return copy(button);
    if (button.classList.contains("theme")) {
      const dark = document.body.classList.toggle("dark");
      return localStorage.setItem("preuve_theme", dark ? "dark" : "light");
    }
    const box = one("#question textarea, #question input");
    const prototype = box instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value").set.call(box, button.textContent);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => (one("#ask button") || one("#ask")).click(), 0);
  };

  for (const deed of ["keydown", "pointerdown"])
    document.addEventListener(
      deed,
      (event) => {
        refocus = null;
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
      if (link) {
        event.preventDefault();
        event.stopPropagation();
        return follow(link);
      }
      const button = event.target.closest("button.copy, button.example, button.theme");
      if (button) press(button);
      else if (event.target.closest("#panel-close")) closePanel();
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

  // A link that was opened in a new tab, `#cite-EXCHANGE-NUMBER-DOCUMENT-START-END` or `#page-DOCUMENT-NUMBER`, names
  // its place without the conversation that it is from. It has to wait for the documents.
  const arrival = location.hash.slice(1).split("-");
  const arrive = () => {
    if (!arrival.length || !one("#conversation section") || one("#conversation .welcome .pending")) return;
    const words = arrival.splice(0);
    const known = one(`#conversation a[href="#${words.join("-")}"]`); // the conversation is kept
    if (known) return follow(known);
    if (words[0] === "cite" && words.length === 6) read(`at ${words.slice(3).join(" ")}`);
    else if (words[0] === "page" && words.length === 3) read(`open ${words[1]} ${words[2]}`);
    else return;
    openPanel(one("#question textarea, #question input"));
  };

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
  };

  let exchanges = 0;
  const onConversation = () => {
    arrive();
    const list = all("#conversation .exchange");
    const last = list.at(-1);
    document.body.classList.toggle("talking", Boolean(last));
    if (last && (list.length !== exchanges || one(".answer, .abstained, .notice", last))) {
      const pane = one("#conversation");
      requestAnimationFrame(() => pane.scrollTo({ top: last.offsetTop - 24, behavior: calm() }));
    }
    exchanges = list.length;
  };

  const onMasthead = () => {
    const head = one("#masthead .masthead");
    if (!head) return;
    root.lang = head.lang;
    root.dir = head.dir;
    all("#masthead a.language").forEach((link) =>
      link.classList.contains("current") ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"),
    );
    document.body.classList.add("ready");
    one("#panel-close").setAttribute("aria-label", one(".panel-opener").textContent + " ×");
  };

  const watch = (id, react) => {
    const element = document.getElementById(id);
    new MutationObserver(react).observe(element, { childList: true, subtree: true });
    react();
  };

  const settle = () => {
    const theme = localStorage.getItem("preuve_theme");
    if (theme) document.body.classList.toggle("dark", theme === "dark");
    const close = document.createElement("button");
    close.type = "button";
    close.id = "panel-close";
    close.textContent = "×";
    one("#panel").prepend(close);
    one("#conversation").setAttribute("role", "log");
    one("#conversation").setAttribute("aria-live", "polite");
    one("#conversation").tabIndex = 0;
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

// The library in the page: choosing and finding documents, the clicks that need an ingest, reports and packs.
// What is said comes as hidden words from the server, in the language of the page.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const send = (command, button) => window.preuve.send(command, button);
  const word = (name) => one(`#library-tools .word-${name}`)?.textContent ?? "";

  const element = (tag, classes, text = "") => {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = text;
    return made;
  };

  const confirmed = (button) => {
    if (button.classList.contains("sure")) return true;
    button.classList.add("sure");
    button.firstChild.textContent = word("really");
    const back = () => button.isConnected && send("fresh", "#go-shelf");
    setTimeout(() => button.classList.contains("sure") && back(), 6000);
    return false;
  };

  const key = (button) => button.id.slice(button.id.indexOf("-") + 1);

  const press = (button) => {
    const kind = [...button.classList].find((name) => handlers[name]);
    handlers[kind](button);
  };

  // A report is a page of its own, framed where it can do nothing to this one.
  const frame = (button) => {
    const known = one("#report-frame");
    known?.remove();
    if (known?.dataset.report === key(button)) return;
    const made = document.createElement("iframe");
    made.id = "report-frame";
    made.dataset.report = key(button);
    made.setAttribute("sandbox", "allow-scripts");
    made.title = button.title;
    made.src = `/preuve/report/${key(button)}?language=${document.documentElement.lang}`;
    one("#trial-result").after(made);
    made.focus();
    made.scrollIntoView({ block: "start" });
  };

  const handlers = {
    pick: (button) => send(`pick ${key(button)}`, "#go-shelf"),
    chip: (button) => send(`pick ${key(button)}`, "#go-shelf"),
    widen: () => send("widen", "#go-shelf"),
    renew: () => send("renew", "#go-ingest"),
    again: (button) => send(`again ${key(button)}`, "#go-ingest"),
    try: (button) => send(key(button), "#go-try"),
    untry: () => one("#go-untry button")?.click() ?? one("#go-untry")?.click(),
    report: (button) => frame(button),
    summary: (button) => {
      one("body.panel-open #panel-close")?.click();
      send(key(button), "#go-summary");
    },
    export: (button) => send(button.id.split("-").slice(1).join(" "), "#go-export"),
    delete: (button) => confirmed(button) && send(`delete ${key(button)}`, "#go-ingest"),
  };
  const pressed = Object.keys(handlers).map((name) => `button.${name}`).join(", ");

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(pressed);
    if (button?.closest("#panel, #scope, #conversation")) press(button);
  });

  // An evidence pack arrives as hidden text; the browser saves it as a file.
  let parcels = 0;
  const onParcel = () => {
    const text = one("#parcel .parcel")?.textContent;
    if (!text) return;
    const parcel = JSON.parse(text);
    if (parcel.number === parcels) return;
    parcels = parcel.number;
    const link = document.createElement("a");
    const bytes = Uint8Array.from(atob(parcel.content), (letter) => letter.charCodeAt(0));
    link.href = URL.createObjectURL(new Blob([bytes], { type: parcel.type }));
    link.download = parcel.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // Boxes are buttons in what the server sends; what they are for assistive programs is said here.
  const onList = () => {
    all("#library button.pick").forEach((button) => {
      button.setAttribute("role", "checkbox");
      button.setAttribute("aria-checked", button.classList.contains("picked") ? "true" : button.classList.contains("within") ? "mixed" : "false");
    });
    const place = one("#library .find");
    if (place && !place.firstChild) place.append(box, nothing);
    box.placeholder = word("find");
    box.setAttribute("aria-label", word("find"));
    if (place && finding && document.activeElement === document.body) box.focus();
    find();
    if (one("#conversation .welcome :is(.notice, .drop.first)") && one("#library .documents .pick")) send("front", "#go-shelf");
  };

  // The box to find a document by its name, folder, title, author or date. It is the same one in each new list.
  const box = element("input", "");
  box.type = "search";
  box.maxLength = 100;
  const nothing = element("p", "nothing-found");
  nothing.setAttribute("role", "status");
  let finding = false; // the focus is in the box, also where a new list has just taken it away
  for (const deed of ["focusin", "pointerdown"])
    document.addEventListener(deed, (event) => (finding = event.target === box));

  // Without regard to case, accents, ligatures and the forms of Arabic letters.
  const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", ى: "ي", ة: "ه", ـ: "" };
  const folded = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[œæßøłىةـ]/g, (letter) => LETTERS[letter]);
  (window.preuve ??= {}).plain = folded;
  const find = () => {
    const wanted = folded(box.value).split(/\s+/).filter(Boolean);
    let left = 0;
    all("#library .group").forEach((group) => {
      const folder = one(".folder-name", group)?.textContent ?? "";
      const items = all(".documents > li", group);
      for (const item of items) {
        const text = folded([folder, ...all(".file, .details", item).map((part) => part.textContent)].join(" "));
        item.hidden = !wanted.every((each) => text.includes(each));
      }
      group.hidden = items.every((item) => item.hidden);
      left += items.filter((item) => !item.hidden).length;
    });
    const none = wanted.length && !left ? word("none-found").replace("{words}", box.value.trim()) : "";
    if (nothing.textContent !== none) nothing.textContent = none;
  };
  let asked = 0;
  box.addEventListener("input", () => {
    find();
    // A list that is too long to be shown is looked through on the server.
    if (!one("#library .more-documents") && !asked) return;
    clearTimeout(asked);
    asked = setTimeout(() => send(`find ${box.value}`, "#go-shelf"), 250);
  });

  const watch = (id, react) => {
    const target = document.getElementById(id);
    new MutationObserver(react).observe(target, { childList: true, subtree: true });
    react();
  };

  const parcel = new MutationObserver(() => {
    if (!document.getElementById("parcel")) return;
    parcel.disconnect();
    watch("parcel", onParcel);
  });
  parcel.observe(document.documentElement, { childList: true, subtree: true });

  const ready = new MutationObserver(() => {
    if (!["library", "library-tools"].every((id) => document.getElementById(id))) return;
    ready.disconnect();
    watch("library", onList);
  });
  ready.observe(document.documentElement, { childList: true, subtree: true });
})();

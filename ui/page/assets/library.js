// The library in the page: files on their way to the server, choosing documents, and the clicks that need an ingest.
// What is said comes as hidden words from the server, in the language of the page.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const batch = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const endings = /\.(txt|text|md|markdown|mdown|mkd|html?|xhtml|pdf|docx)$/i;
  const together = 2; // uploads at a time
  const waiting = []; // what is still to be sent
  let running = 0;
  let arrived = 0; // files that the server has and has not read
  let busy = false; // an ingest of this tab is going on

  const send = (command, button) => window.preuve.send(command, button);
  const word = (name) => one(`#library-tools .word-${name}`)?.textContent ?? "";

  const element = (tag, classes, text = "") => {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = text;
    return made;
  };

  // The rows stand outside of what Gradio draws, so that a new drawing does not take them away.
  const rows = () => {
    const known = one("#upload-rows");
    if (known) return known;
    const list = element("ul", "upload-rows");
    list.id = "upload-rows";
    one("#library-tools").after(list);
    return list;
  };

  const visible = (name) => name.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/gu,
    (character) => `⟦U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);

  const makeRow = (file) => {
    const row = element("li", "upload-row");
    const name = document.createElement("bdi");
    name.className = "file";
    name.textContent = visible(file.name);
    const state = element("span", "state");
    state.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${word("uploading")}: ${visible(file.name)}`);
    const cancel = element("button", "cancel", "×");
    cancel.type = "button";
    cancel.setAttribute("aria-label", `${word("cancel")}: ${visible(file.name)}`);
    row.append(name, state, bar, cancel);
    rows().append(row);
    return row;
  };

  const refuse = (row, text) => {
    row.classList.add("refused");
    one(".state", row).textContent = text;
    one("progress", row)?.remove();
  };

  const settle = () => {
    if (running || waiting.length) return next();
    if (arrived && !busy) {
      arrived = 0;
      busy = true;
      send(`batch ${batch}`, "#go-ingest");
    }
  };

  const next = () => {
    while (running < together && waiting.length) upload(waiting.shift());
  };

  const upload = ({ file, row }) => {
    running += 1;
    const request = new XMLHttpRequest();
    const over = () => {
      running -= 1;
      settle();
    };
    const address = new URLSearchParams({ name: file.name, batch, language: document.documentElement.lang });
    request.open("POST", `/preuve/upload?${address}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    one(".state", row).textContent = word("uploading");
    request.upload.onprogress = (event) => {
      const bar = one("progress", row);
      if (bar && event.lengthComputable) bar.value = event.loaded / event.total;
    };
    request.onload = () => {
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        // what is no reply of ours is told as a broken upload
      }
      if (request.status === 200 && reply.file) {
        arrived += 1;
        row.classList.add("done");
        one(".state", row).textContent = word("uploaded");
        one("progress", row)?.remove();
        one(".cancel", row)?.remove();
      } else {
        refuse(row, reply.refused ?? word("broken"));
      }
      over();
    };
    request.onerror = () => {
      refuse(row, word("broken"));
      over();
    };
    request.onabort = over;
    row.abort = () => request.abort();
    request.send(file);
  };

  const take = (files) => {
    all("#upload-rows .done, #upload-rows .refused").forEach((row) => row.remove());
    for (const file of files) {
      const row = makeRow(file);
      if (!endings.test(file.name)) refuse(row, word("unsupported"));
      else if (file.size > Number(word("largest"))) refuse(row, word("too-large"));
      else if (file.size === 0) refuse(row, word("empty"));
      else waiting.push({ file, row });
    }
    settle();
  };

  const cancel = (row) => {
    const at = waiting.findIndex((each) => each.row === row);
    if (at >= 0) waiting.splice(at, 1);
    row.abort?.();
    row.remove();
    settle();
  };

  const choose = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = ".txt,.md,.markdown,.html,.htm,.pdf,.docx";
    input.id = "upload-input";
    input.hidden = true;
    one("#upload-input")?.remove();
    document.body.append(input); // where tests and assistive programs find it
    input.addEventListener("change", () => take(input.files));
    input.click();
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
    made.src = `/preuve/report/${key(button)}`;
    one("#trial-result").after(made);
    made.focus();
    made.scrollIntoView({ block: "start" });
  };

  const handlers = {
    choose,
    cancel: (button) => cancel(button.closest("li")),
    pick: (button) => send(`pick ${key(button)}`, "#go-shelf"),
    chip: (button) => send(`pick ${key(button)}`, "#go-shelf"),
    widen: () => send("widen", "#go-shelf"),
    halt: () => send(`halt ${batch}`, "#go-shelf"),
    renew: () => send(`renew ${batch}`, "#go-ingest"),
    again: (button) => send(`again ${key(button)}`, "#go-ingest"),
    try: (button) => send(key(button), "#go-try"),
    untry: () => one("#go-untry button")?.click() ?? one("#go-untry")?.click(),
    report: (button) => frame(button),
    export: (button) => send(button.id.split("-").slice(1).join(" "), "#go-export"),
    delete: (button) => confirmed(button) && send(`delete ${key(button)}`, "#go-ingest"),
  };
  const pressed = Object.keys(handlers).map((name) => `button.${name}`).join(", ");

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(pressed);
    if (button?.closest("#panel, #scope, #conversation")) press(button);
  });

  const whenDrawn = (react, frames = 200) => {
    if (one("#library-tools .said")) react();
    else if (frames) requestAnimationFrame(() => whenDrawn(react, frames - 1));
  };

  // Files may be dropped anywhere on the page; the place for them shows it.
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  // The library is drawn when its tab is opened first; until then nothing speaks against an upload.
  const open = () => !one("#library-tools") || Boolean(one("#library-tools .drop"));
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = open() ? "copy" : "none";
    document.body.classList.toggle("dragging", open());
  });
  addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dragging"));
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove("dragging");
    const files = [...event.dataTransfer.files];
    all('#views button[role="tab"]')[1]?.click();
    whenDrawn(() => open() && take(files));
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
    link.href = URL.createObjectURL(new Blob([parcel.text], { type: parcel.type }));
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
    if (place && !place.firstChild) {
      const box = document.createElement("input");
      box.type = "search";
      box.placeholder = word("find");
      box.setAttribute("aria-label", word("find"));
      box.value = found;
      box.addEventListener("input", () => find(box.value));
      place.append(box);
    }
    find(found);
    if (one("#conversation .welcome > .notice") && one("#library .documents .pick")) send("front", "#go-shelf");
  };

  let found = "";
  const find = (text) => {
    found = text;
    const wanted = text.trim().toLowerCase();
    all("#library .group").forEach((group) => {
      const folder = one(".folder-name", group)?.textContent.toLowerCase() ?? "";
      const items = all("li", group).filter((item) => item.parentNode.classList.contains("documents"));
      items.forEach((item) => (item.hidden = !`${folder}${one(".file", item).textContent.toLowerCase()}`.includes(wanted)));
      group.hidden = items.every((item) => item.hidden);
    });
  };

  const onActivity = () => {
    const going = Boolean(one("#library-activity .running"));
    if (busy && !going && one("#library-activity .activity")) {
      busy = false;
      all("#upload-rows .done").forEach((row) => row.remove());
      settle();
    }
  };

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
    if (!["library", "library-tools", "library-activity"].every((id) => document.getElementById(id))) return;
    ready.disconnect();
    watch("library", onList);
    watch("library-activity", onActivity);
  });
  ready.observe(document.documentElement, { childList: true, subtree: true });
})();

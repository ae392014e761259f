// Files on their way to the server, and one bar for all that is sent and read, the same in every tab.
// What is said comes as hidden words from the server, in the language of the page.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const suffixes = (
    "txt text md markdown mdown mkd html htm xhtml pdf docx pptx odt odp xlsx ods " +
    "csv tsv zip epub rtf json jsonl ndjson ipynb srt vtt eml mht mhtml doc ppt xls " +
    "png jpg jpeg tif tiff"
  ).split(" ");
  const endings = new RegExp(`\\.(${suffixes.join("|")})$`, "i");
  const together = 2; // uploads at a time
  const OFTEN = 500; // ms between two looks at how far it is
  const SELDOM = 4000; // the same where nothing is going on
  const REFUSED = "preuve_refused"; // what was refused in this tab, over a reload
  const waiting = []; // what is still to be sent, the smallest first
  let batch = ""; // the name of what is sent together
  let running = 0;
  let sent = { files: 0, bytes: 0 }; // what the server has taken of it

  const send = (command, button) => window.preuve.send(command, button);
  const word = (name) => one(`#library-tools .word-${name}`)?.textContent ?? "";

  const element = (tag, classes, text = "") => {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = text;
    return made;
  };

  // What stands outside of what Gradio draws, so that a new drawing does not take it away.
  const place = (id, tag) => {
    const known = document.getElementById(id);
    if (known) return known;
    const made = element(tag, id);
    made.id = id;
    one("#library-tools").after(made);
    return made;
  };

  const visible = (name) => name.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/gu,
    (character) => `⟦U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);

  const makeRow = (name) => {
    const row = element("li", "upload-row");
    const shown = element("bdi", "file", visible(name));
    const state = element("span", "state", word("waiting"));
    state.setAttribute("role", "status");
    const cancel = element("button", "cancel", "×");
    cancel.type = "button";
    cancel.setAttribute("aria-label", `${word("cancel")}: ${visible(name)}`);
    row.append(shown, state, cancel);
    place("upload-rows", "ul").append(row);
    return row;
  };

  // A refusal stays, with its reason in the language of the page, until somebody has taken note of it.
  const refuse = (row, name, code, file = "") => {
    row.classList.add("refused");
    row.refusal = { name, code, file };
    explain(row);
    remember();
  };
  const explain = (row) => (one(".state", row).textContent = word(row.refusal.code).replace("{file}", row.refusal.file));
  const refused = () => all("#upload-rows .refused");
  const remember = () => sessionStorage.setItem(REFUSED, JSON.stringify(refused().map((row) => row.refusal)));
  const recall = () => {
    if (!refused().length)
      for (const { name, code, file } of JSON.parse(sessionStorage.getItem(REFUSED) ?? "[]")) refuse(makeRow(name), name, code, file);
    refused().forEach(explain);
  };

  const next = () => {
    while (running < together && waiting.length) upload(waiting.shift());
    if (!running) batch = "";
  };

  const sending = new Set();
  const upload = (item) => {
    const { file, row } = item;
    running += 1;
    sending.add(item);
    const request = new XMLHttpRequest();
    const over = () => {
      running -= 1;
      sending.delete(item);
      next();
      look();
    };
    const coming = [...waiting, ...sending].map((each) => each.file);
    const address = new URLSearchParams({
      name: file.name,
      batch,
      files: sent.files + coming.length,
      bytes: sent.bytes + coming.reduce((size, each) => size + each.size, 0),
      language: document.documentElement.lang,
    });
    request.open("POST", `/preuve/upload?${address}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    one(".state", row).textContent = "";
    request.onload = () => {
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        // what is no reply of ours is told as a broken upload
      }
      if (request.status === 200 && reply.file) {
        sent.files += 1;
        sent.bytes += file.size;
        row.remove();
      } else refuse(row, file.name, reply.code ?? "broken", reply.same);
      over();
    };
    request.onerror = () => {
      refuse(row, file.name, "broken");
      over();
    };
    request.onabort = over;
    row.abort = () => request.abort();
    request.send(file);
  };

  const take = (files) => {
    if (!batch) {
      batch = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      sent = { files: 0, bytes: 0 };
    }
    for (const file of files) {
      const row = makeRow(file.name);
      if (!endings.test(file.name)) refuse(row, file.name, "unsupported");
      else if (file.size > Number(word("largest"))) refuse(row, file.name, "too-large");
      else if (file.size === 0) refuse(row, file.name, "empty");
      else waiting.push({ file, row });
    }
    waiting.sort((a, b) => a.file.size - b.file.size); // no small file waits behind a big one
    next();
    look();
  };

  const cancel = (row) => {
    const at = waiting.findIndex((each) => each.row === row);
    if (at >= 0) waiting.splice(at, 1);
    row.abort?.();
    row.remove();
    remember();
  };

  const halt = () => {
    all("#upload-rows .upload-row:not(.refused)").forEach(cancel);
    send("halt", "#go-shelf");
  };

  // Where files are taken in, and how far that is, is seen beside the conversation.
  const takeThere = (files) => {
    if (!files.length) return;
    all('#views button[role="tab"]')[1]?.click();
    window.preuve.panel(true);
    whenDrawn(() => open() && take(files));
  };

  const choose = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.accept = suffixes.map((suffix) => `.${suffix}`).join();
    input.id = "upload-input";
    input.hidden = true;
    one("#upload-input")?.remove();
    document.body.append(input); // where tests and assistive programs find it
    input.addEventListener("change", () => takeThere([...input.files]));
    input.click();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.choose, #panel button.cancel, #panel button.halt");
    if (button?.classList.contains("choose")) choose();
    else if (button?.classList.contains("cancel")) cancel(button.closest("li"));
    else if (button) halt();
  });

  // The bar

  let timer = 0;
  let known = null; // the number of the outcome that this tab shows
  const draw = (state) => {
    if (!one("#library-tools .said")) return;
    const bar = place("progress", "div");
    bar.hidden = !state.running;
    if (!state.running) return;
    if (!bar.firstChild) {
      const gauge = document.createElement("progress");
      gauge.max = 1;
      const told = element("p", "told");
      told.setAttribute("role", "status");
      const stop = element("button", "halt");
      stop.type = "button";
      bar.append(told, element("span", "left"), stop, gauge);
    }
    one(".told", bar).textContent = visible(state.text);
    one(".left", bar).textContent = state.left;
    one(".halt", bar).textContent = word("stop");
    one("progress", bar).value = state.part;
    one("progress", bar).setAttribute("aria-label", visible(state.text));
  };

  const look = async () => {
    clearTimeout(timer);
    let pause = SELDOM;
    try {
      if (!document.hidden) {
        const reply = await fetch(`/preuve/intake?language=${document.documentElement.lang}`);
        const state = await reply.json();
        draw(state);
        if (state.running || running) pause = OFTEN;
        const shown = [...(one("#library-activity .activity")?.classList ?? [])].find((name) => name.startsWith("of-"));
        const number = shown ? Number(shown.slice(3)) : known;
        if (number !== null && state.outcome !== number) {
          send(one("#conversation .welcome") ? "front" : "fresh", "#go-shelf");
          pause = 2 * OFTEN;
        }
        known = state.outcome;
      }
    } catch {
      // a server that is away is told elsewhere
    }
    clearTimeout(timer);
    timer = setTimeout(look, pause);
  };
  document.addEventListener("visibilitychange", () => document.hidden || look());

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
    takeThere([...event.dataTransfer.files]);
  });

  const watch = (id, react) => {
    new MutationObserver(react).observe(document.getElementById(id), { childList: true, subtree: true });
    react();
  };
  const ready = new MutationObserver(() => {
    if (!document.getElementById("library-tools")) return;
    ready.disconnect();
    watch("library-tools", () => one("#library-tools .said") && recall());
    look();
  });
  ready.observe(document.documentElement, { childList: true, subtree: true });
  const begin = new MutationObserver(() => {
    if (!document.body?.classList.contains("ready")) return;
    begin.disconnect();
    look();
  });
  begin.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

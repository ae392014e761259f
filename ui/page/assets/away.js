// Nothing that was typed is lost, and a server that is away, slow or wants a login is told in one line of our own.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const TYPED = "preuve_typed"; // what stands in the box of this tab, over a reload or a login
  const PROBE = "/gradio_api/app_id";
  const SLOW = 6000; // ms that an answer to a request may take
  const RETRY = [1000, 2000, 4000, 8000]; // ms between two looks whether the server is back
  const ask = window.fetch;
  const box = () => one("#question textarea, #question input");

  // The strip

  let why = ""; // "away" or "slow", empty where all is well
  let waiting = 0; // requests that take long
  const say = (reason) => {
    why = reason;
    document.body.classList.toggle("away", Boolean(reason));
    const strip = one("#strip") ?? document.body.appendChild(document.createElement("p"));
    strip.id = "strip";
    strip.setAttribute("role", "status");
    strip.hidden = !reason;
    strip.textContent = reason ? (one(`#masthead .word-${reason}`)?.textContent ?? "…") : "";
    document.documentElement.style.setProperty("--strip", `${reason ? strip.offsetHeight : 0}px`);
  };

  // Whether it is the same server as before: another one knows nothing of this tab, which has to begin anew.
  const probe = async () => {
    const reply = await ask(PROBE, { signal: AbortSignal.timeout(SLOW), cache: "no-store" });
    if (reply.status === 401) return toLogin() ?? true;
    if (!reply.ok) throw new Error(String(reply.status));
    return (await reply.json()).app_id === window.gradio_config?.app_id;
  };
  const again = () => {
    keepTyped();
    location.reload();
  };
  const gone = async () => {
    if (why === "away" || leaving) return;
    say("away");
    for (let turn = 0; ; turn += 1) {
      await new Promise((done) => setTimeout(done, RETRY[Math.min(turn, RETRY.length - 1)]));
      try {
        await probe();
        return again(); // what was on its way is lost; what is kept, and what was typed, is not
      } catch {
        // it is still away
      }
    }
  };

  let leaving = false;
  addEventListener("pagehide", () => (leaving = true));
  addEventListener("beforeunload", () => (leaving = true));

  const own = (address) => new URL(address, location.href).origin === location.origin;
  const lasting = /\/(queue\/data|heartbeat)\b/; // streams, whose end nobody waits for
  // What may be asked next is looked for unasked: that it takes long is no matter of anybody's.
  const unasked = (body) => {
    const { components = [], dependencies = [] } = window.gradio_config ?? {};
    const button = components.find((each) => each.props?.elem_id === "go-further")?.id;
    const listener = dependencies.find((each) => each.targets?.some(([id]) => id === button))?.id;
    return listener !== undefined && String(body ?? "").includes(`"fn_index":${listener},`);
  };
  const toLogin = () => {
    if (leaving) return;
    leaving = true;
    keepTyped();
    const here = location.pathname + location.search;
    location.replace(`/login?next=${encodeURIComponent(here)}${location.hash}`);
  };

  window.fetch = async (...what) => {
    const address = String(what[0]?.url ?? what[0]);
    const late = () => {
      waiting += 1;
      if (!why) say("slow");
    };
    const awaited = own(address) && !lasting.test(address) && !unasked(what[1]?.body);
    const timer = awaited ? setTimeout(late, SLOW) : 0;
    const began = performance.now();
    try {
      if (/\/(queue\/join|run\/predict)\b/.test(address)) {
        const checked = probe().then((same) => same || again());
        if (address.includes("join") && (await checked) !== true) return await new Promise(() => {});
      }
      const reply = await ask(...what);
      if (reply.status === 401) toLogin();
      else if (own(address) && [502, 503, 504].includes(reply.status)) gone();
      return reply;
    } catch (error) {
      if (own(address) && error.name !== "AbortError") gone();
      throw error;
    } finally {
      clearTimeout(timer);
      if (timer && performance.now() - began >= SLOW && (waiting -= 1) <= 0 && why === "slow") say("");
    }
  };

  // An answer that is awaited comes on a stream, whose end is not told: as long as one is, the server is looked after.
  setInterval(() => {
    if (why !== "away" && one("#conversation .pending")) probe().then((same) => same || again(), gone);
  }, 3000);

  // What was typed

  const keepTyped = () => {
    if (!box() || !restored) return;
    const typed = { text: box().value, at: box().selectionEnd, focused: document.activeElement === box() };
    sessionStorage.setItem(TYPED, JSON.stringify(typed));
  };
  let restored = false;
  const restore = () => {
    const { text: typed, at, focused } = JSON.parse(sessionStorage.getItem(TYPED) ?? "{}");
    restored = true;
    if (focused) box().focus();
    if (!typed || box().value) return;
    setTimeout(() => box().setSelectionRange(at, at));
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box()), "value").set.call(box(), typed);
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("input", (event) => event.target === box() && keepTyped());
  addEventListener("pagehide", keepTyped); // what the server has taken out of the box since is no draft any more

  const wait = new MutationObserver(() => {
    if (!document.body?.classList.contains("ready") || !box()) return;
    wait.disconnect();
    restore();
    // An answer has come for what stood in the box.
    const asked = new MutationObserver(() => setTimeout(keepTyped, 300));
    asked.observe(document.getElementById("conversation"), { childList: true, subtree: true });
  });
  wait.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

// The address of the page names the conversation and the place that is open beside it. Back and Forward move between
// them; on a phone, Back closes the panel first. What came with the address is opened when it can be.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const narrow = matchMedia("(max-width: 899px)");
  const preuve = (window.preuve ??= {});

  const named = () => new URLSearchParams(location.search).get("c") ?? "";
  const depth = () => history.state?.depth ?? 0; // entries of the history since the panel was opened on a phone
  const section = () => one("#conversation section.conversation, #conversation section.welcome");
  const shown = () => [...(section()?.classList ?? [])].find((name) => name.startsWith("kept-"))?.slice(5) ?? "";
  const opening = () => Boolean(one("#conversation .welcome .pending"));

  // Links such as `#cite-…`, opened in another tab or copied, name the conversation too.
  const rebase = () => one("base")?.setAttribute("href", location.pathname + location.search);

  const go = (conversation, place, deep, replaced = false) => {
    const address = (conversation ? `/?c=${conversation}` : "/") + place;
    const here = location.pathname + location.search + location.hash;
    if (address === here && deep === depth()) return;
    history[replaced ? "replaceState" : "pushState"]({ depth: deep }, "", address);
    rebase();
  };

  // What the history leads to; until it is shown, nothing else goes into the address.
  let awaited = null;
  let arrival = location.hash;

  const arrive = () => {
    if (!section() || opening() || (awaited !== null && awaited !== shown())) return;
    awaited = null;
    const place = arrival;
    arrival = "";
    if (place) preuve.reach(place);
  };

  const onConversation = () => {
    if (!section() || opening()) return; // the page still waits for the conversation that its address names
    const before = awaited;
    arrive();
    if (before !== null || awaited !== null || shown() === named()) return;
    go(shown(), "", narrow.matches && document.body.classList.contains("panel-open") ? depth() : 0);
  };

  const onList = () => {
    const title = one("#history li.current .kept-title") ?? one("#conversation .conversation h1");
    const text = one("#conversation .conversation") ? title?.textContent.trim() : "";
    const whole = text ? `${text} · preuve` : "preuve";
    if (document.title !== whole) document.title = whole;
  };

  addEventListener("popstate", () => {
    rebase();
    if (narrow.matches) preuve.panel(depth() > 0);
    arrival = location.hash;
    if (named() === shown()) return arrive();
    awaited = named();
    preuve.send(awaited ? `open ${awaited}` : "new", "#go-history");
    // Where it is not there any more, the page says so, and its address is that of what is shown.
    setTimeout(() => {
      if (awaited === null || opening()) return;
      awaited = null;
      go(shown(), "", depth(), true);
    }, 10_000);
  });

  Object.assign(preuve, {
    // A place was opened beside the conversation.
    placed: (place) => go(named(), place, document.body.classList.contains("panel-open") && narrow.matches ? depth() + 1 : 0),
    // The panel was opened on a phone, with no place of its own.
    unfolded: () => go(named(), location.hash, depth() + 1),
    // The panel is to be closed; whether Back does it.
    folded: () => {
      if (!depth()) return false;
      history.go(-depth());
      return true;
    },
  });

  document.addEventListener(
    "click",
    (event) => {
      const home = event.target.closest("a.wordmark, a.who, a.fresh");
      if (!home || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (home.matches(".who")) {
        const here = encodeURIComponent(location.pathname + location.search);
        return location.assign(`/password?next=${here}${location.hash}`);
      }
      preuve.panel(false);
      preuve.send("new", "#go-history");
    },
    true,
  );

  const wait = new MutationObserver(() => {
    if (!document.getElementById("conversation") || !document.body.classList.contains("ready")) return;
    wait.disconnect();
    if (!history.state || history.state.depth === undefined) history.replaceState({ depth: 0 }, "");
    rebase();
    for (const [id, react] of [["conversation", onConversation], ["conversation", onList], ["history", onList]]) {
      new MutationObserver(react).observe(document.getElementById(id), { childList: true, subtree: true });
      react();
    }
  });
  wait.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

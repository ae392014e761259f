"use strict";
// Shows the questions of the report. Words from outside only ever become text nodes.
(() => {
  const questions = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 50;
  const GOOD = new Set(["proven", "rightly silent"]);
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  const KEPT = new Set(["\u200c", "\u200d"]);
  const visible = (text) => text.replace(HIDDEN, (character) => KEPT.has(character) ? character
    : `⟦U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = visible(String(text));
    return made;
  };
  const spoken = (className, text) => {
    const made = element("div", className, text);
    made.dir = "auto";
    return made;
  };

  const excerpt = ([where, segments]) => {
    const whole = element("div");
    whole.append(element("div", "where", where));
    const box = spoken("excerpt");
    for (const [text, mark] of segments) {
      box.append(mark ? element("mark", `m${mark}`, text) : document.createTextNode(visible(text)));
    }
    whole.append(box);
    return whole;
  };

  const side = (title, excerpts, total, none) => {
    const column = element("div");
    column.append(element("h4", "", title + (total > excerpts.length ? ` (${excerpts.length} of ${total})` : "")));
    if (excerpts.length) column.append(...excerpts.map(excerpt));
    else column.append(element("p", "tag", none));
    return column;
  };

  const body = (question) => {
    const box = element("div", "answer");
    for (const [asked, answered] of question.turns) {
      box.append(element("h4", "", "Earlier turn"), spoken("said", asked), spoken("said", answered));
    }
    box.append(element("h4", "", "Answer"));
    box.append(spoken("said", question.error ? `Failed: ${question.error}` : question.answer || "(abstained)"));
    if (question.answers.length) {
      box.append(element("h4", "", "Reference"), spoken("said", question.answers.join("\n")));
    }
    const sides = element("div", "sides");
    sides.append(side("What proves it", question.gold, question.places, "The corpus does not answer this question."),
      side("What was cited", question.cited, question.citations, "Nothing was cited."));
    const facts = [question.set, question.id, question.confidence === null ? "" : `confidence ${question.confidence}`,
      question.seconds === null ? "" : `${question.seconds} s`].filter(Boolean);
    box.append(sides, element("p", "tag", facts.join(" · ")));
    return box;
  };

  const row = (question) => {
    const details = element("details");
    const summary = element("summary");
    summary.append(spoken("words", question.question), element("span", "tag", question.kind),
      element("span", "tag", question.language),
      element("span", `tag outcome${GOOD.has(question.outcome) ? "" : " bad"}`, question.outcome));
    details.append(summary);
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(body(question));
    });
    return details;
  };

  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const chosen = { text: "" };
  let matching = [];

  const append = () => {
    const from = list.childElementCount;
    list.append(...matching.slice(from, from + PAGE).map(row));
    more.hidden = list.childElementCount >= matching.length;
  };
  const refresh = () => {
    const text = chosen.text.toLowerCase();
    matching = questions.filter((question) =>
      ["set", "kind", "language", "outcome"].every((name) => !chosen[name] || question[name] === chosen[name]) &&
      (!text || question.question.toLowerCase().includes(text) || question.id.toLowerCase().includes(text)));
    document.getElementById("count").textContent = `${matching.length} of ${questions.length} questions`;
    list.replaceChildren();
    append();
  };

  for (const name of ["set", "kind", "language", "outcome"]) {
    const values = [...new Set(questions.map((question) => question[name]))].filter(Boolean).sort();
    if (values.length < 2) continue;
    const label = element("label", "", name);
    const select = element("select");
    select.name = name;
    select.append(new Option("all", ""), ...values.map((value) => new Option(visible(value), value)));
    select.addEventListener("change", () => { chosen[name] = select.value; refresh(); });
    label.append(select);
    form.append(label);
  }
  const label = element("label", "", "words or id");
  const input = element("input");
  input.type = "search";
  input.addEventListener("input", () => { chosen.text = input.value; refresh(); });
  label.append(input);
  form.append(label);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", append);
  refresh();
})();

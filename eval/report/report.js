"use strict";
// Shows the questions of the report. Words from outside only ever become text nodes.
(() => {
  const { questions, words, outcomes } = JSON.parse(document.getElementById("data").textContent);
  const say = (phrase, values = {}) => words[phrase].replace(/\{(\w+)\}/g, (_, name) => values[name]);
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
    column.append(element("h4", "", title + (total > excerpts.length ? ` (${say("{count} of {total}", { count: excerpts.length, total })})` : "")));
    if (excerpts.length) column.append(...excerpts.map(excerpt));
    else column.append(element("p", "tag", none));
    return column;
  };

  const body = (question) => {
    const box = element("div", "answer");
    for (const [asked, answered] of question.turns) {
      box.append(element("h4", "", say("Earlier turn")), spoken("said", asked), spoken("said", answered));
    }
    box.append(element("h4", "", say("Answer")));
    box.append(spoken("said", question.error ? say("Failed: {reason}", { reason: question.error }) : question.answer || say("(abstained)")));
    if (question.answers.length) {
      box.append(element("h4", "", say("Reference")), spoken("said", question.answers.join("\n")));
    }
    const sides = element("div", "sides");
    sides.append(side(say("What proves it"), question.gold, question.places, say("The corpus does not answer this question.")),
      side(say("What was cited"), question.cited, question.citations, say("Nothing was cited.")));
    const facts = [question.set, question.id, question.confidence === null ? "" : say("confidence {value}", { value: question.confidence }),
      question.seconds === null ? "" : say("{count} s", { count: question.seconds })].filter(Boolean);
    box.append(sides, element("p", "tag", facts.join(" · ")));
    return box;
  };

  const row = (question) => {
    const details = element("details");
    const summary = element("summary");
    summary.append(spoken("words", question.question), element("span", "tag", question.kind),
      element("span", "tag", question.language),
      element("span", `tag outcome${GOOD.has(question.outcome) ? "" : " bad"}`, outcomes[question.outcome]));
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
    document.getElementById("count").textContent = say("{count} of {total} questions", { count: matching.length, total: questions.length });
    list.replaceChildren();
    append();
  };

  for (const name of ["set", "kind", "language", "outcome"]) {
    const values = [...new Set(questions.map((question) => question[name]))].filter(Boolean).sort();
    if (values.length < 2) continue;
    const label = element("label", "", say(name));
    const select = element("select");
    select.name = name;
    select.append(new Option(say("all"), ""), ...values.map((value) => new Option(name === "outcome" ? outcomes[value] : visible(value), value)));
    select.addEventListener("change", () => { chosen[name] = select.value; refresh(); });
    label.append(select);
    form.append(label);
  }
  const label = element("label", "", say("words or id"));
  const input = element("input");
  input.type = "search";
  input.addEventListener("input", () => { chosen.text = input.value; refresh(); });
  label.append(input);
  form.append(label);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", append);
  refresh();
})();

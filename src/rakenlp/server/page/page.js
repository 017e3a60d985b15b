"use strict";
// Everything that came from people is put on the page as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("form");
const area = document.getElementById("text");
const state = document.getElementById("state");
const results = document.getElementById("results");
let language = document.documentElement.lang;
let latest = null; // {text, found}: what is on the page
let asked = 0; // number of the newest request: older answers are dropped
let shown = 0; // which phenomenon's words are highlighted
const names = new Map(); // language: phenomenon_id: name

const t = (key) => data.texts[language][key] ?? key;
const fill = (key, values) => t(key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const number = (value, digits) => value.toLocaleString(language === "en" ? "en-GB" : language, { maximumFractionDigits: digits });
const percent = (value) => `${number(100 * value, 0)} %`;

function element(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") made.textContent = value;
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function headers() {
  const key = document.getElementById("key");
  return { "Content-Type": "application/json", "Accept-Language": language, ...(key ? { "X-API-Key": key.value } : {}) };
}

async function call(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: headers(), cache: "no-store", credentials: "omit" });
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.message), { told: true });
  return body;
}

async function learnNames(anew = false) {
  if (names.has(language) && !anew) return; // people may have renamed some since
  const wanted = language;
  const { phenomena } = await call(`phenomena?language=${wanted}`);
  names.set(wanted, new Map(phenomena.map((one) => [one.phenomenon_id, one.name])));
}

async function ask(event) {
  event?.preventDefault();
  const text = area.value;
  if (!text.trim()) {
    say("empty", true);
    area.focus();
    return;
  }
  const mine = ++asked;
  const body = { text, evidence_spans: true };
  for (const name of ["received_date", "respondent_group", "municipality", "service_line"]) {
    const value = form.elements[name].value.trim();
    if (value) body[name] = value;
  }
  say("working");
  results.hidden = true;
  form.setAttribute("aria-busy", "true");
  try {
    const [found] = await Promise.all([call("suggest", { method: "POST", body: JSON.stringify(body) }), learnNames(true).catch(() => {})]);
    if (mine !== asked) return;
    latest = { text, found };
    shown = 0;
    draw();
    say("done");
    document.getElementById("results-title").focus();
  } catch (error) {
    if (mine === asked) say(error.told ? null : "failed", true, error.told ? error.message : "");
  } finally {
    if (mine === asked) form.removeAttribute("aria-busy");
  }
}

function say(key, wrong = false, message = "") {
  state.textContent = key ? t(key) : message;
  state.dataset.key = key ?? "";
  state.classList.toggle("wrong", wrong);
}

function draw() {
  const { found } = latest;
  const title = element("h2", { id: "results-title", tabindex: "-1", text: t("results") });
  const queue = element("p", { class: `queue ${found.priority}` });
  queue.append(`${t("queue")}: `, element("strong", { text: t(`priority_${found.priority}`) }));
  results.replaceChildren(title, element("p", { class: "closing", text: t("closing") }), queue, reasons(), marked(), guesses(), about(), json());
  results.hidden = false;
}

function reasons() {
  const { reasons: found } = latest.found;
  const box = element("div", { class: "block" }, element("h3", { text: t("reasons") }));
  if (!found.length) box.append(element("p", { text: t("no_reasons") }));
  else box.append(element("ul", { class: "reasons" }, ...found.map((one) =>
    element("li", { class: one.code.startsWith("danger_") ? "danger" : one.asks ? "asks" : "tells", text: one.texts[language] }))));
  return box;
}

const nameOf = (guess) => names.get(language)?.get(guess.phenomenon_id) ?? guess.name;

// Evidence is told in Finnish base forms; of a text in another language its own word is shown.
function wordOf(term) {
  const { text, found } = latest;
  const span = found.language === "fi" ? null : (found.evidence_spans ?? []).find((each) => each.term === term);
  return span ? Array.from(text).slice(span.start, span.end).join("") : term;
}

function guesses() {
  const { phenomena, fits } = latest.found;
  const box = element("div", { class: "block" }, element("h3", { text: t("guesses") }));
  if (!fits) box.append(element("p", { text: t("no_phenomenon") }));
  const list = element("ol", { class: "guesses" });
  phenomena.forEach((guess, index) => {
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("span"));
    bar.firstChild.style.width = `${100 * guess.probability}%`;
    const item = element("li", {},
      element("p", { class: "name" }, element("span", { text: nameOf(guess) }),
        element("span", { class: "percent", "aria-label": `${t("sureness")} ${percent(guess.probability)}`, role: "img", text: percent(guess.probability) })),
      bar);
    if (guess.evidence_terms.length) {
      item.append(element("p", { class: "terms", text: fill("because", { terms: [...new Set(guess.evidence_terms.map(wordOf))].join(", ") }) }));
      const button = element("button", { type: "button", "aria-pressed": String(index === shown), "aria-controls": "marked", text: t("show_words") });
      button.addEventListener("click", () => {
        shown = index;
        for (const each of list.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
        document.getElementById("marked").replaceWith(marked());
      });
      item.append(button);
    }
    list.append(item);
  });
  box.append(list);
  return box;
}

function marked() {
  const { text, found } = latest;
  const guess = found.phenomena[shown];
  const terms = new Set(guess?.evidence_terms ?? []);
  const spans = (found.evidence_spans ?? []).filter((span) => terms.has(span.term));
  const characters = Array.from(text); // places are told in whole characters
  const shownText = element("p", { class: "text", tabindex: "0", "aria-label": t("your_text"), role: "group" });
  let at = 0;
  for (const { start, end } of spans) {
    shownText.append(characters.slice(at, start).join(""), element("mark", { text: characters.slice(start, end).join("") }));
    at = end;
  }
  shownText.append(characters.slice(at).join(""));
  const note = spans.length ? fill("marked", { name: nameOf(guess), n: spans.length }) : guess ? t("no_marks") : "";
  return element("div", { class: "block", id: "marked" }, element("h3", { text: t("your_text") }),
    element("p", { class: "hint", text: note, "aria-live": "polite" }), shownText);
}

function about() {
  const { found } = latest;
  const list = element("dl");
  const row = (key, ...values) => list.append(element("dt", { text: t(key) }), ...values.map((value) => element("dd", { text: value })));
  const kinds = Object.entries(found.personal_data).map(([kind, n]) => `${t(`kind_${kind}`)}: ${n}`);
  row("personal", ...(kinds.length ? kinds : [t("personal_none")]));
  if (found.flag_status) row("status", found.flag_status.texts[language]);
  row("novelty", fill("novelty_scale", { value: number(found.novelty, 2) }));
  if (found.near_duplicate_of) row("duplicate", found.near_duplicate_of);
  row("similar", ...(found.similar.length ? found.similar.map((one) => `${one.observation_id} (${percent(one.similarity)})`) : [t("similar_none")]));
  if (found.service_line) row("suggested_line", found.service_line);
  row("text_language", t(`language_${found.language}`));
  row("model", found.model_id);
  return element("div", { class: "block" }, element("h3", { text: t("about") }), list);
}

function json() {
  const { evidence_spans: places, ...found } = latest.found;
  const code = element("pre", { tabindex: "0", text: JSON.stringify(found, null, 2) });
  return element("details", {}, element("summary", { text: t("json") }), code);
}

async function speak(code) {
  language = code;
  document.documentElement.lang = code;
  document.title = `${t("title")} – rakenlp`;
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = t(each.dataset.text);
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", t(each.dataset.label));
  for (const each of document.querySelectorAll("[data-language]")) {
    if (each.dataset.language === code) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  if (state.dataset.key) state.textContent = t(state.dataset.key);
  history.replaceState(null, "", `?lang=${code}`);
  if (!latest || results.hidden) return;
  await learnNames().catch(() => {}); // without them the names stay in the language of the service
  draw();
}

form.addEventListener("submit", ask);
form.addEventListener("reset", () => {
  asked += 1;
  latest = null;
  results.hidden = true;
  results.replaceChildren();
  form.removeAttribute("aria-busy");
  state.textContent = "";
  state.dataset.key = "";
  area.focus();
});
document.getElementById("example").addEventListener("click", () => {
  area.value = t("example_text");
  ask();
});
for (const link of document.querySelectorAll("[data-language]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    speak(link.dataset.language);
  });
}
if (new URLSearchParams(location.search).has("example")) {
  area.value = t("example_text");
  if (!data.keyed) ask();
}

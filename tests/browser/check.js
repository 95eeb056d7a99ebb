// Runs inside a report, after it has loaded: every filter, the lists, the texts and the rule window. Writes "ok" or what
// is wrong into the `data-check` attribute of the page, where tests/browser/run reads it.
(async () => {
  const wrong = [];
  const check = (fact, message) => fact || wrong.push(message);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = (query) => [...document.querySelectorAll(query)];
  const id = (name) => document.getElementById(name);
  const until = async (fact, message) => {
    for (let i = 0; i < 100 && !fact(); i++) await pause(50);
    check(fact(), message);
  };
  window.addEventListener("error", (e) => wrong.push("error: " + e.message));
  try {
    const report = JSON.parse(id("report").textContent);
    const total = report.index.length;
    check(document.getElementsByClassName("sheet").length === total, "a sheet for each document");
    check(all("#panels svg").length > 0, "there are plots");
    check(all("#documents .document").length > 0, "documents are listed");
    check(!document.querySelector("script[src], link, img, iframe"), "nothing is loaded from elsewhere");
    check(all("#documents .document .text").length < Math.max(total, 2), "documents wait until they are near");
    all("#documents .document")[0].scrollIntoView();
    await until(() => all("#documents .document .text").length > 0, "the first document opens");
    const shown = () => Number(/^[\d,]+/.exec(id("count").textContent)[0].replaceAll(",", ""));
    const choose = (name, value) => {
      id(name).value = value;
      id(name).dispatchEvent(new Event("input", { bubbles: true }));
    };
    const filters = {
      type: (d, v) => d.types.includes(v),
      rule: (d, v) => d.rules.includes(v),
      error: (d, v) => { const e = d.errors || {}; return v === "any" ? Object.keys(e).length > 0 : v === "none" ? !Object.keys(e).length : Boolean(e[v]); },
    };
    for (const [name, holds] of Object.entries(filters)) {
      if (!id(name)) continue;
      const values = [...id(name).options].map((o) => o.value).filter(Boolean);
      check(values.length > 0, `${name} has choices`);
      for (const value of values) {
        choose(name, value);
        const expected = report.index.filter((d) => holds(d, value)).length;
        check(shown() === expected, `${name} ${value}: ${shown()} shown, ${expected} expected`);
        check(all("#documents .document").length === Math.min(expected, 40) || all("#documents .document").length > 40, `${name} ${value}: the list follows`);
      }
      id("clear").click();
      check(shown() === total, "all documents after Clear");
    }
    choose("query", report.index[total - 1].id);
    check(shown() >= 1 && all("#documents .document")[0].textContent.includes(report.index[total - 1].id), "a document is found by its name");
    choose("query", "no such document anywhere");
    check(shown() === 0 && id("documents").textContent.includes("No document"), "an empty list says so");
    id("clear").click();
    const withDeal = report.index.findIndex((d) => d.deals.length > 0);
    location.hash = `#document-${withDeal + 1}`;
    await until(() => all("#documents .document .deal").length > 0, "deals are shown");
    await until(() => all("#documents .document mark").length > 0, "fillers are highlighted");
    const filler = all("#documents .document .filler")[0];
    filler.click();
    check(all("mark.lit").length > 0 || report.evaluation, "a filler leads to its place");
    const sheet = JSON.parse(document.getElementsByClassName("sheet")[withDeal].textContent);
    check(all("#documents .document .text")[0].textContent === (sheet.title || "") + sheet.text, "the text is whole");
    const rule = all("#documents .rules .link")[0];
    rule.click();
    check(id("rule").tagName === "SELECT" && id("rule-dialog").open && id("rule-text").textContent.includes("[[rule]]"), "the rule's text opens");
    id("rule-dialog").close();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    check(document.activeElement.classList.contains("document"), "j goes to a document");
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
    check(document.activeElement.id === "query", "/ goes to the search field");
  } catch (e) {
    wrong.push("exception: " + e.stack);
  }
  document.documentElement.dataset.check = wrong.length ? wrong.join(" | ").replaceAll(/\s+/g, " ") : "ok";
})();

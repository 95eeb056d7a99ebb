"use strict";
// Text from articles reaches the page only through textContent and attributes, never as markup.
(() => {
  document.getElementById("list").append(document.getElementById("parts").content);
  const report = JSON.parse(document.getElementById("report").textContent);
  const sheets = document.getElementsByClassName("sheet");
  const index = report.index;
  const evaluation = report.evaluation;
  const byId = (id) => document.getElementById(id);
  const CHUNK = 40;

  /* Elements */

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) if (child !== undefined && child !== null && child !== "") node.append(child);
    return node;
  };
  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  const plural = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
  const percent = (x) => (100 * x).toFixed(1);

  /* Colours of roles */

  const GROUPS = {
    buyer: ["investor", "lead_investor", "acquirer", "holder", "parent", "founder"],
    target: ["target", "company", "subject"],
    seller: ["seller"],
    money: ["amount", "valuation"],
    share: ["stake", "shares", "round"],
    time: ["date", "announced", "closed", "as_of"],
  };
  const groupOf = (role) => Object.keys(GROUPS).find((g) => GROUPS[g].includes(role)) || "other";
  const legend = () =>
    h("p", { class: "legend" }, [...Object.entries(GROUPS), ["other", ["other roles"]]].map(([g, roles]) => h("span", { class: g }, h("i"), roles.join(", "))));

  /* Values */

  const QUALIFIERS = { about: "about ", nearly: "nearly ", over: "over ", at_least: "at least ", at_most: "at most ", several: "several, " };
  const number = (text) => {
    const [whole, part] = text.split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
  };
  const shown = (v) => {
    if (!v) return "";
    if (v.begin || v.end) return v.begin === v.end ? v.begin : `${v.begin || "…"} to ${v.end || "…"}`;
    if (v.code) return v.code;
    const amount = v.value ? number(v.value) : v.min && v.max ? `${number(v.min)} to ${number(v.max)}` : v.max ? number(v.max) : v.min ? number(v.min) : "";
    if (!amount) return v.qualifier || v.precision || "";
    return (QUALIFIERS[v.qualifier] || "") + amount + (v.currency ? " " + v.currency + (v.currency_inferred ? " (inferred)" : "") : "");
  };

  /* The text of an article with its highlights */

  // Offsets count characters; JavaScript counts UTF-16 units.
  const characters = (text) => (/[\ud800-\udfff]/.test(text) ? Array.from(text) : text);
  const part = (chars, start, end) => (typeof chars === "string" ? chars.slice(start, end) : chars.slice(start, end).join(""));
  const highlighted = (text, spans) => {
    const chars = characters(text);
    const bounds = [...new Set([0, chars.length, ...spans.flatMap((x) => [x.start, x.end])])].filter((b) => b <= chars.length).sort((a, b) => a - b);
    const out = [];
    for (let i = 0; i + 1 < bounds.length; i++) {
      const [from, to] = [bounds[i], bounds[i + 1]];
      const piece = part(chars, from, to);
      const over = spans.filter((x) => x.start <= from && to <= x.end);
      const fillers = over.filter((x) => x.role).sort((a, b) => a.end - a.start - (b.end - b.start));
      const evidence = over.some((x) => !x.role) ? " evidence" : "";
      if (!fillers.length) out.push(evidence ? h("span", { class: "evidence" }, piece) : piece);
      else {
        const bad = fillers.some((x) => x.bad);
        const title = [...new Set(fillers.map((x) => x.role))].join(", ");
        const places = [...new Set(fillers.map((x) => x.key))].join(" ");
        out.push(h("mark", { class: groupOf(fillers[0].role) + (bad ? " bad" : "") + evidence, title, "data-places": places }, piece));
      }
    }
    return out;
  };
  const fillersOf = (deals) => deals.flatMap((d) => Object.entries(d.roles).flatMap(([role, fs]) => fs.map((f) => ({ deal: d, role, filler: f }))));
  const keyOf = (field, start) => `${field || "text"}-${start}`;
  const article = (doc, deals, bad) => {
    const spans = fillersOf(deals).map(({ deal, role, filler }) => ({
      start: filler.start, end: filler.end, in: filler.in || "text", role, key: keyOf(filler.in, filler.start), bad: bad(deal, role, filler),
    }));
    for (const d of deals) for (const e of d.evidence || []) spans.push({ start: e.start, end: e.end, in: e.in || "text" });
    const title = doc.title ? h("span", { class: "headline" }, highlighted(doc.title, spans.filter((x) => x.in === "title"))) : "";
    return h("div", { class: "text", lang: "zh", tabindex: "0", role: "region", "aria-label": "article text" }, title, highlighted(doc.text, spans.filter((x) => x.in === "text")));
  };

  /* Rules */

  const ruleLink = (id) => (report.rules[id] ? h("button", { class: "link", type: "button", onclick: () => openRule(id) }, id) : h("span", {}, id));
  const openRule = (id) => {
    const rule = report.rules[id];
    byId("rule-name").textContent = id;
    byId("rule-place").textContent = `${rule.file}, line ${rule.line}`;
    byId("rule-text").textContent = rule.text;
    byId("rule-dialog").showModal();
    byId("rule-dialog").scrollTop = 0;
  };
  const rulesOf = (ids) => (ids.length ? h("p", { class: "rules" }, ids.length === 1 ? "rule " : "rules ", ids.map((id, i) => [i ? ", " : "", ruleLink(id)])) : "");

  /* One deal */

  const light = (button, field, start) => {
    const place = button.closest(".document");
    for (const m of place.querySelectorAll("mark.lit")) m.classList.remove("lit");
    let first = true;
    for (const m of place.querySelectorAll("mark")) {
      if (!m.dataset.places.split(" ").includes(keyOf(field, start))) continue;
      m.classList.add("lit");
      const box = m.closest(".text");
      box.scrollTop += m.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
      if (first) m.scrollIntoView({ block: "nearest" });
      first = false;
    }
  };
  const filler = (role, f, chip) =>
    h("button", { class: "filler " + groupOf(role), type: "button", onclick: (e) => light(e.currentTarget, f.in, f.start) },
      h("span", { lang: "zh" }, f.name || f.text), f.value ? h("small", {}, shown(f.value)) : "", chip ? h("span", { class: "chip bad" }, chip) : "");
  const heading = (d, extra) =>
    h("header", {}, h("b", {}, d.type.replaceAll("_", " ")), d.status ? h("span", {}, d.status) : "", d.cumulative ? h("span", {}, "cumulative") : "",
      d.part_of ? h("span", {}, "part of another") : "", extra || "");
  const card = (d) => {
    const rules = [...new Set(d.evidence.map((e) => e.rule))];
    const quotes = [...new Set(d.evidence.map((e) => e.text))];
    return h("section", { class: "deal" }, heading(d, h("span", {}, `confidence ${d.confidence}`)),
      h("table", {}, h("tbody", {}, Object.entries(d.roles).map(([role, fs]) => h("tr", {}, h("td", {}, role), h("td", {}, fs.map((f) => filler(role, f))))))),
      quotes.map((q) => h("blockquote", { lang: "zh" }, q)), rulesOf(rules));
  };

  /* Gold and found, side by side */

  const same = (place, f) => place && place[0] === (f.in || "text") && place[1] === f.start && place[2] === f.end;
  const comparison = (doc) => {
    const goldDeals = [...doc.gold.deals, ...doc.gold.facts];
    const foundDeals = [...doc.deals, ...doc.facts];
    const fault = (side, deal, role, f) =>
      doc.faults.find((x) => x[side] && x[side + "_deal"] === deal.id && (x[side].role || x.role) === role && same(x[side].place, f));
    const whole = (side, deal) => doc.faults.find((x) => !x.role && x.class !== "status" && x[side + "_deal"] === deal.id && !(side === "gold" ? x.class === "split" : x.class === "merged"));
    const wrong = (side) => (deal, role, f) => Boolean(fault(side, deal, role, f) || whole(side, deal));
    const cells = (side, deal, role) => (deal && deal.roles[role] ? deal.roles[role].map((f) => filler(role, f, (fault(side, deal, role, f) || {}).class)) : "–");
    const outcome = (g, f) => {
      const roles = [...new Set([...Object.keys(g ? g.roles : {}), ...Object.keys(f ? f.roles : {})])].sort();
      const faults = doc.faults.filter((x) => (g && x.gold_deal === g.id) || (f && x.found_deal === f.id));
      const chips = !faults.length ? h("span", { class: "chip good" }, "right")
        : [...new Set(faults.filter((x) => !x.role).map((x) => x.class === "status" ? `status: ${x.gold.text}, found ${x.found.text}` : x.class))].map((c) => h("span", { class: "chip bad" }, c));
      return h("section", { class: "deal" }, heading(g || f, chips),
        h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, ""), h("th", {}, "gold"), h("th", {}, "found"))),
          h("tbody", {}, roles.map((r) => h("tr", {}, h("td", {}, r), h("td", {}, cells("gold", g, r)), h("td", {}, cells("found", f, r)))))),
        f ? rulesOf([...new Set(f.evidence.map((e) => e.rule))]) : "");
    };
    const paired = [];
    for (const [gold, found, pairs] of [[doc.gold.deals, doc.deals, doc.pairs.deals], [doc.gold.facts, doc.facts, doc.pairs.facts]]) {
      for (const [g, f] of pairs) paired.push(outcome(gold[g], found[f]));
      gold.forEach((d, i) => pairs.some((p) => p[0] === i) || paired.push(outcome(d, null)));
      found.forEach((d, i) => pairs.some((p) => p[1] === i) || paired.push(outcome(null, d)));
    }
    return [
      h("div", { class: "columns" }, h("div", {}, h("h4", {}, "gold"), article(doc, goldDeals, wrong("gold"))), h("div", {}, h("h4", {}, "found"), article(doc, foundDeals, wrong("found")))),
      paired.length ? h("div", { class: "outcome" }, paired) : "",
    ];
  };
  const reading = (doc) => {
    const all = [...doc.deals, ...doc.facts];
    return h("div", { class: "columns article" }, h("div", {}, article(doc, all, () => false)), h("div", { class: "cards" }, all.length ? all.map(card) : h("p", { class: "empty" }, "no deal found")));
  };

  /* The list of documents: heads in chunks, bodies when they come near the window */

  const near = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting) continue;
      near.unobserve(e.target);
      open(e.target);
    }
  }, { rootMargin: "600px" });
  const open = (section) => {
    if (section.dataset.open) return;
    section.dataset.open = "yes";
    const doc = JSON.parse(sheets[Number(section.dataset.index)].textContent);
    section.append(...[evaluation ? comparison(doc) : reading(doc)].flat().filter(Boolean));
  };
  const head = (i) => {
    const d = index[i];
    const errors = Object.entries(d.errors || {});
    const marks = evaluation
      ? errors.length ? errors.map(([c, n]) => h("span", { class: "chip bad" }, n > 1 ? `${c} × ${n}` : c)) : h("span", { class: "chip good" }, "right")
      : d.types.map((t) => h("span", { class: "chip" }, t.replaceAll("_", " ")));
    const section = h("article", { class: "document", "data-index": i, id: `document-${i + 1}`, tabindex: "-1", "aria-label": d.title || d.id },
      h("header", {}, h("h3", { lang: "zh" }, d.title || d.id), d.title ? h("span", {}, d.id) : "", d.date ? h("span", {}, d.date) : "", h("span", { class: "marks" }, marks)));
    near.observe(section);
    return section;
  };

  const state = { query: "", type: "", error: "", rule: "", when: "", first: 0 };
  let visible = [];
  const wanted = (d) => {
    if (state.type && !d.types.includes(state.type)) return false;
    if (state.rule && !d.rules.includes(state.rule)) return false;
    if (state.error === "any" ? !Object.keys(d.errors || {}).length : state.error === "none" ? Object.keys(d.errors || {}).length : state.error && !(d.errors || {})[state.error]) return false;
    if (state.when && !d.deals.some((x) => (x.date || "").startsWith(state.when))) return false;
    if (!state.query) return true;
    const q = state.query.toLowerCase();
    const texts = [d.id, d.title || "", ...d.deals.flatMap((x) => [...x.from, ...x.to, ...x.with])];
    return texts.some((t) => t.toLowerCase().includes(q));
  };
  const list = byId("documents");
  const more = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && extend(), { rootMargin: "1200px" });
  const extend = () => {
    const shownNow = list.querySelectorAll(".document").length;
    const next = visible.slice(state.first + shownNow, state.first + shownNow + CHUNK);
    list.append(...next.map(head));
    byId("end").hidden = state.first + shownNow + next.length >= visible.length;
  };
  const render = () => {
    visible = index.map((_, i) => i).filter((i) => wanted(index[i]));
    near.disconnect();
    list.replaceChildren();
    byId("earlier").hidden = state.first === 0;
    const all = plural(index.length, "document");
    byId("count").textContent = (visible.length === index.length ? all : `${visible.length.toLocaleString("en")} of ${all}`) + (state.when ? `, deals of ${state.when}` : "");
    if (!visible.length) list.append(h("p", { class: "empty" }, "No document fits these filters."));
    extend();
    more.disconnect();
    more.observe(byId("end"));
  };
  const narrow = (change) => {
    Object.assign(state, change, { first: 0 });
    for (const name of ["query", "type", "error", "rule", "when"]) if (byId(name)) byId(name).value = state[name];
    render();
  };
  const filterTo = (change) => {
    narrow(change);
    byId("filters").scrollIntoView();
  };

  /* Plots */

  const W = 420;
  const width = (text) => Array.from(text).reduce((w, c) => w + (c > "\u2e7f" ? 12 : 6.7), 0);
  const barPlot = (rows, onpick) => {
    const left = Math.min(190, Math.max(...rows.map((r) => width(r.name))) + 12);
    const most = Math.max(...rows.map((r) => r.value), 1e-9);
    return s("svg", { viewBox: `0 0 ${W} ${rows.length * 22 + 2}`, role: "img" }, rows.map((r, i) => {
      const bar = [
        s("text", { x: left - 8, y: i * 22 + 15, "text-anchor": "end" }, r.name.replaceAll("_", " ")),
        s("rect", { class: "bar", x: left, y: i * 22 + 4, width: Math.max(1, ((W - left - 46) * r.value) / (r.most || most)), height: 14, rx: 2, fill: r.fill || "var(--accent)" }),
        s("text", { class: "soft", x: left + ((W - left - 46) * r.value) / (r.most || most) + 6, y: i * 22 + 15 }, r.label),
      ];
      return onpick ? s("a", { href: "#filters", onclick: (e) => { e.preventDefault(); onpick(r); } }, bar) : s("g", {}, bar);
    }));
  };
  // A dot for F1 between ticks for precision and recall, or with its interval as whiskers.
  const dotPlot = (rows) => {
    const left = Math.min(200, Math.max(...rows.map((r) => width(r.name))) + 12);
    const x = (v) => left + (W - left - 44) * v;
    const height = rows.length * 22 + 22;
    return s("svg", { viewBox: `0 0 ${W} ${height}`, role: "img" },
      [0, 0.25, 0.5, 0.75, 1].map((v) => [s("line", { class: "axis", x1: x(v), x2: x(v), y1: 2, y2: height - 18 }), s("text", { class: "soft", x: x(v), y: height - 4, "text-anchor": "middle" }, String(100 * v))]),
      rows.map((r, i) => {
        const y = i * 22 + 12;
        return s("g", {}, s("title", {}, r.title), s("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, r.name.replaceAll("_", " ")),
          r.range ? s("line", { x1: x(r.range[0]), x2: x(r.range[1]), y1: y, y2: y, stroke: "var(--soft)", "stroke-width": 2 }) : "",
          s("circle", { cx: x(r.value), cy: y, r: 5, fill: r.fill || "var(--accent)" }), s("text", { class: "soft", x: W - 34, y: y + 4 }, percent(r.value)));
      }));
  };
  const wide = (node, full) => { node.classList.toggle("full", Boolean(full)); byId("wide").append(node); };
  const panel = (title, note, ...content) => h("section", { class: "panel" }, h("h3", {}, title), content, note ? h("p", {}, note) : "");

  const measures = (e) => {
    const names = { fields: "fields by value", text: "fields by text", aligned: "deals aligned", whole: "deals whole" };
    const rows = (t, prefix) => Object.entries(names).map(([k, name]) => ({
      name: prefix + (prefix ? name.replace("deals ", "") : name), value: t[k].f1, range: t[k].f1_interval,
      title: `precision ${percent(t[k].precision)}, recall ${percent(t[k].recall)}, F1 ${percent(t[k].f1)}: ${t[k].right} right, ${t[k].found} found, ${t[k].gold} in the gold`,
    }));
    return [...rows(e.deals, ""), ...(e.facts ? rows(e.facts, "facts: ") : [])];
  };
  const confusion = (rows) => {
    const names = [...new Set(rows.flatMap((r) => [r.gold, r.found]))];
    const at = (g, f) => (rows.find((r) => r.gold === g && r.found === f) || { deals: "" }).deals;
    return h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "gold ↓ found →"), names.map((n) => h("th", { class: "n" }, n)))),
      h("tbody", {}, names.map((g) => h("tr", {}, h("th", {}, g), names.map((f) => h("td", { class: "n", style: g !== f && at(g, f) ? "color: var(--bad)" : "" }, String(at(g, f))))))));
  };
  const evaluationPanels = (e) => {
    const table = (t) => (t === "fact" ? "fact " : "");
    const prf = (r) => ({ value: r.fields.f1, range: [Math.min(r.fields.precision, r.fields.recall), Math.max(r.fields.precision, r.fields.recall)], title: `precision ${percent(r.fields.precision)}, recall ${percent(r.fields.recall)}, ${r.fields.gold} in the gold` });
    const errors = Object.entries(e.errors).map(([name, value]) => ({ name, value, label: String(value), fill: "var(--bad)" }));
    const roles = new Map();
    for (const r of e.roles) {
      const sum = roles.get(r.role) || { right: 0, found: 0, gold: 0 };
      for (const k of Object.keys(sum)) sum[k] += r.fields[k];
      roles.set(r.role, sum);
    }
    const share = (a, b) => (b ? a / b : 0);
    const roleRows = [...roles].sort((a, b) => b[1].gold - a[1].gold).map(([name, c]) => {
      const [p, r] = [share(c.right, c.found), share(c.right, c.gold)];
      return { name, value: share(2 * c.right, c.found + c.gold), range: [Math.min(p, r), Math.max(p, r)], fill: `var(--${groupOf(name)})`, title: `precision ${percent(p)}, recall ${percent(r)}, ${c.gold} in the gold` };
    });
    const rules = e.rules.map((r) => h("tr", {}, h("td", {}, ruleLink(r.rule)), h("td", { class: "n" }, String(r.deals)), h("td", { class: "n" }, String(r.whole)), h("td", { class: "n" }, percent(r.precision)),
      h("td", { class: "n" }, h("button", { class: "link", type: "button", onclick: () => filterTo({ rule: r.rule }) }, "documents"))));
    return [
      panel("F1, with 95 % intervals over documents", "", dotPlot(measures(e))),
      panel("Errors by class", "Select one to see its documents.", errors.length ? barPlot(errors, (r) => filterTo({ error: r.name })) : h("p", {}, "No errors.")),
      panel("F1 of fields by type", "The line runs from precision to recall.", dotPlot(e.types.map((r) => ({ name: table(r.table) + r.type.replaceAll("_", " "), ...prf(r) })))),
      panel("F1 of fields by role", "The line runs from precision to recall.", dotPlot(roleRows)),
      e.status.length ? wide(panel("Status of aligned deals", "", confusion(e.status))) : "",
      rules.length ? wide(panel("Rules", "Of the deals that a rule had a part in: how many, how many are whole, how many of their fields are right.", h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "rules" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "rule"), ["deals", "whole", "precision", ""].map((n) => h("th", { class: "n" }, n)))), h("tbody", {}, rules))))) : "",
    ];
  };

  const count = (values) => {
    const counts = new Map();
    for (const v of values) counts.set(v, (counts.get(v) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  const TYPE_FILLS = ["--buyer", "--target", "--money", "--time", "--seller", "--share", "--other"];
  const typeNames = count(index.flatMap((d) => d.deals.map((x) => x.type))).map((x) => x[0]);
  const typeFill = (t) => `var(${TYPE_FILLS[Math.min(typeNames.indexOf(t), TYPE_FILLS.length - 1)]})`;

  const timeline = (deals) => {
    const dates = deals.filter((d) => d.date);
    if (!dates.length) return null;
    const days = dates.map((d) => d.date).sort();
    const span = (new Date(days[days.length - 1]) - new Date(days[0])) / 864e5;
    const unit = span <= 62 ? 10 : span <= 365 * 6 ? 7 : 4;
    const bins = [];
    const end = new Date(days[days.length - 1].slice(0, 10));
    for (let at = new Date(days[0].slice(0, 10)); bins.length < 400; ) {
      const name = at.toISOString().slice(0, unit);
      if (bins[bins.length - 1] !== name) bins.push(name);
      if (name === end.toISOString().slice(0, unit) || at > end) break;
      if (unit === 4) at = new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1));
      else if (unit === 7) at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
      else at = new Date(at.getTime() + 864e5);
    }
    const of = new Map(bins.map((b) => [b, []]));
    for (const d of dates) (of.get(d.date.slice(0, unit)) || []).push(d);
    const most = Math.max(...[...of.values()].map((x) => x.length));
    const [w, tall] = [1240, 130];
    const step = Math.min(72, w / bins.length);
    const label = Math.ceil(76 / step);
    return s("svg", { viewBox: `0 0 ${w} ${tall + 24}`, role: "img" }, bins.map((b, i) => {
      let y = tall;
      const here = of.get(b);
      const stack = typeNames.map((t) => {
        const n = here.filter((d) => d.type === t).length;
        const high = ((tall - 16) * n) / most;
        y -= high;
        return n ? s("rect", { class: "bar", x: i * step + 1, y, width: Math.max(1, step - 2), height: high, fill: typeFill(t) }, s("title", {}, `${b}: ${plural(n, t.replaceAll("_", " "))}`)) : "";
      });
      const text = i % label === 0 ? s("text", { class: "soft", x: i * step + 1, y: tall + 16 }, b) : "";
      return [here.length ? s("a", { href: "#filters", "aria-label": `${b}: ${plural(here.length, "deal")}`, onclick: (e) => { e.preventDefault(); filterTo({ when: b }); } }, stack, s("text", { class: "soft", x: i * step + step / 2, y: y - 3, "text-anchor": "middle" }, step > 14 ? String(here.length) : "")) : "", text];
    }), s("line", { class: "axis", x1: 0, x2: w, y1: tall, y2: tall }));
  };

  // Who invested in whom: buyers on the left, targets on the right, a line for each pair.
  const graph = (deals) => {
    const pairs = count(deals.flatMap((d) => d.from.flatMap((a) => d.to.filter((b) => a !== b).map((b) => `${d.type}\u0000${a}\u0000${b}`))));
    const links = pairs.slice(0, 40).map(([k, n]) => { const [type, a, b] = k.split("\u0000"); return { type, a, b, n }; });
    if (!links.length) return null;
    const row = 24;
    const names = (side) => count(links.flatMap((l) => Array(l.n).fill(l[side]))).map((x) => x[0]);
    const rights = names("b");
    const lefts = names("a");
    // Buyers stand near their targets, so that few lines cross.
    const place = new Map(rights.map((b, i) => [b, i]));
    const middle = (a) => { const own = links.filter((l) => l.a === a).map((l) => place.get(l.b)); return own.reduce((x, y) => x + y, 0) / own.length; };
    lefts.sort((a, b) => middle(a) - middle(b) || (a < b ? -1 : 1));
    const w = 1240;
    const height = Math.max(lefts.length, rights.length) * row;
    const y = (list, i) => (i + 0.5) * (height / list.length);
    const [x1, x2] = [420, 820];
    const short = (t) => (Array.from(t).length > 32 ? Array.from(t).slice(0, 31).join("") + "…" : t);
    const node = (list, name, x, anchor, dx) => s("a", { href: "#filters", onclick: (e) => { e.preventDefault(); filterTo({ query: name }); } }, s("title", {}, name),
      s("circle", { cx: x, cy: y(list, list.indexOf(name)), r: 3.5, fill: "var(--soft)" }), s("text", { x: x + dx, y: y(list, list.indexOf(name)) + 4, "text-anchor": anchor, lang: "zh" }, short(name)));
    const svg = s("svg", { viewBox: `0 0 ${w} ${height}`, role: "img" },
      links.map((l) => {
        const [a, b] = [y(lefts, lefts.indexOf(l.a)), y(rights, rights.indexOf(l.b))];
        return s("path", { d: `M${x1} ${a}C${x1 + 170} ${a} ${x2 - 170} ${b} ${x2} ${b}`, fill: "none", stroke: typeFill(l.type), "stroke-opacity": 0.6, "stroke-width": Math.min(6, 1 + l.n) }, s("title", {}, `${l.a} → ${l.b}: ${l.n} × ${l.type.replaceAll("_", " ")}`));
      }),
      lefts.map((n) => node(lefts, n, x1, "end", -9)), rights.map((n) => node(rights, n, x2, "start", 9)));
    return { svg, all: pairs.length, shown: links.length };
  };
  const runPanels = () => {
    const deals = index.flatMap((d) => d.deals);
    const byType = count(deals.map((d) => d.type)).map(([name, value]) => ({ name, value, label: String(value), fill: typeFill(name) }));
    const byStatus = count(deals.map((d) => d.status).filter(Boolean)).map(([name, value]) => ({ name, value, label: String(value), fill: "var(--soft)" }));
    const byRule = count(index.flatMap((d) => d.rules)).slice(0, 12).map(([name, value]) => ({ name, value, label: String(value), fill: "var(--other)" }));
    const time = timeline(deals);
    const web = graph(deals);
    return [
      byType.length ? panel("Deals by type", "Select one to see its documents.", barPlot(byType, (r) => filterTo({ type: r.name }))) : panel("Deals", "", h("p", {}, "No deal was found.")),
      byStatus.length ? panel("Deals by status", "", barPlot(byStatus)) : "",
      byRule.length ? panel("Documents by rule", byRule.length === 12 ? "The twelve rules that matched most." : "", barPlot(byRule, (r) => filterTo({ rule: r.name }))) : "",
      time ? wide(panel("Deals over time", "Select a bar to see its documents.", time), true) : "",
      web ? wide(panel("Who invested in whom", `Buyers on the left, targets on the right.${web.all > web.shown ? ` The ${web.shown} pairs with most deals of ${web.all}.` : ""}`, web.svg), true) : "",
    ];
  };

  /* The page */

  const options = (select, values) => values.forEach((v) => select.append(h("option", { value: v }, v.replaceAll("_", " "))));
  const distinct = (f) => [...new Set(index.flatMap(f))].sort();
  options(byId("type"), distinct((d) => d.types));
  options(byId("rule"), distinct((d) => d.rules));
  if (evaluation) options(byId("error"), Object.keys(evaluation.errors));
  byId("panels").append(...(evaluation ? evaluationPanels(evaluation) : runPanels()).filter(Boolean));
  byId("legend").replaceWith(legend());
  for (const name of ["query", "type", "error", "rule"]) if (byId(name)) byId(name).addEventListener("input", (e) => narrow({ [name]: e.target.value }));
  byId("clear").addEventListener("click", () => narrow({ query: "", type: "", error: "", rule: "", when: "" }));
  byId("earlier").addEventListener("click", () => narrow({}));

  // "j" and "k" go from document to document, "/" to the search field.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || byId("rule-dialog").open) return;
    if (e.key === "/") { e.preventDefault(); byId("query").focus(); return; }
    if (e.key !== "j" && e.key !== "k") return;
    const sections = [...list.querySelectorAll(".document")];
    const here = sections.indexOf(document.activeElement.closest(".document"));
    const next = sections[here < 0 ? 0 : here + (e.key === "j" ? 1 : -1)];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView(); }
  });

  const goTo = () => {
    const at = /^#document-(\d+)$/.exec(location.hash);
    if (!at || Number(at[1]) < 1 || Number(at[1]) > index.length) return;
    Object.assign(state, { query: "", type: "", error: "", rule: "", when: "", first: Number(at[1]) - 1 });
    render();
    open(list.firstElementChild);
    list.firstElementChild.scrollIntoView();
  };
  window.addEventListener("hashchange", goTo);
  render();
  goTo();
})();

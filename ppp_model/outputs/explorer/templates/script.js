"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const inputs = data.sliders.map((_, n) => byId(`slider${n}`));
  const counts = data.sliders.map((one) => one.texts.length);
  const SVG = "http://www.w3.org/2000/svg";
  const SHOWN = 4;

  /* Numbers as people read them: the same as ppp_model/outputs/formats.py. */
  function fixed(value, decimals) {
    const scaled = Math.abs(value) * 10 ** decimals;
    let text = Math.abs(value).toFixed(decimals);
    if (scaled % 1 === 0.5) text = ((2 * Math.round(scaled / 2)) / 10 ** decimals).toFixed(decimals);
    const [whole, part] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (part ? `.${part}` : "");
    return value < 0 && Number(text) !== 0 ? `-${grouped}` : grouped;
  }
  function digits(value, count) {
    if (value === 0) return "0";
    const decimals = Math.max(0, count - 1 - Math.floor(Math.log10(Math.abs(value))));
    return decimals < 12 ? fixed(value, decimals) : String(Number(value.toPrecision(count)));
  }
  function percent(value) {
    const share = value * 100;
    const text = fixed(share, Math.abs(share) >= 0.995 ? 1 : 2);
    return Number(text.replace(/,/g, "")) === 0 ? "0 %" : `${text} %`;
  }
  function amount(value, decimals = 2) {
    const size = Math.abs(value);
    for (const [scale, word, least] of [[1e9, "bn", 0.99995e9], [1e6, "m", 99995]]) {
      if (size >= least) return `${fixed(value / scale, Math.abs(value / scale) >= 9.995 ? 1 : 2)} ${word}`;
    }
    if (size >= 100) return fixed(value, 0);
    const text = fixed(value, decimals);
    return Number(text) === 0 ? "0" : text;
  }
  function input(value, unit) {
    if (unit === "share" || unit === "per year") return `${Number((value * 100).toPrecision(6))} %`;
    const large = Math.abs(value) >= 1e6 && !unit.includes("/day");
    return `${digits(large ? value / 1e6 : value, 4)}${large ? " m" : ""} ${unit === "ratio" ? "" : unit}`.trim();
  }
  function shown(kind, value) {
    if (value === null) return "-";
    if (kind === "share" || kind === "rate") return percent(value);
    if (kind === "ratio") return `${fixed(value, 2)}x`;
    if (kind === "years") return `${fixed(value, 1)} years`;
    if (kind === "year") return String(Math.round(value));
    if (kind === "count") return amount(value, 0);
    if (kind === "price") return digits(value, 3);
    return amount(value);
  }
  function change(kind, value, of) {
    const sign = value < 0 ? "-" : "+";
    const size = Math.abs(value);
    if (kind === "share" || kind === "rate") return `${sign}${fixed(size * 1e4, 0)} bp`;
    if (kind === "price") return `${sign}${fixed(size, 4)}`;
    if (kind.startsWith("money") && Math.abs(of) >= 99995) return `${sign}${fixed(size / 1e6, 2)} m`;
    return `${sign}${shown(kind, size)}`;
  }

  /* Where the sliders are. */
  const places = () => inputs.map((one) => Number(one.value));
  const number = (at) => at.reduce((sum, place, n) => sum * counts[n] + place, 0);
  const valueOf = (s, m, point) => data.structures[s].values[m][point];
  const text = (s, m, value) => {
    if (value !== null && data.measures[m].name === "price_solved") return input(value, data.structures[s].unit);
    return shown(data.measures[m].kind, value);
  };
  const judged = (ok) => (ok === null ? "blank" : ok ? "good" : "bad");
  const meets = (limit, value) => value === null ? null
    : limit.least ? value >= limit.value * (1 - 1e-9) - 1e-12 : value <= limit.value * (1 + 1e-9) + 1e-12;

  function make(name, attributes = {}, children = []) {
    const drawn = ["svg", "g", "rect", "line", "path", "circle", "text", "title", "polyline"].includes(name);
    const node = drawn ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...[children].flat());
    return node;
  }

  function cell(s, m, point) {
    const structure = data.structures[s], kind = data.measures[m].kind;
    const value = valueOf(s, m, point), base = structure.base[m], limit = structure.limits[m];
    const words = text(s, m, value);
    const parts = [make("span", { class: words.length > 11 ? "value long" : "value" }, words)];
    if (value !== null && base !== null) {
      const moved = value - base;
      const same = Math.abs(moved) <= 1e-8 * Math.max(Math.abs(base), Math.abs(value));
      if (!same) parts.push(make("span", { class: "delta" }, change(kind, moved, base)));
    }
    if (limit) {
      const ok = meets(limit, value);
      const bar = limit.text.replace(/ /g, "\u00a0");
      const words = ok === null ? `no value for ${bar}` : ok ? `✓ meets ${bar}` : `✗ misses ${bar}`;
      parts.push(make("span", { class: judged(ok), title: `${limit.words}: ${limit.says}` }, words));
    }
    return parts;
  }

  function fillTable(point) {
    const blanks = new Set();
    data.structures.forEach((structure, s) => {
      data.measures.forEach((measure, m) => {
        byId(`m${m}s${s}`).replaceChildren(...cell(s, m, point));
        if (valueOf(s, m, point) === null) blanks.add(`${measure.label} (-): ${structure.reasons[m]}.`);
      });
      const fails = data.failures[structure.fails[point]];
      const words = fails.length ? `✗ ${fails.join("; ")}` : "✓ all pass";
      byId(`checks${s}`).replaceChildren(make("span", { class: fails.length ? "bad" : "good" }, words));
    });
    byId("blanks").replaceChildren(...[...blanks].map((one) => make("li", {}, one)));
  }

  /* Bars against limits. */
  const limited = data.measures.map((_, m) => m)
    .filter((m) => data.structures.some((one) => one.limits[m])).slice(0, SHOWN);

  function ends(m) {
    let low = 0, high = 0;
    for (const one of data.structures) {
      for (const value of one.values[m]) if (value !== null) { low = Math.min(low, value); high = Math.max(high, value); }
      if (one.limits[m]) high = Math.max(high, one.limits[m].value);
    }
    return [low, 1.03 * high || 1];
  }
  const barEnds = limited.map(ends);

  function bars(m, point, [low, high]) {
    const rows = data.structures.map((structure, s) => {
      const value = valueOf(s, m, point), limit = structure.limits[m];
      const at = (x) => 100 * (x - low) / (high - low);
      const svg = make("svg", { viewBox: "0 0 100 18", preserveAspectRatio: "none", "aria-hidden": "true" });
      const ok = limit ? meets(limit, value) : null;
      svg.append(make("rect", { x: 0, y: 4, width: 100, height: 10, class: "ground" }));
      if (value !== null) {
        const x = Math.min(at(value), at(0)), width = Math.abs(at(value) - at(0));
        svg.append(make("rect", { x, y: 4, width: Math.max(width, 0.4), height: 10, class: ok === false ? "bar short" : "bar" }));
      }
      if (limit) svg.append(make("line", { x1: at(limit.value), x2: at(limit.value), y1: 0, y2: 18, class: "limit" }));
      const said = !limit ? "" : ok === null ? "no value" : ok ? "✓ meets it" : "✗ misses it";
      return make("li", {}, [
        make("span", { class: "name" }, structure.label), svg,
        make("span", { class: "number" }, text(s, m, value)),
        make("span", { class: judged(ok) }, said),
      ]);
    });
    const limits = [...new Set(data.structures.map((one) => one.limits[m]).filter(Boolean).map((one) => `${one.words}: ${one.says}`))];
    return make("div", { class: "bar-chart" }, [
      make("h3", {}, data.measures[m].short), make("p", { class: "note" }, `Limit ${limits.join("; ")}.`), make("ul", {}, rows),
    ]);
  }

  /* A measure along one input. */
  const pickMeasure = byId("pick-measure"), pickSlider = byId("pick-slider");
  const wanted = ["equity_irr", "dscr_min", "net_public_cost_pv", "burden_poorest"];
  data.measures.forEach((one, m) => pickMeasure.append(make("option", { value: m }, one.label)));
  data.sliders.forEach((one, n) => pickSlider.append(make("option", { value: n }, one.label)));
  const moves = (m) => new Set(data.sliders[0].values.map((_, n) => valueOf(0, m, number([n, ...places().slice(1)])))).size > 2;
  const known = wanted.map((name) => data.measures.findIndex((one) => one.name === name)).filter((m) => m >= 0);
  pickMeasure.value = String([...known, ...data.measures.keys()].find(moves) ?? known[0] ?? 0);

  function niceTicks(low, high) {
    const rough = (high - low || 1) / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
    const found = [];
    for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at += 1) found.push(at * step);
    return found;
  }

  function spread(labels, least, top, bottom) {
    labels.sort((one, other) => one.y - other.y);
    labels.forEach((one, n) => { one.to = Math.max(one.y, n ? labels[n - 1].to + least : top); });
    for (let n = labels.length - 1, limit = bottom; n >= 0; n -= 1) {
      labels[n].to = Math.min(labels[n].to, limit);
      limit = labels[n].to - least;
    }
  }

  function curve() {
    const box = byId("curve"), m = Number(pickMeasure.value), along = Number(pickSlider.value);
    const at = places(), slider = data.sliders[along], measure = data.measures[m];
    const width = Math.max(300, box.clientWidth || 640), narrow = width < 560;
    const lineHeight = 18, legend = narrow ? data.structures.length * lineHeight + 10 : 0;
    const height = 290 + legend, left = 64, right = narrow ? 16 : 190, top = 12, bottom = 244;
    const lines = data.structures.map((one, s) => slider.values.map((x, n) => {
      const place = [...at]; place[along] = n;
      return { x, y: valueOf(s, m, number(place)), n };
    }));
    const all = lines.flat().map((one) => one.y).filter((y) => y !== null);
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
    if (!all.length) { box.replaceChildren(make("p", { class: "note" }, "No structure has a value here.")); return; }
    const limit = data.structures.map((one) => one.limits[m]).find(Boolean);
    let low = Math.min(...all, ...(limit ? [limit.value] : [])), high = Math.max(...all, ...(limit ? [limit.value] : []));
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    low -= room; high += room;
    const [first, last] = [slider.values[0], slider.values[slider.values.length - 1]];
    const px = (x) => left + (width - left - right) * (x - first) / (last - first || 1);
    const py = (y) => bottom - (bottom - top) * (y - low) / (high - low);
    for (const tick of niceTicks(low, high)) {
      svg.append(make("line", { x1: left, x2: width - right, y1: py(tick), y2: py(tick), class: "grid" }));
      svg.append(make("text", { x: left - 8, y: py(tick) + 4, class: "tick end" }, shown(measure.kind, tick)));
    }
    const every = Math.ceil(slider.values.length / (narrow ? 3 : 5));
    slider.values.forEach((x, n) => {
      svg.append(make("line", { x1: px(x), x2: px(x), y1: bottom, y2: bottom + 4, class: "axis" }));
      if (n % every === 0) {
        const words = slider.texts[n].split(" ").slice(0, /^(m|bn|%|k)$/.test(slider.texts[n].split(" ")[1]) ? 2 : 1).join(" ");
        svg.append(make("text", { x: px(x), y: bottom + 18, class: "tick mid" }, words));
      }
    });
    svg.append(make("line", { x1: left, x2: width - right, y1: bottom, y2: bottom, class: "axis" }));
    const unit = slider.texts[0].replace(/^[-\d.,]+\s*(m |bn |k )?/, "");
    svg.append(make("text", { x: left, y: bottom + 36, class: "tick" }, `${slider.label}${unit && unit !== "%" ? ` (${unit})` : ""}`));
    const now = slider.values[at[along]];
    svg.append(make("line", { x1: px(now), x2: px(now), y1: top, y2: bottom, class: "now" }));
    if (limit) {
      svg.append(make("line", { x1: left, x2: width - right, y1: py(limit.value), y2: py(limit.value), class: "limit" }));
      svg.append(make("text", { x: left + 6, y: py(limit.value) - 5, class: "tick limit-text" }, `limit: ${limit.words}`));
    }
    const labels = [];
    lines.forEach((points, s) => {
      const known = points.filter((one) => one.y !== null);
      let path = "", open = false;
      for (const one of points) {
        if (one.y === null) { open = false; continue; }
        path += `${open ? "L" : "M"}${px(one.x).toFixed(1)} ${py(one.y).toFixed(1)}`; open = true;
      }
      svg.append(make("path", { d: path, class: `line s${s % 6}` }));
      for (const one of known) {
        const chosen = one.n === at[along];
        const dot = make("circle", { cx: px(one.x), cy: py(one.y), r: chosen ? 5.5 : 2.5, class: `dot s${s % 6}${chosen ? " chosen" : ""}` });
        dot.append(make("title", {}, `${data.structures[s].label}, ${slider.texts[one.n]}: ${text(s, m, one.y)}`));
        svg.append(dot);
      }
      if (known.length) labels.push({ s, y: py(known[known.length - 1].y) + 4, end: known[known.length - 1] });
    });
    if (narrow) {
      labels.forEach((one, n) => {
        const y = bottom + 56 + n * lineHeight;
        svg.append(make("line", { x1: left, x2: left + 26, y1: y - 4, y2: y - 4, class: `line s${one.s % 6}` }));
        svg.append(make("text", { x: left + 34, y, class: "label" }, data.structures[one.s].label));
      });
    } else {
      spread(labels, 16, top + 6, bottom);
      for (const one of labels) {
        const x = width - right + 8;
        svg.append(make("path", { d: `M${px(one.end.x) + 4} ${one.y - 4}L${x + 2} ${one.to - 4}`, class: "lead-line" }));
        svg.append(make("text", { x: x + 6, y: one.to, class: `label s${one.s % 6}` }, short(data.structures[one.s].label)));
      }
    }
    const said = data.structures.map((one, s) => `${one.label} ${text(s, m, valueOf(s, m, number(at)))}`).join("; ");
    svg.setAttribute("aria-label", `${measure.label} along ${slider.label}. At ${slider.texts[at[along]]}: ${said}.`);
    box.replaceChildren(svg);
  }
  const short = (words) => (words.length > 25 ? `${words.slice(0, 24).trimEnd()}…` : words);

  /* All together. */
  let later = 0;
  function announce(point) {
    const moved = data.sliders.map((one, n) => `${one.label} ${one.texts[places()[n]]}`).join(", ");
    const found = new Map();
    data.structures.forEach((one, s) => {
      const asked = limited.filter((m) => one.limits[m]), named = (found) => found.map((m) => data.measures[m].short.toLowerCase());
      const blank = named(asked.filter((m) => valueOf(s, m, point) === null));
      const words = named(asked.filter((m) => meets(one.limits[m], valueOf(s, m, point)) === false));
      if (data.failures[one.fails[point]].length) words.push("a check of the model");
      const met = !asked.length ? "Nothing to weigh against" : blank.length ? "" : "Meets all limits";
      const without = blank.length ? `No value for ${blank.join(" and ")}, so not all limits are met` : "";
      const said = [words.length ? `Misses ${words.join(" and ")}` : met, without].filter(Boolean).join(". ");
      found.set(said, [...(found.get(said) || []), one.label]);
    });
    const states = [...found].map(([said, who]) => `${said}: ${who.join("; ")}.`);
    const rows = [`At ${moved}.`, ...states].map((one) => make("span", {}, `${one} `));
    byId("status").replaceChildren(...rows);
  }
  function update(quietly) {
    const at = places(), point = number(at);
    data.sliders.forEach((one, n) => {
      const own = at[n] === one.start && !one.series;
      byId(`out${n}`).textContent = one.texts[at[n]];
      inputs[n].setAttribute("aria-valuetext", own ? `${one.texts[at[n]]}, as in the study` : one.texts[at[n]]);
    });
    byId("reset").hidden = data.sliders.every((one, n) => at[n] === one.start);
    fillTable(point);
    byId("bars").replaceChildren(...limited.map((m, n) => bars(m, point, barEnds[n])));
    curve();
    const sets = data.sliders.map((one, n) => {
      const [key, value] = [one.options[at[n]].split("=")[0], one.options[at[n]].split("=").slice(1).join("=")];
      return at[n] === one.start && !one.series ? "" : ` \\\n    --set ${key}="${value}"`;
    });
    byId("command").textContent = `ppp compare STUDY${sets.join("")}`;
    clearTimeout(later);
    if (quietly) announce(point); else later = setTimeout(announce, 250, point);
  }

  if (!limited.length) byId("bars-title").closest("section").hidden = true;
  for (const one of [...inputs, pickMeasure, pickSlider]) one.disabled = false;
  for (const one of inputs) one.addEventListener("input", () => update(false));
  for (const one of [pickMeasure, pickSlider]) one.addEventListener("change", curve);
  byId("reset").addEventListener("click", () => {
    data.sliders.forEach((one, n) => { inputs[n].value = String(one.start); });
    update(false);
    inputs[0].focus();
  });
  addEventListener("resize", curve);
  update(true);
})();

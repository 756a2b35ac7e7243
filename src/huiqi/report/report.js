"use strict";
(function () {
  const pick = document.getElementById("pick");
  if (!pick) { return; }
  document.documentElement.classList.add("scripted");
  const { names, measures, steps } = JSON.parse(document.getElementById("regions").textContent);
  const count = (n) => n.toLocaleString("en-US");

  function rounded(fen, size, digits, unit) {
    const step = size / 10 ** digits;
    const value = Math.floor((fen + step / 2) / step) / 10 ** digits;
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }) + unit;
  }

  function money(fen) {
    if (fen >= 1e10) { return rounded(fen, 1e10, 2, "亿元"); }
    if (fen >= 1e6) { return rounded(fen, 1e6, 1, "万元"); }
    return fen ? fen / 100 + "元" : "—";
  }

  function element(name, text, attributes) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function thresholds(found) {
    const ranked = Object.values(found).map(([n]) => n).filter((n) => n > 0).sort((a, b) => a - b);
    const at = (i) => ranked[Math.min(ranked.length - 1, Math.floor(ranked.length * i / 5))];
    return ranked.length ? [1, 2, 3, 4].map(at) : [];
  }

  function drawMap(found, bounds) {
    document.querySelectorAll("#map path").forEach((path) => {
      const [n, fen] = found[path.dataset.code] || [0, 0];
      path.setAttribute("fill", steps[n ? 1 + bounds.filter((b) => n > b).length : 0]);
      const said = n ? count(n) + " 个主体" + (fen ? "，" + money(fen) : "") : "无";
      path.querySelector("title").textContent = path.dataset.name + "：" + said;
    });
  }

  function drawLegend(bounds) {
    const last = bounds[bounds.length - 1];
    const edges = ["0"].concat(bounds.map((b, i) => b === bounds[i - 1] ? "" : "≤" + count(b)), last ? [">" + count(last)] : []);
    const shown = edges.map((edge, i) => {
      const made = element("span", edge);
      made.prepend(element("i", "", { style: "background:" + steps[i] }));
      return made;
    });
    document.getElementById("legend").replaceChildren(...shown.filter((_, i) => edges[i]));
  }

  function drawTable(found) {
    const order = ([a, [m, x]], [b, [n, y]]) => y - x || n - m || (a < b ? -1 : 1);
    const rows = Object.entries(found).sort(order).map(([code, [n, fen]]) => {
      const row = element("tr", "");
      row.append(element("th", names[code], { scope: "row" }), element("td", count(n)), element("td", money(fen)));
      return row;
    });
    document.querySelector("#places tbody").replaceChildren(...rows);
  }

  pick.addEventListener("change", () => {
    const found = measures[pick.value] || {};
    const bounds = thresholds(found);
    drawMap(found, bounds);
    drawLegend(bounds);
    drawTable(found);
    document.getElementById("picked").textContent = count(Object.keys(found).length) + " 个地区";
  });
}());

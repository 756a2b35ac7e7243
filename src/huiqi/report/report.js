"use strict";
(function () {
  var pick = document.getElementById("pick");
  var holder = document.getElementById("regions");
  if (!pick || !holder) { return; }
  document.documentElement.classList.add("scripted");
  var regions = JSON.parse(holder.textContent);
  var steps = ["#eef3f8", "#cfe0ee", "#a3c4df", "#6f9fc8", "#3f78aa", "#1d4f80"];
  function money(fen) {
    var yuan = fen / 100;
    if (yuan >= 1e8) { return (yuan / 1e8).toFixed(2) + "亿元"; }
    if (yuan >= 1e4) { return (yuan / 1e4).toFixed(1) + "万元"; }
    return yuan + "元";
  }
  function draw() {
    var found = regions[pick.value] || {};
    var values = Object.values(found).map(function (v) { return v[0]; }).sort(function (a, b) { return a - b; });
    var bounds = [1, 2, 3, 4].map(function (i) { return values[Math.min(values.length - 1, Math.floor(values.length * i / 5))]; });
    document.querySelectorAll("#map path").forEach(function (path) {
      var entry = found[path.dataset.code];
      var step = entry ? 1 + bounds.filter(function (b) { return entry[0] > b; }).length : 0;
      path.setAttribute("fill", steps[step]);
      path.querySelector("title").textContent = path.dataset.name + "：" +
        (entry ? entry[0].toLocaleString() + " 个主体，" + money(entry[1]) : "无");
    });
    document.getElementById("hint").textContent = "颜色为符合条件的主体数（五等分）" + (pick.value ? "：" + pick.value : "");
  }
  pick.addEventListener("change", draw);
}());


"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const made = (tag, text, parts = {}) => Object.assign(document.createElement(tag), { textContent: text }, parts);

  // The state of the page stands in its address, so that a view can be passed on.
  const FIELDS = ["q", "app", "rule", "state"];
  const state = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const keep = (changed) => {
    const now = state();
    for (const [name, value] of Object.entries(changed)) value ? now.set(name, value) : now.delete(name);
    const text = now.toString();
    try {
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    } catch {
      // In a frame without an address of its own, or too often for the browser: the page works without.
    }
  };

  const form = one("#filters");
  const groups = all(".app").map((section) => ({
    section,
    app: section.dataset.app,
    kept: one(".kept", section),
    count: one("h3 small", section),
    says: one("h3 small", section).textContent,
    entries: all(".list > li", section).map((item) => ({ item, ...item.dataset, text: null })),
  }));
  const total = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const levels = () => all("input[name=level]", form);

  const filter = () => {
    const q = form.q.value.trim().toLowerCase();
    const on = new Set(levels().filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const group of groups) {
      let here = 0;
      let kept = 0;
      for (const entry of group.entries) {
        const status = entry.state || "new";
        let fits = on.has(entry.level) && (!form.app.value || form.app.value === group.app)
          && (!form.rule.value || form.rule.value === entry.rule) && (!form.state.value || form.state.value === status);
        if (fits && q) {
          entry.text ??= `${group.app} ${entry.item.textContent}`.toLowerCase();
          fits = q.split(/\s+/).every((word) => entry.text.includes(word));
        }
        entry.item.hidden = !fits;
        here += fits;
        kept += fits && status !== "new";
      }
      group.section.hidden = !here;
      group.count.textContent = here === group.entries.length ? group.says : `${here} shown`;
      if (group.kept) {
        group.kept.hidden = !kept;
        if (form.state.value && form.state.value !== "new") group.kept.open = true;
      }
      shown += here;
    }
    one("#nothing").hidden = shown > 0 || !total;
    one("#shown").textContent = `${shown} of ${total} findings shown`;
  };

  const remember = () => {
    const on = levels().filter((box) => box.checked).map((box) => box.value);
    const chosen = on.length === levels().length ? "" : on.join(",") || "none";
    keep({ ...Object.fromEntries(FIELDS.map((name) => [name, form[name].value])), level: chosen });
  };

  const restore = () => {
    if (!form) return;
    const now = state();
    for (const name of FIELDS) form[name].value = now.get(name) || "";
    for (const name of ["app", "rule", "state"]) if (form[name].selectedIndex < 0) form[name].selectedIndex = 0;
    const wanted = now.get("level");
    for (const box of levels()) box.checked = !wanted || wanted.split(",").includes(box.value);
    filter();
  };

  let waiting = 0;
  const changed = () => {
    remember();
    filter();
  };
  if (form) {
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      if (total > 1000) waiting = setTimeout(changed, 120);
      else changed();
    });
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      for (const name of FIELDS) form[name].value = "";
      for (const box of levels()) box.checked = true;
      changed();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
  }

  const reveal = (target) => {
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  const named = (fragment) => {
    try {
      return document.getElementById(decodeURIComponent(fragment.slice(1)));
    } catch {
      return null; // a per cent sign that escapes nothing
    }
  };
  const follow = () => {
    if (location.hash.includes("=")) return restore();
    const target = named(location.hash);
    if (target) reveal(target);
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#rule-']");
    if (!link) return;
    const target = named(link.getAttribute("href"));
    if (target) target.open = true;
  });
  addEventListener("beforeprint", () => all(".kept").forEach((part) => { part.open = true; }));

  const canvas = one("#canvas");
  if (canvas) graph();
  restore();
  if (location.hash && !location.hash.includes("=")) follow();

  function graph() {
    const drawing = one("#drawing");
    const stage = one(".stage");
    const detail = one("#detail");
    const width = Number(drawing.getAttribute("width"));
    const height = Number(drawing.getAttribute("height"));
    const spots = all(".spot", drawing);
    const edges = all(".edge", drawing);
    const byNumber = new Map(spots.map((spot) => [spot.dataset.number, spot]));
    const name = (number) => byNumber.get(number).dataset.label;
    const middle = (spot) => {
      const box = spot.querySelector("rect");
      const value = (key) => Number(box.getAttribute(key));
      return [value("x") + value("width") / 2, value("y") + value("height") / 2];
    };
    let scale = 1;
    let back = null;

    // One stop for the tabulator; from there arrow keys lead on. A chosen app makes its edges stops too.
    [...spots, ...edges].forEach((each) => each.setAttribute("tabindex", "-1"));
    const topmost = [...spots].sort((one, other) => middle(one)[1] - middle(other)[1] || middle(one)[0] - middle(other)[0]);
    topmost[0]?.setAttribute("tabindex", "0");
    one("#edges").open = false;
    one("#tools").hidden = false;
    canvas.classList.add("live");

    const zoom = (to) => {
      const x = (canvas.scrollLeft + canvas.clientWidth / 2) / scale;
      const y = (canvas.scrollTop + canvas.clientHeight / 2) / scale;
      scale = Math.min(3, Math.max(0.2, to));
      drawing.setAttribute("width", Math.round(width * scale));
      drawing.setAttribute("height", Math.round(height * scale));
      canvas.scrollTo(x * scale - canvas.clientWidth / 2, y * scale - canvas.clientHeight / 2);
    };
    const fit = () => {
      zoom(Math.min(1, Math.max((canvas.clientWidth - 4) / width, innerWidth < 640 ? 0.55 : 0.35)));
      canvas.scrollTop = 0;
    };
    const ZOOMS = { in: () => zoom(scale * 1.25), out: () => zoom(scale / 1.25), fit };
    all("[data-zoom]").forEach((button) => button.addEventListener("click", () => ZOOMS[button.dataset.zoom]()));
    one("#faint").addEventListener("input", (event) => drawing.classList.toggle("no-faint", !event.target.checked));
    one("#cuts")?.addEventListener("input", (event) => drawing.classList.toggle("no-cuts", !event.target.checked));

    const letGo = () => {
      drawing.classList.remove("picked");
      all(".on, .chosen", drawing).forEach((each) => each.classList.remove("on", "chosen"));
      edges.forEach((edge) => edge.setAttribute("tabindex", "-1"));
    };
    const close = () => {
      letGo();
      detail.hidden = true;
      stage.classList.remove("split");
      keep({ edge: "", node: "" });
      back?.focus();
    };
    const show = (heading, ...parts) => {
      const title = made("h3", heading);
      const button = made("button", "Close", { type: "button" });
      button.addEventListener("click", close);
      detail.replaceChildren(title, ...parts, button);
      detail.hidden = false;
      stage.classList.add("split");
      detail.scrollTop = 0;
      detail.focus({ preventScroll: innerWidth >= 960 });
    };

    const pickEdge = (edge) => {
      const { source, target } = edge.dataset;
      letGo();
      drawing.classList.add("picked");
      edge.classList.add("on", "chosen");
      for (const number of [source, target]) byNumber.get(number).classList.add("on");
      back = edge;
      edge.setAttribute("tabindex", "0");
      const row = one(edge.getAttribute("href"));
      const kind = row.cells[2].textContent.trim();
      const note = kind === "cut" ? "To be cut: without it the cycle is nearer to its end."
        : kind ? "Within a cycle: the other app leads back, if only by way of others." : "Not in a cycle.";
      const list = one("ul", row.cells[3]).cloneNode(true);
      show(`${name(source)} needs ${name(target)}`, made("p", `${one("summary", row.cells[3]).textContent}. ${note}`), list);
      keep({ edge: `${name(source)}>${name(target)}`, node: "" });
    };
    const listed = (heading, found, end) => {
      if (!found.length) return [made("h4", `${heading} nothing`)];
      const list = made("ul", "");
      for (const edge of found) {
        const button = made("button", name(edge.dataset[end]), { type: "button" });
        button.addEventListener("click", () => pickEdge(edge));
        const item = made("li", "");
        item.append(button, ` ${one("summary", one(edge.getAttribute("href"))).textContent}`);
        list.append(item);
      }
      return [made("h4", `${heading} ${found.length}`), list];
    };
    const pickSpot = (spot) => {
      const { number, label } = spot.dataset;
      const out = edges.filter((edge) => edge.dataset.source === number);
      const into = edges.filter((edge) => edge.dataset.target === number);
      letGo();
      drawing.classList.add("picked");
      spot.classList.add("on", "chosen");
      for (const edge of [...out, ...into]) {
        edge.classList.add("on");
        edge.setAttribute("tabindex", "0");
        byNumber.get(edge.dataset.source).classList.add("on");
        byNumber.get(edge.dataset.target).classList.add("on");
      }
      back = spot;
      roam(spot);
      const found = groups.find((group) => group.app === label);
      const parts = [...listed("Needs", out, "target"), ...listed("Needed by", into, "source")];
      if (found) {
        const button = made("button", `Show its findings (${found.entries.length})`, { type: "button" });
        button.addEventListener("click", () => {
          form.app.value = label;
          changed();
          one("#findings").scrollIntoView();
          one("#findings").focus({ preventScroll: true });
        });
        const line = made("p", "");
        line.append(button);
        parts.unshift(line);
      }
      show(label, ...parts);
      keep({ node: label, edge: "" });
    };

    const roam = (spot) => {
      spots.forEach((each) => each.setAttribute("tabindex", each === spot ? "0" : "-1"));
    };
    const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = (from, [dx, dy]) => {
      const [x, y] = middle(from);
      let best = null;
      let least = Infinity;
      for (const spot of spots) {
        const [a, b] = middle(spot);
        const along = (a - x) * dx + (b - y) * dy;
        const aside = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
        const cost = along + 2 * aside + (dx && aside ? 1000 : 0);
        if (along > 1 && cost < least) [best, least] = [spot, cost];
      }
      if (best) {
        roam(best);
        best.focus();
        best.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    };

    const pick = (link) => (link.classList.contains("edge") ? pickEdge : pickSpot)(link);
    let dragged = false;
    drawing.addEventListener("click", (event) => {
      const link = event.target.closest(".edge, .spot");
      if (!link) return dragged ? undefined : drawing.classList.contains("picked") && close();
      event.preventDefault();
      if (!dragged) pick(link);
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const spot = event.target.closest(".spot");
      const zooming = { "+": "in", "=": "in", "-": "out", "0": "fit" }[event.key];
      if (zooming) ZOOMS[zooming]();
      else if (spot && DIRECTIONS[event.key]) step(spot, DIRECTIONS[event.key]);
      else if (event.key === " " && event.target.closest(".edge, .spot")) pick(event.target.closest(".edge, .spot"));
      else return;
      event.preventDefault();
    });
    stage.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !detail.hidden) close();
    });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
    }, { passive: false });
    canvas.addEventListener("dragstart", (event) => event.preventDefault());
    canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button) return;
      const start = [event.clientX + canvas.scrollLeft, event.clientY + canvas.scrollTop];
      const from = [event.clientX, event.clientY];
      dragged = false;
      const move = (now) => {
        if (!now.buttons) return end(); // let go where no event tells of it, as above a scrollbar
        if (Math.hypot(now.clientX - from[0], now.clientY - from[1]) > 5) dragged = true;
        if (dragged) canvas.classList.add("held");
        if (dragged) canvas.scrollTo(start[0] - now.clientX, start[1] - now.clientY);
      };
      const end = () => {
        canvas.classList.remove("held");
        for (const [kind, act] of Object.entries(acts)) removeEventListener(kind, act);
        setTimeout(() => { dragged = false; }); // after the click that a drag may end with
      };
      const acts = { pointermove: move, pointerup: end, pointercancel: end };
      for (const [kind, act] of Object.entries(acts)) addEventListener(kind, act);
    });

    const choose = () => {
      const now = state();
      const node = spots.find((spot) => spot.dataset.label === now.get("node"));
      const edge = edges.find(({ dataset }) => `${name(dataset.source)}>${name(dataset.target)}` === now.get("edge"));
      if (edge) pickEdge(edge);
      else if (node) pickSpot(node);
      if (!edge && !node) return;
      const [x, y] = middle(node || byNumber.get(edge.dataset.source));
      canvas.scrollTo(x * scale - canvas.clientWidth / 2, y * scale - canvas.clientHeight / 2);
      one("#graph").scrollIntoView();
    };
    fit();
    choose();
    addEventListener("hashchange", choose);
  }
})();

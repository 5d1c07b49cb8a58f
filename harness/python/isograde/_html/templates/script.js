// What the pages do beyond showing: search, filters and keys on the matrix, sections that open on a module's page. All that they
// show is there without it.
"use strict";

// So that the way back from a module's page leads to the matrix as it was left.
const STATE_KEY = "isograde-matrix";

function remembered() {
  try {
    return sessionStorage.getItem(STATE_KEY) || "";
  } catch (error) {  // storage is switched off
    return "";
  }
}

function remember(state) {
  try {
    sessionStorage.setItem(STATE_KEY, state);
  } catch (error) {
    // The address has it too; only the link "Matrix" forgets.
  }
}

// ---- the matrix: which rows it shows -------------------------------------------------------------------------------

class Filters {
  constructor(form, matrix) {
    this.form = form;
    this.search = form.querySelector("#search");
    this.kind = form.querySelector("#kind");
    this.differs = form.querySelector("#differs");
    this.grades = [...form.querySelectorAll("[name=grade]")];
    this.shown = form.querySelector("#shown");
    this.nothing = document.querySelector("#nothing");
    this.rows = [...matrix.tBodies[0].rows].map(describe);
    for (const { fold } of this.rows) if (fold) fold.addEventListener("click", () => this.unfold(fold));
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.changed());
    document.querySelector("#clear").addEventListener("click", () => {
      this.clear();
      this.search.focus();
    });
    addEventListener("hashchange", () => this.read());
    this.read();
  }

  // From the address: "#module=csv&grade=D,F&kind=extension&differs=1&open=numpy". A fragment of another form is a place on the page.
  read() {
    const fragment = location.hash.slice(1);
    const state = new URLSearchParams(fragment.includes("=") ? fragment : "");
    const grades = (state.get("grade") || "").split(",");
    this.search.value = state.get("module") || "";
    this.kind.value = state.get("kind") || "";
    if (this.kind.selectedIndex < 0) this.kind.value = "";
    this.differs.checked = state.has("differs");
    for (const box of this.grades) box.checked = grades.includes(box.value);
    const open = new Set(state.getAll("open"));
    for (const row of this.rows) if (row.fold) row.fold.setAttribute("aria-expanded", open.has(row.key));
    this.apply();
  }

  // The event tells the arrow keys, too.
  unfold(button) {
    button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true");
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  unfolded() {
    return this.rows.filter((row) => row.fold && row.fold.getAttribute("aria-expanded") === "true").map((row) => row.key);
  }

  changed() {
    this.apply();
    const state = new URLSearchParams();
    if (this.search.value) state.set("module", this.search.value);
    if (this.chosenGrades().length) state.set("grade", this.chosenGrades().join(","));
    if (this.kind.value) state.set("kind", this.kind.value);
    if (this.differs.checked) state.set("differs", "1");
    for (const key of this.unfolded()) state.append("open", key);
    remember(state.toString());
    try {
      history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search);
    } catch (error) {
      // A browser that takes so many changes a second for an attack; the next one gets through.
    }
  }

  clear() {
    this.search.value = this.kind.value = "";
    for (const box of [this.differs, ...this.grades]) box.checked = false;
    this.changed();
  }

  chosenGrades() {
    return this.grades.filter((box) => box.checked).map((box) => box.value);
  }

  apply() {
    const text = this.search.value.trim().toLowerCase();
    const chosen = this.chosenGrades();
    const matches = (row) =>
      row.name.toLowerCase().includes(text) &&
      (!chosen.length || chosen.some((grade) => row.grades.has(grade))) &&
      (!this.kind.value || row.kind === this.kind.value) &&
      (!this.differs.checked || row.grades.size > 1);
    const shown = new Set(this.rows.filter(matches));
    // What is looked for is shown wherever it is; otherwise members are folded under their distribution.
    const filters = text || chosen.length || this.kind.value || this.differs.checked;
    const open = new Set(this.unfolded());
    const headings = new Set(this.kind.value ? [] : [...shown].map((row) => row.distribution));
    for (const row of this.rows) {
      if (!filters && row.distribution !== undefined && !open.has(row.distribution)) shown.delete(row);
      if (row.kind === "distribution" && headings.has(row.key)) shown.add(row);
      if (row.fold) row.fold.hidden = Boolean(filters);
      row.element.hidden = !shown.has(row);
    }
    this.shown.textContent = `${shown.size} of ${this.rows.length} rows`;
    this.nothing.hidden = shown.size > 0 || this.rows.length === 0;
  }
}

function describe(element) {
  const [heading, ...cells] = element.cells;
  return {
    element,
    name: heading.querySelector("a").title,
    kind: element.dataset.kind,
    key: element.dataset.key,
    distribution: element.dataset.distribution,
    fold: heading.querySelector("button.unfold"),
    grades: new Set(cells.map((cell) => cell.dataset.grade).filter(Boolean)),
  };
}

// ---- the matrix: arrow keys ----------------------------------------------------------------------------------------

const STEPS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};

// One stop of the tab key for the whole matrix, arrow keys within it.
function moveWithArrows(matrix) {
  const links = [...matrix.querySelectorAll("tbody a")];
  if (!links.length) return;
  for (const link of links) link.tabIndex = -1;
  let current = links[0];
  current.tabIndex = 0;

  const stopAt = (link) => {
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  };
  matrix.addEventListener("focusin", (event) => event.target.tagName === "A" && stopAt(event.target));
  matrix.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const cell = event.target.closest("th, td");
    const rows = [...matrix.tBodies[0].rows].filter((row) => !row.hidden);
    const next = event.key in STEPS ? linkTowards(rows, cell, STEPS[event.key]) : linkAtEnd(cell, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  // What a filter hides cannot be where the tab key leads.
  document.querySelector("#filters").addEventListener("input", () => {
    if (!current.closest("tr").hidden) return;
    const first = links.find((link) => !link.closest("tr").hidden);
    if (first) stopAt(first);
  });
}

// The next link in a direction, over cells that have none.
function linkTowards(rows, cell, [down, right]) {
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const there = rows[row] && rows[row].cells[column];
    if (!there) return null;
    const link = there.querySelector("a");
    if (link) return link;
  }
}

function linkAtEnd(cell, key) {
  const links = cell.parentElement.querySelectorAll("a");
  if (key === "Home") return links[0];
  if (key === "End") return links[links.length - 1];
  return null;
}

function showMatrix(matrix) {
  const filters = new Filters(document.querySelector("#filters"), matrix);
  moveWithArrows(matrix);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") filters.clear();
    if (event.key !== "/" || event.target === filters.search) return;
    event.preventDefault();
    filters.search.focus();
    filters.search.select();
  });
  // The fragment holds the filters: a jump on the page must not put its own there.
  for (const link of document.querySelectorAll("nav a[href^='#']")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showPlace(link.hash);
    });
  }
}

// ---- other pages ---------------------------------------------------------------------------------------------------

// A section that an address leads to is open when it is shown.
function showPlace(hash) {
  const place = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!place) return;
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView();
}

function showSections() {
  const sections = [...document.querySelectorAll("details.python")];
  const buttons = document.querySelector(".fold");
  if (buttons && sections.length > 1) {
    buttons.hidden = false;
    buttons.addEventListener("click", (event) => {
      const open = event.target.dataset.open;
      if (open) for (const section of sections) section.open = open === "true";
    });
  }
  addEventListener("hashchange", () => showPlace(location.hash));
  addEventListener("beforeprint", () => sections.forEach((section) => (section.open = true)));
  if (location.hash) {
    // Whoever asks for one CPython is shown that one.
    if (document.getElementById(decodeURIComponent(location.hash.slice(1)))) for (const section of sections) section.open = false;
    showPlace(location.hash);
  }
  if (remembered()) for (const link of document.querySelectorAll("a.to-matrix")) link.hash = remembered();
}

const matrix = document.querySelector("#matrix");
if (matrix) showMatrix(matrix);
else showSections();

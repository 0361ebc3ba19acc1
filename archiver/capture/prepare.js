// Finds, presses, hides and opens what stands between a visitor and a page, in an isolated world.
// asked.task is one of find, press, hide, unlock, still; what each returns is told in prepare.py.
((asked) => {
  "use strict";
  const CONSENT = /cookie|kakor|kakfil|samtyck|consent/i;
  const NAMED = /cookie|consent|gdpr|samtyck|kakor|(^|[-_ ])cmp([-_ ]|$)/i;
  const BUTTONS = "button,[role=button],input[type=button],input[type=submit],a,summary";
  const BOX_LONGEST = 8000; // a box of more characters is a page that speaks of cookies
  const LABEL_LONGEST = 200;
  const HIDDEN_LEAST = 1;
  const root = document.documentElement, body = document.body ?? root;
  const bad = [];

  const parentOf = (e) => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host ?? null;
  const shown = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0
      && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };

  function roots(from = document, found = []) {
    found.push(from);
    for (const e of from.querySelectorAll("*")) if (e.shadowRoot) roots(e.shadowRoot, found);
    return found;
  }

  function all(selector, within) {
    try {
      return within.flatMap((each) => [...each.querySelectorAll(selector)]);
    } catch {
      bad.push(selector);
      return [];
    }
  }

  // The words of an element and of the open shadow trees in it.
  function wordsOf(element) {
    if (/^(style|script|template|link)$/.test(element.localName)) return "";
    const hosts = [element, ...element.querySelectorAll("*")].filter((e) => e.shadowRoot);
    return [element.innerText ?? "", ...hosts.flatMap((e) => [...e.shadowRoot.children]).map(wordsOf)].join(" ");
  }

  const label = (e) => (e.innerText || e.value || e.getAttribute("aria-label") || "")
    .replace(/\s+/g, " ").trim();
  const plain = (text) => text.replace(/[.!→›»×]+$/u, "").trim().toLocaleLowerCase("sv");

  function path(element) {
    const one = (e) => e.localName + (e.id ? "#" + e.id : e.classList.length ? "." + [...e.classList].slice(0, 2).join(".") : "");
    const above = parentOf(element);
    return ((above && above !== body ? one(above) + " > " : "") + one(element)).slice(0, 200);
  }

  function isBox(element) {
    const style = getComputedStyle(element);
    return /^(fixed|sticky)$/.test(style.position) || element.localName === "dialog"
      || /^(alert)?dialog$/.test(element.getAttribute("role") ?? "") || element.ariaModal === "true";
  }

  // The box that an element stands in: a dialog, something that floats, or what is named for consent.
  function boxOf(element, named) {
    for (let e = element; e && e !== body && e !== root; e = parentOf(e)) {
      if (isBox(e) || (named && NAMED.test(`${e.id} ${e.getAttribute("class") ?? ""} ${e.localName}`))) {
        if (!named || CONSENT.test(wordsOf(e))) return e;
      }
    }
    return asked.child && named ? body : null;
  }

  function speaksOfConsent(element) {
    const box = boxOf(element, true);
    const words = box ? wordsOf(box) : "";
    return words.length < BOX_LONGEST && CONSENT.test(words);
  }

  // A link that leads away is no button.
  function isButton(element) {
    if (element.localName !== "a") return element.matches(BUTTONS);
    const to = element.getAttribute("href");
    return to === null || to === "" || to.startsWith("#") || /^javascript:/i.test(to);
  }

  // Every button by its words, read once.
  function readButtons(within) {
    const short = all(BUTTONS, within).filter((e) => e.textContent.length < LABEL_LONGEST);
    return short.map((e) => [e, plain(label(e))]).filter(([, words]) => words);
  }

  function matchText(rule, buttons) {
    const wanted = new Set(rule.texts.map(plain));
    const fits = ([e, words]) => wanted.has(words) && isButton(e) && shown(e) && !pressed.has(e)
      && (rule.consent ? speaksOfConsent(e) : boxOf(e, false));
    const found = buttons.find(fits)?.[0];
    return found ? [found, label(found)] : null;
  }

  function matchSelector(rule, within) {
    for (const selector of rule.selectors) {
      const fits = (e) => shown(e) && !pressed.has(e) && (!rule.consent || speaksOfConsent(e));
      const found = all(selector, within).find(fits);
      if (found) return [found, selector];
    }
    return null;
  }

  const pressed = globalThis.archiverPressed ??= new WeakSet();

  function find() {
    const within = roots(), buttons = readButtons(within);
    for (const [place, rule] of asked.rules.entries()) {
      const found = matchSelector(rule, within) ?? matchText(rule, buttons);
      if (!found) continue;
      globalThis.archiverFound = found[0];
      return { place, mark: found[1], label: label(found[0]) };
    }
    return null;
  }

  function press() {
    pressed.add(globalThis.archiverFound);
    globalThis.archiverFound.click();
    return null;
  }

  function hide() {
    const within = roots(), done = [];
    for (const rule of asked.rules) for (const selector of rule.selectors) {
      const boxes = all(selector, within).filter((e) => shown(e) || [...e.children].some(shown))
        .filter((e) => !rule.consent || CONSENT.test(wordsOf(e)));
      boxes.forEach((e) => set(e, { display: "none" }));
      if (boxes.length) done.push({ profile: rule.profile, mark: selector });
    }
    return done;
  }

  // The page's scripts may write the element's styles anew, at every resize for example, and a
  // screenshot is one; against those stands a rule, and against other rules the style itself.
  function set(element, styles) {
    for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, "important");
    const mark = "data-archiver-" + Math.random().toString(36).slice(2);
    const rules = Object.entries(styles).map(([name, value]) => `${name}:${value}!important`);
    const sheet = new CSSStyleSheet(), tree = element.getRootNode();
    sheet.replaceSync(`[${mark}]${":not(#_)".repeat(3)}{${rules.join(";")}}`);
    element.setAttribute(mark, "");
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
  }
  const FREE = { height: "auto", "max-height": "none", "overflow-y": "visible", contain: "none" };

  function isLocked(element) {
    const style = getComputedStyle(element);
    return /hidden|clip/.test(style.overflowY) || style.position === "fixed";
  }

  // A lock on html or body that keeps a page higher than the window from being scrolled.
  function unlockPage() {
    const locked = [root, body].filter(isLocked);
    const lowest = Math.max(root.scrollHeight, body.scrollHeight);
    if (!locked.length || lowest <= innerHeight + HIDDEN_LEAST) return [];
    const fixed = getComputedStyle(body).position === "fixed";
    const grow = [root, body].filter((e) => e.scrollHeight > e.clientHeight + HIDDEN_LEAST);
    new Set([...locked, ...grow]).forEach((e) => set(e, FREE));
    if (fixed) set(body, { position: "static" });
    return [{ action: "unlocked", mark: locked.map((e) => e.localName).join(", ") }];
  }

  function scrollers() {
    const still = Math.max(root.scrollHeight, body.scrollHeight) <= innerHeight + HIDDEN_LEAST;
    const within = roots();
    return all("*", within).filter((e) => {
      if (e === root || e === body) return false;
      if (e.clientHeight < innerHeight / 2 || e.clientWidth < innerWidth / 2) return false;
      if (e.scrollHeight <= e.clientHeight + HIDDEN_LEAST) return false;
      if (/^(textarea|select|iframe|svg)$/.test(e.localName)) return false;
      const style = getComputedStyle(e);
      if (/auto|scroll/.test(style.overflowY)) return true;
      return still && /hidden|clip/.test(style.overflowY) && e.clientHeight > innerHeight * 0.9
        && e.clientWidth > innerWidth * 0.9 && e.scrollHeight > e.clientHeight * 1.25;
    });
  }

  // An inner scroller is let out of every box that would cut it, up to the page itself.
  function openScroller(scroller) {
    for (let e = scroller; e; e = parentOf(e)) {
      const style = getComputedStyle(e);
      const cuts = /hidden|clip|auto|scroll/.test(style.overflowY);
      const outer = e.clientHeight > 0 && (cuts || e.scrollHeight > e.clientHeight || /^(fixed|absolute)$/.test(style.position)
        || e === root || e === body || style.display.includes("flex") || style.display.includes("grid"));
      if (e === scroller || outer) set(e, FREE);
      if (style.position === "fixed") set(e, { position: "absolute", bottom: "auto" });
      else if (style.position === "absolute" && outer) set(e, { bottom: "auto" });
      if (/^(fixed|absolute)$/.test(style.position) && outer) set(e, { "min-height": "100vh" });
    }
    return { action: "opened", mark: path(scroller) };
  }

  // Parts that are laid out only when looked at have until then a height that is guessed.
  function renderAll() {
    const left = all("*", roots()).filter((e) => getComputedStyle(e).contentVisibility === "auto");
    left.forEach((e) => set(e, { "content-visibility": "visible" }));
    return left.length ? [{ action: "rendered", mark: path(left[0]) }] : [];
  }

  function unlock() {
    const done = [...renderAll(), ...unlockPage()];
    for (let round = 0; round < 5; round++) {
      const found = scrollers();
      if (!found.length) break;
      done.push(...found.map(openScroller));
    }
    return done;
  }

  // Films show their poster, or their first picture, whatever the page's scripts had them do.
  function still() {
    const moved = all("video", roots()).filter((v) => !v.paused || v.autoplay || v.currentTime > 0);
    for (const film of moved) {
      film.autoplay = false;
      film.pause();
      if (film.poster) film.load();
      else if (film.currentTime > 0) film.currentTime = 0;
    }
    return moved.filter(shown).map((v) => ({ action: "stilled", mark: path(v) }));
  }

  const done = { find, press, hide, unlock, still }[asked.task]();
  return { done, bad };
})

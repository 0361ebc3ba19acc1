// Measures a page in an isolated world: its visible words, links, and what a page break may cut.
// Returns JSON text, so that lone surrogates arrive as they are. Boxes are [left, top, right, bottom].
// A frame of another origin is measured in its own world, given where on the page it lies; its
// element is left in archiverFrames, and its place among the words is returned.
((frame) => {
  "use strict";
  const HIDDEN = new Set(["script", "style", "noscript", "template", "head", "title", "desc", "defs"]);
  const SOLID = new Set(["img", "video", "audio", "canvas", "svg", "object", "embed", "iframe",
    "input", "textarea", "select", "button", "meter", "progress"]);
  const CLOSED = new Set(["video", "audio", "canvas", "object", "embed", "textarea", "select"]);
  const CARDS = new Set(["article", "li", "tr", "figure", "blockquote", "pre"]);
  const TYPED = new Set(["text", "search", "email", "url", "tel", "number", "submit", "reset", "button"]);
  // Scripts that are written without spaces: a line of them is a word of its own.
  const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303f\uff00-\uffef]/u;
  const SEEN = 0.25; // the part of a piece of text that must show for it to count as seen
  const root = document.documentElement;
  const body = document.body ?? root;
  const most = (name) => Math.max(body[name], root[name]);
  const size = (side) => Math.max(most("scroll" + side), most("offset" + side), most("client" + side));
  const width = size("Width");
  const height = size("Height");
  const words = [], links = [], solid = new Map(), cards = [], frames = [];
  const framed = globalThis.archiverFrames = [];
  let word = null;

  const cut = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const area = (box) => Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
  const join = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
  const place = (rect, at) => [rect.left + at.dx, rect.top + at.dy, rect.right + at.dx, rect.bottom + at.dy];
  const sameLine = (a, b) =>
    Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > Math.min(a[3] - a[1], b[3] - b[1]) / 2;

  function addSolid(box) {
    const key = box[1] + "|" + box[3];
    const known = solid.get(key);
    solid.set(key, known ? join(known, box) : box);
  }

  function endWord() {
    if (word) words.push([word.text, ...word.box]);
    word = null;
  }

  // A gap that a reader sees as a space ends the word, though no space is written.
  function isApart(box, at) {
    if (!sameLine(word.last, box)) return word.boxed;
    const gap = Math.max(box[0] - word.last[2], word.last[0] - box[2]);
    return gap > (word.boxed ? 0.2 : 0.5) * at.fontSize;
  }

  function addPiece(text, boxes, at) {
    boxes.forEach(addSolid);
    if (word && isApart(boxes[0], at)) endWord();
    if (!word) word = { text: "", box: boxes[0], last: boxes[0], wrapped: false, boxed: false };
    word.text += text;
    for (const box of boxes) {
      word.wrapped ||= !sameLine(word.box, box);
      if (!word.wrapped) word.box = join(word.box, box);
    }
    word.last = boxes[boxes.length - 1];
    word.boxed = false;
  }

  function seenBoxes(range, at) {
    const seen = [];
    for (const rect of range.getClientRects()) {
      const whole = place(rect, at);
      const box = cut(whole, at.clip);
      if (area(whole) > 0 && area(box) >= SEEN * area(whole)) seen.push(box);
    }
    return seen;
  }

  function upper(text, at) {
    try { return text.toLocaleUpperCase(at.lang || undefined); } catch { return text.toUpperCase(); }
  }

  function transformed(text, at) {
    const how = at.style.textTransform;
    if (how.includes("uppercase")) return upper(text, at);
    if (how.includes("lowercase")) {
      try { return text.toLocaleLowerCase(at.lang || undefined); } catch { return text.toLowerCase(); }
    }
    if (!how.includes("capitalize")) return text;
    const before = word ? word.text.slice(-1) : " ";
    const first = /(?<![\p{L}\p{N}\p{M}'’._:·])\p{L}/gu;
    return (before + text).replace(first, (c) => upper(c, at)).slice(before.length);
  }

  // A run of unspaced script over several lines is one word per line.
  function addLines(node, start, token, at) {
    const range = node.ownerDocument.createRange();
    let run = "", boxes = [], before = "", from = start;
    const close = () => { if (run && boxes.length) addPiece(transformed(run, at), boxes, at); run = ""; boxes = []; };
    for (const character of token) {
      range.setStart(node, from);
      range.setEnd(node, (from += character.length));
      const seen = seenBoxes(range, at);
      if (seen.length && boxes.length && !sameLine(boxes[boxes.length - 1], seen[0])) {
        close();
        if (UNSPACED.test(before) || UNSPACED.test(character)) endWord();
      }
      run += character;
      boxes.push(...seen);
      before = character;
    }
    close();
  }

  function visitText(node, at) {
    if (at.style.visibility !== "visible") return;
    const range = node.ownerDocument.createRange();
    for (const found of node.data.matchAll(/\s+|\S+/g)) {
      const token = found[0];
      if (/^\s/.test(token)) { endWord(); continue; }
      range.setStart(node, found.index);
      range.setEnd(node, found.index + token.length);
      const boxes = seenBoxes(range, at);
      if (!boxes.length) continue;
      const wraps = boxes.some((box) => !sameLine(boxes[0], box));
      if (wraps && UNSPACED.test(token)) addLines(node, found.index, token, at);
      else addPiece(transformed(token, at), boxes, at);
    }
  }

  function fieldText(element) {
    if (element.localName === "select") return element.selectedOptions[0]?.label ?? "";
    if (element.localName === "textarea") return element.value || element.placeholder;
    return TYPED.has(element.type) ? element.value || element.placeholder : "";
  }

  // The text of a field has no nodes to measure: it is set out again with the field's own font.
  function visitField(element, box, at) {
    const text = fieldText(element);
    const pen = document.createElement("canvas").getContext("2d");
    if (!text || !pen) return;
    const style = at.style;
    pen.font = style.font;
    const many = element.localName === "textarea";
    const left = box[0] + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft);
    const right = Math.max(left + 1, box[2] - parseFloat(style.borderRightWidth) - parseFloat(style.paddingRight));
    const line = parseFloat(style.lineHeight) || at.fontSize * 1.2;
    let y = many ? box[1] + parseFloat(style.borderTopWidth) + parseFloat(style.paddingTop) : (box[1] + box[3] - line) / 2;
    const centred = style.textAlign === "center" && !many;
    const start = centred ? Math.max(left, (left + right - pen.measureText(text).width) / 2) : left;
    let x = start;
    for (const found of text.matchAll(/\n|\S+/g)) {
      const wide = found[0] === "\n" ? 0 : pen.measureText(found[0]).width;
      if (many && (found[0] === "\n" || (x > start && x + wide > right))) { x = start; y += line; }
      if (!wide) continue;
      const whole = [x, y, x + wide, y + line];
      const shown = cut(cut(whole, box), at.clip);
      if (area(shown) >= SEEN * area(whole)) {
        endWord();
        words.push([transformed(found[0], at), ...shown]);
      }
      x += wide + pen.measureText(" ").width;
    }
  }

  function linkAddress(element) {
    const written = element.href?.baseVal ?? element.href;
    if (typeof written !== "string" || !written) return null;
    try { return new URL(written, element.baseURI).href; } catch { return null; }
  }

  function visitLink(element, at) {
    const address = linkAddress(element);
    if (!address || !/^(https?|mailto|tel):/.test(address)) return;
    let rects = [...element.getClientRects()];
    for (const inner of element.querySelectorAll("img,svg,video,canvas")) rects.push(...inner.getClientRects());
    if (!rects.length) {
      const range = element.ownerDocument.createRange();
      range.selectNodeContents(element);
      rects = [...range.getClientRects()];
    }
    const kept = [];
    for (const rect of rects) {
      const box = cut(place(rect, at), at.clip);
      const within = (other) => area(cut(other, box)) >= area(box);
      if (box[2] - box[0] >= 1 && box[3] - box[1] >= 1 && !kept.some(within)) kept.push(box);
    }
    kept.forEach((box) => links.push([address, ...box]));
  }

  function isCard(element, style) {
    if (CARDS.has(element.localName)) return true;
    const sides = ["Top", "Right", "Bottom", "Left"];
    return sides.some((side) => parseFloat(style[`border${side}Width`]) > 0)
      || !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor)
      || style.backgroundImage !== "none" || style.boxShadow !== "none";
  }

  function visitBox(element, style, inline, at) {
    const rect = element.getBoundingClientRect();
    const box = cut(place(rect, at), at.clip);
    if (area(box) <= 0) return;
    if (SOLID.has(element.localName) && element.type !== "hidden") addSolid(box);
    if (["input", "textarea", "select"].includes(element.localName)) visitField(element, box, at);
    if (inline || element === body || element === root) return;
    // A heading belongs to the first lines of what it heads.
    if (/^h[1-6]$/.test(element.localName)) cards.push([box[0], box[1], box[2], box[3] + 2 * at.fontSize]);
    else if (isCard(element, style)) cards.push(box);
  }

  // What an element leaves of its content, by overflow, clip and clip-path.
  function clipOf(element, style, at, given) {
    if (element === root || element === body || style.display === "contents") return given;
    let clip = given;
    const x = style.overflowX !== "visible", y = style.overflowY !== "visible";
    if ((x || y) && style.display !== "inline") {
      const box = place(element.getBoundingClientRect(), at);
      clip = cut(clip, [x ? box[0] : -Infinity, y ? box[1] : -Infinity, x ? box[2] : Infinity, y ? box[3] : Infinity]);
    }
    const gone = /^inset\((50|100)%/.test(style.clipPath)
      || (style.clip.startsWith("rect(") && ["absolute", "fixed"].includes(style.position)
        && style.clip.match(/-?[\d.]+px/g)?.every((side) => Math.abs(parseFloat(side)) <= 1));
    return gone ? [0, 0, 0, 0] : clip;
  }

  function enter(element, style, at) {
    const given = style.position === "fixed" ? at.fixedClip : style.position === "absolute" ? at.absoluteClip : at.clip;
    const clip = clipOf(element, style, at, given);
    const holdsFixed = style.transform !== "none" || style.filter !== "none" || /paint|strict|content/.test(style.contain);
    return {
      ...at, style, clip,
      fontSize: parseFloat(style.fontSize) || 16,
      lang: element.lang || at.lang,
      absoluteClip: holdsFixed || style.position !== "static" ? clip : at.absoluteClip,
      fixedClip: holdsFixed ? clip : at.fixedClip,
    };
  }

  function childrenOf(element) {
    if (element.shadowRoot) return element.shadowRoot.childNodes;
    if (element.localName === "slot") {
      const given = element.assignedNodes({ flatten: true });
      if (given.length) return given;
    }
    return CLOSED.has(element.localName) ? [] : element.childNodes;
  }

  function visitFrame(frame, at) {
    let inside = null;
    try { inside = frame.contentDocument; } catch { /* another origin */ }
    const box = place(frame.getBoundingClientRect(), at);
    const style = at.style;
    const dx = box[0] + frame.clientLeft + parseFloat(style.paddingLeft);
    const dy = box[1] + frame.clientTop + parseFloat(style.paddingTop);
    const clip = cut(at.clip, box);
    if (area(clip) <= 0) return;
    if (!inside?.documentElement) {
      framed.push(frame);
      frames.push({ before: words.length, dx, dy, clip });
      return;
    }
    visitElement(inside.documentElement, { ...at, dx, dy, clip, absoluteClip: clip, fixedClip: clip, window: frame.contentWindow });
  }

  function visitElement(element, outside) {
    const name = element.localName;
    if (HIDDEN.has(name)) return;
    const style = outside.window.getComputedStyle(element);
    if (style.display === "none" || Number(style.opacity) < 0.01) return;
    if (style.display !== "contents" && element.checkVisibility?.() === false) return;
    const inline = /^(inline|contents|ruby$|ruby-base)/.test(style.display) && name !== "br";
    const boxed = /^inline-/.test(style.display);
    if (!inline || SOLID.has(name)) endWord();
    if (boxed && word) word.boxed = true;
    const at = enter(element, style, outside);
    if (style.visibility === "visible") {
      visitBox(element, style, inline, { ...at, clip: cut(outside.clip, at.clip) });
      if (name === "a" || name === "area") visitLink(element, at);
    }
    if (name === "iframe") visitFrame(element, at);
    else if (style.contentVisibility !== "hidden") for (const child of childrenOf(element)) {
      if (child.nodeType === Node.TEXT_NODE) visitText(child, at);
      else if (child.nodeType === Node.ELEMENT_NODE) visitElement(child, at);
    }
    if (!inline || SOLID.has(name)) endWord();
    if (boxed && word) word.boxed = true;
  }

  // The screenshots show finite animations at their end and endless ones at their start.
  for (const animation of document.getAnimations()) {
    try {
      if (animation.effect?.getComputedTiming().endTime === Infinity) animation.cancel();
      else animation.finish();
    } catch { /* an animation bound to scrolling cannot be finished */ }
  }
  const clip = frame?.clip ?? [0, 0, width, height];
  visitElement(root, {
    window, dx: frame?.dx ?? scrollX, dy: frame?.dy ?? scrollY, clip, absoluteClip: clip, fixedClip: clip,
    lang: "", fontSize: 16,
  });
  endWord();
  return JSON.stringify({ width, height, words, links, solid: [...solid.values()], cards, frames });
})

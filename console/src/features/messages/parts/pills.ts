import { type Extension, Facet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  keymap,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import css from "../messages.module.css";
import { type Lacking, TOKENS, type Token, tokenAt, tokenBefore, tokenOf } from "../model/tokens";

/** Told of what is said of values that somebody may not have. */
export const told = StateEffect.define<Lacking>();

const lacking = StateField.define<Lacking>({
  create: () => ({}),
  update: (now, change) => change.effects.reduce((last, one) => (one.is(told) ? one.value : last), now),
});

/** What opens a value, by where it begins. */
export const opener = Facet.define<(from: number) => void>();

const opened = (view: EditorView, from: number) => {
  for (const open of view.state.facet(opener)) open(from);
};

/** A value as people read it; a click opens it. */
class Pill extends WidgetType {
  constructor(
    readonly text: string,
    readonly token: Token,
  ) {
    super();
  }

  override eq(other: Pill): boolean {
    return other.text === this.text && other.token.words === this.token.words;
  }

  override toDOM(view: EditorView): HTMLElement {
    const dom = document.createElement("span");
    dom.className = css.token ?? "";
    dom.dataset.root = this.token.root;
    dom.textContent = this.token.words;
    dom.title = this.text;
    // The cursor stays where it is; a press that opened it would count as one beside it.
    dom.onmousedown = (event) => event.preventDefault();
    dom.onclick = () => opened(view, view.posAtDOM(dom));
    return dom;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const open = Decoration.mark({ class: css.pill });
const TAGS = /\{%[^{}]*%\}/g;

/** Values stand as pills, but for the one that the cursor is in: that one is written out, to be changed. */
const shown = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = drawn(view);
    }

    update(update: ViewUpdate) {
      const other = update.startState.field(lacking) !== update.state.field(lacking);
      if (other || update.docChanged || update.selectionSet || update.viewportChanged || update.focusChanged)
        this.decorations = drawn(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function drawn(view: EditorView): DecorationSet {
  const { main } = view.state.selection;
  const lacks = view.state.field(lacking);
  const found = view.visibleRanges.flatMap(({ from, to }) => {
    const text = view.state.sliceDoc(from, to);
    const values = [...text.matchAll(TOKENS)].map((match) => {
      const [begin, end] = [from + match.index, from + match.index + match[0].length];
      const token = tokenOf(match[0], lacks);
      const within = view.hasFocus && main.from < end && main.to > begin;
      return token && !within
        ? Decoration.replace({ widget: new Pill(match[0], token) }).range(begin, end)
        : open.range(begin, end);
    });
    const tags = [...text.matchAll(TAGS)].map((match) =>
      open.range(from + match.index, from + match.index + match[0].length),
    );
    return [...values, ...tags];
  });
  return Decoration.set(found, true);
}

/** One key takes a whole value away, another opens the one that the cursor is in or beside. */
const keys = keymap.of([
  {
    key: "Backspace",
    run: (view) => {
      const { main } = view.state.selection;
      const found = main.empty ? tokenBefore(view.state.sliceDoc(0, main.head), main.head) : null;
      if (!found) return false;
      view.dispatch({ changes: found, userEvent: "delete.backward" });
      return true;
    },
  },
  {
    key: "Alt-Enter",
    run: (view) => {
      const { from, text } = view.state.doc.lineAt(view.state.selection.main.head);
      const found = tokenAt(text, view.state.selection.main.head - from);
      if (!found) return false;
      opened(view, from + found.from);
      return true;
    },
  },
]);

export const pills: Extension = [lacking, keys, shown];

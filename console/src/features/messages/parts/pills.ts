import { startCompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
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
import { TOKENS, type Token, tokenBefore, tokenOf } from "../model/tokens";

/** A value as people read it; a click opens it as it is written. */
class Pill extends WidgetType {
  constructor(
    readonly text: string,
    readonly token: Token,
  ) {
    super();
  }

  override eq(other: Pill): boolean {
    return other.text === this.text;
  }

  override toDOM(view: EditorView): HTMLElement {
    const dom = document.createElement("span");
    dom.className = css.token ?? "";
    dom.dataset.root = this.token.root;
    dom.textContent = this.token.words;
    dom.title = `${this.text}: click to change it`;
    dom.onmousedown = (event) => {
      event.preventDefault();
      const end = this.text.indexOf(this.token.path) + this.token.path.length;
      view.dispatch({ selection: { anchor: view.posAtDOM(dom) + end } });
      view.focus();
      startCompletion(view);
    };
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
      if (update.docChanged || update.selectionSet || update.viewportChanged || update.focusChanged)
        this.decorations = drawn(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function drawn(view: EditorView): DecorationSet {
  const { main } = view.state.selection;
  const found = view.visibleRanges.flatMap(({ from, to }) => {
    const text = view.state.sliceDoc(from, to);
    const values = [...text.matchAll(TOKENS)].map((match) => {
      const [begin, end] = [from + match.index, from + match.index + match[0].length];
      const token = tokenOf(match[0]);
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

/** One key takes a whole value away. */
const whole = keymap.of([
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
]);

export const pills: Extension = [whole, shown];

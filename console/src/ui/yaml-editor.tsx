import { HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import { drawSelection, EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useMemo, useRef } from "react";
import type { View } from "@/api/client";
import cxl from "./cxl-editor.module.css";
import { useTextEditor } from "./text-editor";
import css from "./yaml-editor.module.css";

type Fault = View<"TextFaultView">;

interface Props {
  value: string;
  onChange: (value: string) => void;
  label: string;
  faults: readonly Fault[];
  /** A line to go to; each new one is another turn. */
  goTo?: { line: number; column: number };
}

interface Reading {
  /** Indentation of the line that began a block of text; none within which one reads. */
  block: number;
  line: number;
}

const language = StreamLanguage.define<Reading>({
  name: "yaml",
  startState: () => ({ block: -1, line: 0 }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (stream.sol()) {
      const indent = stream.indentation();
      if (state.block >= 0) {
        if (indent > state.block || stream.string.trim() === "") {
          stream.skipToEnd();
          return "string";
        }
        state.block = -1;
      }
      state.line = indent;
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^']|'')*'?/)) return "string";
    if (stream.match(/^[|>][+-]?\d*(?=\s*(?:#|$))/)) {
      state.block = state.line;
      return "operator";
    }
    if (stream.match(/^[^\s:#,[\]{}"'&*!|>-][^:#,[\]{}]*?(?=:(?:\s|$))/)) return "propertyName";
    if (stream.match(/^[-:,[\]{}]/)) return "operator";
    if (stream.match(/^-?\d+(?:\.\d+)?(?:[smhdw])?(?=\s*(?:[,\]}#]|$))/)) return "number";
    if (stream.match(/^(?:true|false|null)(?=\s*(?:[,\]}#]|$))/)) return "keyword";
    if (!stream.match(/^[^\s,[\]{}#:]+/)) stream.next();
    return null;
  },
});

const look = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: tags.string, color: "light-dark(#0b7a6b, #5bd3c1)" },
  { tag: tags.number, color: "light-dark(#a5540a, #f6b265)" },
  { tag: tags.keyword, color: "light-dark(#a61e5f, #f783ac)" },
  { tag: tags.comment, color: "var(--quiet)" },
  { tag: tags.operator, color: "var(--quiet)" },
]);

/** A document as text, with what is wrong at its line. Tab leads on, as everywhere; Enter keeps the indentation. */
export function YamlEditor({ value, onChange, label, faults, goTo }: Props) {
  const extensions = useMemo(
    () => [
      lineNumbers(),
      lintGutter(),
      drawSelection(),
      indentUnit.of("  "),
      language,
      syntaxHighlighting(look),
      // What scrolls has something in it that takes the focus: what can be typed into is not known as that.
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    ],
    [label],
  );
  const view = useRef<EditorView>(null);
  const box = useTextEditor({ value, onChange, extensions, view });

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, marksOf(editor.state.doc, faults)));
  }, [faults]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo) return;
    const anchor = placeOf(editor.state.doc, goTo.line, goTo.column);
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    editor.focus();
  }, [goTo]);

  return <div ref={box} className={`${cxl.editor} ${css.whole}`} />;
}

/** Where a line and a column stand; the API counts code points, the editor UTF-16 units. */
function placeOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.max(1, Math.min(doc.lines, line)));
  return found.from + [...found.text].slice(0, column - 1).join("").length;
}

function marksOf(doc: Text, faults: readonly Fault[]): Diagnostic[] {
  return faults.map(({ line, column, message, hint, warning }) => {
    const from = placeOf(doc, line ?? 1, column ?? 1);
    const end = doc.lineAt(from).to;
    const word = /^[^\s:,[\]{}]+/.exec(doc.sliceString(from, end))?.[0].length ?? end - from;
    return {
      from,
      to: Math.min(end, from + word),
      severity: warning ? "warning" : "error",
      message: [message, hint].filter(Boolean).join(". "),
    };
  });
}

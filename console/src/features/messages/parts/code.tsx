import { autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { html } from "@codemirror/lang-html";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { dropCursor, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { useTextEditor } from "@/ui/text-editor";
import css from "../messages.module.css";
import { DRAGGED } from "../model/blocks";
import { isQuoted } from "../model/calls";
import { type Lacking, nameOf, TOKENS, type Token, tokenOf } from "../model/tokens";
import { opener, pills, told } from "./pills";
import { type Lacks, type Place, TokenCard } from "./token-card";

/** What a template's page may be asked to do from outside. */
export interface CodeHandle {
  /** Where the cursor stands, in characters from the start. */
  cursor: () => number;
  place: (at: number) => void;
  /** Writes something where the cursor stands; whether there was a place to write it. */
  insert: (text: string) => boolean;
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Names of values that may stand between braces. */
  names: readonly string[];
  handle?: RefObject<CodeHandle | null>;
  /** Told that the cursor is in it now. */
  onFocus?: (handle: CodeHandle) => void;
  /** Told which block was dropped, and where. */
  onBlock?: (label: string, at: number) => void;
  /** One line of plain text, as a subject is, instead of a page. */
  line?: boolean;
  /** JSON, whose values stand within quotes. */
  quoted?: boolean;
  /** Whether it is there to be read alone. */
  readOnly?: boolean;
  /** What the template says of values that somebody may not have; a fragment says nothing of them. */
  lacking?: Lacking;
  lacks?: Lacks;
}

/** A value that is open: where it is written, and where that is on the screen. */
interface Opened {
  from: number;
  to: number;
  token: Token;
  place: Place;
}

const look = HighlightStyle.define([
  { tag: tags.tagName, color: "var(--accent-text)" },
  { tag: tags.attributeName, color: "light-dark(#a5540a, #f6b265)" },
  { tag: tags.attributeValue, color: "light-dark(#0b7a6b, #5bd3c1)" },
  { tag: tags.comment, color: "var(--quiet)" },
  { tag: tags.angleBracket, color: "var(--quiet)" },
]);

// What is pasted with line breaks becomes one line.
const oneLine = EditorState.transactionFilter.of((change) =>
  change.newDoc.lines === 1
    ? change
    : {
        changes: {
          from: 0,
          to: change.startState.doc.length,
          insert: change.newDoc.toString().replace(/\n+/g, " ").trim(),
        },
      },
);

/** MJML, HTML or JSON with Liquid in it, as text: values are pills, and are completed after `{{`. */
export function Code({
  label,
  value,
  onChange,
  names,
  handle,
  onFocus,
  onBlock,
  line = false,
  quoted = false,
  readOnly = false,
  lacking,
  lacks,
}: Props) {
  const [opened, setOpened] = useState<Opened>();
  const newest = useRef({ names, onFocus, onBlock });
  newest.current = { names, onFocus, onBlock };
  const view = useRef<EditorView | null>(null);

  const [own] = useState<CodeHandle>(() => ({
    cursor: () => view.current?.state.selection.main.head ?? 0,
    place: (at) => {
      view.current?.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.current?.focus();
    },
    insert: (text) => {
      if (!view.current || view.current.state.readOnly) return false;
      const { state } = view.current;
      const bare = quoted && !isQuoted(state.doc.toString(), state.selection.main.from);
      view.current.dispatch(state.replaceSelection(bare ? JSON.stringify(text) : text));
      view.current.focus();
      return true;
    },
  }));
  useImperativeHandle(handle, () => own, [own]);

  const extensions = useMemo(() => {
    const complete = (context: CompletionContext) => {
      const before = context.matchBefore(/\{\{\s*[\w.]*/);
      if (!before) return null;
      const typed = /[\w.]*$/.exec(before.text)?.[0] ?? "";
      const closed = /^\s*(\}\}|\|)/.test(context.state.sliceDoc(context.pos, context.pos + 8));
      return {
        from: context.pos - typed.length,
        options: newest.current.names.map((name) => ({
          label: name,
          detail: nameOf(name),
          type: "variable",
          apply: closed ? name : `${name} }}`,
        })),
        validFor: /^[\w.]*$/,
      };
    };
    return [
      EditorState.readOnly.of(readOnly),
      ...(line ? [oneLine] : [lineNumbers()]),
      ...(line || quoted ? [] : [html({ matchClosingTags: true }), syntaxHighlighting(look)]),
      pills,
      opener.of((from) => setOpened(view.current ? openedAt(view.current, from) : undefined)),
      dropCursor(),
      EditorView.domEventHandlers({
        focus: () => newest.current.onFocus?.(own),
        // A page takes text by itself; of anything else it must be told that it may be let go here.
        dragover: (event) => {
          if (event.dataTransfer?.types.includes(DRAGGED)) event.preventDefault();
        },
        drop: (event, of) => {
          const block = event.dataTransfer?.getData(DRAGGED);
          const at = block ? of.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
          if (!block || at === null || of.state.readOnly) return false;
          event.preventDefault();
          newest.current.onBlock?.(block, at);
          return true;
        },
      }),
      autocompletion({ override: [complete], icons: false }),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true", tabindex: "0" }),
      keymap.of(completionKeymap),
    ];
  }, [label, line, quoted, own, readOnly]);
  const box = useTextEditor({ value, onChange, extensions, view });

  useEffect(() => {
    view.current?.dispatch({ effects: told.of(lacking ?? {}) });
  }, [lacking]);

  /** Writes an open value anew, and keeps it open; without a text it is taken away. */
  const write = (text: string | null) => {
    const editor = view.current;
    if (!editor || !opened) return;
    editor.dispatch({ changes: { from: opened.from, to: opened.to, insert: text ?? "" } });
    const token = text === null ? null : tokenOf(text);
    if (token && text !== null) setOpened({ ...opened, token, to: opened.from + text.length });
    else leave(opened.from);
  };
  const leave = (at: number) => {
    setOpened(undefined);
    view.current?.dispatch({ selection: { anchor: at } });
    view.current?.focus();
  };

  return (
    <>
      <div ref={box} className={line ? css.line : css.code} />
      {opened && (
        <TokenCard
          {...opened}
          names={names}
          lacks={lacks}
          may={!readOnly}
          write={write}
          // Within it, it stands as it is written.
          open={() => leave(opened.from + 2)}
          close={() => leave(opened.to)}
        />
      )}
    </>
  );
}

/** The value that begins at a place of the text. */
function openedAt(editor: EditorView, from: number): Opened | undefined {
  const [text = ""] = editor.state.sliceDoc(from, from + 500).match(TOKENS) ?? [];
  const token = tokenOf(text);
  const start = editor.coordsAtPos(from, 1);
  if (!token || !start) return undefined;
  const end = editor.coordsAtPos(from + text.length, -1) ?? start;
  // A value that is broken over two lines is pointed at where it begins.
  const width = end.top === start.top ? Math.max(end.left - start.left, 0) : 0;
  const place = { left: start.left, top: start.top, width, height: start.bottom - start.top };
  return { from, to: from + text.length, token, place };
}

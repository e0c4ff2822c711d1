import { autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import css from "../messages.module.css";

/** What a template's page may be asked to do from outside. */
export interface CodeHandle {
  /** Where the cursor stands, in characters from the start. */
  cursor: () => number;
  place: (at: number) => void;
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Names of values that may stand between braces. */
  names: readonly string[];
  handle?: RefObject<CodeHandle | null>;
  /** One line of plain text, as a subject is, instead of a page. */
  line?: boolean;
}

const look = HighlightStyle.define([
  { tag: tags.tagName, color: "var(--accent-text)" },
  { tag: tags.attributeName, color: "light-dark(#a5540a, #f6b265)" },
  { tag: tags.attributeValue, color: "light-dark(#0b7a6b, #5bd3c1)" },
  { tag: tags.comment, color: "var(--quiet)" },
  { tag: tags.angleBracket, color: "var(--quiet)" },
]);

// Values and tags of Liquid stand out as pills.
const pills = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}|\{%[^{}]*%\}/g,
  decoration: Decoration.mark({ class: css.pill }),
});

const liquid = ViewPlugin.define(
  (view) => ({
    pills: pills.createDeco(view),
    update(update: ViewUpdate) {
      this.pills = pills.updateDeco(update, this.pills);
    },
  }),
  { decorations: (plugin) => plugin.pills },
);

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

/** MJML or HTML with Liquid in it, as text: values are pills, and are completed after `{{`. */
export default function Code({ label, value, onChange, names, handle, line = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const newest = useRef({ value, onChange, names });
  newest.current = { value, onChange, names };

  useImperativeHandle(handle, () => ({
    cursor: () => view.current?.state.selection.main.head ?? 0,
    place: (at) => {
      view.current?.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.current?.focus();
    },
  }));

  useEffect(() => {
    if (!box.current) return;
    const complete = (context: CompletionContext) => {
      const before = context.matchBefore(/\{\{\s*[\w.]*/);
      if (!before) return null;
      const typed = /[\w.]*$/.exec(before.text)?.[0] ?? "";
      const closed = /^\s*(\}\}|\|)/.test(context.state.sliceDoc(context.pos, context.pos + 8));
      return {
        from: context.pos - typed.length,
        options: newest.current.names.map((name) => ({
          label: name,
          type: "variable",
          apply: closed ? name : `${name} }}`,
        })),
        validFor: /^[\w.]*$/,
      };
    };
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: newest.current.value,
        extensions: [
          history(),
          ...(line ? [oneLine] : [lineNumbers(), html({ matchClosingTags: true }), syntaxHighlighting(look)]),
          liquid,
          autocompletion({ override: [complete], icons: false }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true" }),
          keymap.of([
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            // In a form's line Tab leads to the next field.
            ...(line ? [] : [indentWithTab]),
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) newest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, line]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  return <div ref={box} className={line ? css.line : css.code} />;
}

import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  completionKeymap,
} from "@codemirror/autocomplete";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { drawSelection, EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useMemo, useRef } from "react";
import { client } from "@/api/client";
import { saysFault } from "@/api/problem";
import css from "./cxl-editor.module.css";
import { useTextEditor } from "./text-editor";

interface Props {
  value: string;
  onChange: (value: string) => void;
  label: string;
  kind?: "segment" | "trait";
  own?: string;
  /** What is read before it and not shown: a condition on an event means something only behind that event. */
  before?: string;
  after?: string;
}

const WORDS =
  /^(?:and|or|not|did|in|last|segment|where|at|least|most|exactly|between|times?|since|before|from|to|today|yesterday|then|within|sequence|is|null|contains|starts_with|ends_with|matches|any|all|none|of|grace|this_\w+|previous_\w+|true|false)\b/;

const language = StreamLanguage.define<null>({
  name: "cxl",
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^\d+(?:\.\d+)?(?:ms|[smhdw])?\b/)) return "number";
    if (stream.match(WORDS)) return "keyword";
    if (
      stream.match(
        /^(?:count|sum|avg|min|max|first|last|distinct|trait|score|consent|anniversary|distance)\b/,
      )
    )
      return "function";
    if (stream.match(/^[a-z_`][\w.`]*/i)) return "variableName";
    stream.next();
    return "operator";
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const look = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent-text)", fontWeight: "500" },
  { tag: tags.string, color: "light-dark(#0b7a6b, #5bd3c1)" },
  { tag: tags.number, color: "light-dark(#a5540a, #f6b265)" },
  { tag: tags.function(tags.variableName), color: "light-dark(#a61e5f, #f783ac)" },
]);

/** CXL as text: completed, checked and explained as it is written. */
export default function CxlEditor({ value, onChange, label, kind, own, before = "", after = "" }: Props) {
  const extensions = useMemo(
    () => [
      drawSelection(),
      closeBrackets(),
      language,
      syntaxHighlighting(look),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
      autocompletion({ override: [(context) => complete(context, before)], icons: false }),
      linter((of) => check(of.state.doc.toString(), [before, after], kind, own), { delay: 300 }),
      hoverTooltip((of, pos) => explain(of, pos, before)),
      keymap.of(completionKeymap),
    ],
    [label, kind, own, before, after],
  );
  const view = useRef<EditorView>(null);
  const box = useTextEditor({ value, onChange, extensions, view });

  return <div ref={box} className={css.editor} />;
}

// The API counts code points, the editor UTF-16 units.
const points = (text: string, unit: number): number => [...text.slice(0, unit)].length;
const units = (text: string, point: number): number => [...text].slice(0, point).join("").length;

async function complete(context: CompletionContext, before: string): Promise<CompletionResult | null> {
  const text = before + context.state.doc.toString();
  const own = before.length;
  const { data } = await client.POST("/api/v1/expressions/complete", {
    body: { expression: text, position: points(text, own + context.pos) },
  });
  if (!data || data.items.length === 0) return null;
  return {
    from: Math.max(0, units(text, data.start) - own),
    to: Math.max(0, units(text, data.end) - own),
    filter: false,
    options: data.items.slice(0, 40).map((item) => ({
      label: item.text,
      apply: item.insert,
      detail: item.detail,
      info: item.meaning || undefined,
    })),
  };
}

async function check(
  typed: string,
  [before, after]: [string, string],
  kind: Props["kind"],
  own: Props["own"],
): Promise<Diagnostic[]> {
  if (!typed.trim()) return [];
  const text = before + typed + after;
  const place = (point: number) => Math.min(typed.length, Math.max(0, units(text, point) - before.length));
  const { data } = await client.POST("/api/v1/expressions/check", {
    body: { expression: text, kind, id: own },
  });
  return (data?.problems ?? []).map((problem) => ({
    from: place(problem.start),
    to: Math.max(place(problem.end), place(problem.start)),
    severity: problem.severity,
    message: saysFault(problem),
  }));
}

async function explain(view: EditorView, pos: number, before: string) {
  const text = before + view.state.doc.toString();
  const own = before.length;
  const { data } = await client.POST("/api/v1/expressions/hover", {
    body: { expression: text, position: points(text, own + pos) },
  });
  const found = data?.found;
  const start = units(text, found?.start ?? 0) - own;
  if (!found || start < 0) return null;
  return {
    pos: start,
    end: units(text, found.end) - own,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.textContent = [found.text, found.type, found.meaning, found.unit].filter(Boolean).join(" · ");
      return { dom };
    },
  };
}

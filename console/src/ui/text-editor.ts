import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** Made once: the editor is made anew with them. */
  extensions: Extension;
  /** Where the editor is found while it is there. */
  view: RefObject<EditorView | null>;
}

/** The box in which a text is written: it shows the value, whoever changed it, and tells what is typed. */
export function useTextEditor({ value, onChange, extensions, view }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const newest = useRef({ value, onChange });
  newest.current = { value, onChange };

  // Before it is painted: an empty box would be lower, and what is below it would move.
  useLayoutEffect(() => {
    if (!box.current) return;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: newest.current.value,
        extensions: [
          history(),
          extensions,
          EditorView.lineWrapping,
          // Tab leads on, to whoever has only keys: Ctrl+] indents, and a new line is indented as the one above.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) newest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [extensions, view]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value, view]);

  return box;
}

import { Fragment } from "react";
import css from "./json.module.css";

const PIECE = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** A value as JSON, in colours. */
export function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? "";
  const pieces: { text: string; kind?: "name" | "text" | "other" }[] = [];
  let last = 0;
  for (const found of text.matchAll(PIECE)) {
    pieces.push({ text: text.slice(last, found.index) });
    const [whole, quoted, colon] = found;
    if (quoted && colon) pieces.push({ text: quoted, kind: "name" }, { text: colon });
    else pieces.push({ text: whole, kind: quoted ? "text" : "other" });
    last = found.index + whole.length;
  }
  pieces.push({ text: text.slice(last) });
  return (
    <pre className={css.json}>
      {pieces.map((piece, place) =>
        piece.kind ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in their order.
          <span key={place} className={css[piece.kind]}>
            {piece.text}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <Fragment key={place}>{piece.text}</Fragment>
        ),
      )}
    </pre>
  );
}

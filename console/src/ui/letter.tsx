import { useState } from "react";
import { Brief, isBrief } from "@/ui/brief";
import { Choice } from "@/ui/choice";
import { ErrorNote } from "@/ui/states";
import css from "./letter.module.css";

interface Props {
  parts: Readonly<Record<string, unknown>>;
  problem?: string;
  /** Where its page is to be had, if not among its parts. */
  src?: string;
  /** How wide its reader's window is. */
  width?: number;
  /** Which of its sides, where others choose; else its reader does. */
  view?: "page" | "text";
  /** By which it goes, where that is known: what goes to phones and programs is shown as they get it. */
  channel?: string;
}

const text = (part: unknown): string => (typeof part === "string" ? part : "");

/** A message as its reader sees it. The page is shown without scripts, forms or requests of its own. */
export function Letter({ parts, problem, src, width, view: chosen, channel }: Props) {
  const page = text(parts.html) || src;
  const plain = text(parts.text);
  // What is no whole message has no subject at all.
  const subject =
    parts.subject === null ? "" : text(parts.subject) || text(parts.title) || "Without a subject";
  const preheader = text(parts.preheader);
  const sides = Boolean(page && plain && !chosen);
  const [own, setView] = useState("page");
  const view = page ? (chosen ?? own) : "text";
  if (isBrief(channel)) {
    return (
      <figure className={css.letter}>
        {problem && <ErrorNote words={problem} />}
        <Brief channel={channel} parts={parts} />
      </figure>
    );
  }
  return (
    <figure className={css.letter}>
      {problem && <ErrorNote words={problem} />}
      {(subject || preheader || sides) && (
        <figcaption className={css.head}>
          {subject && <strong>{subject}</strong>}
          {preheader && <span className="quiet">{preheader}</span>}
          {sides && (
            <Choice
              size="xs"
              aria-label="How it is shown"
              value={view}
              onChange={setView}
              data={[
                { value: "page", label: "Page" },
                { value: "text", label: "Plain text" },
              ]}
            />
          )}
        </figcaption>
      )}
      {page && view === "page" ? (
        <iframe
          className={css.page}
          style={width ? { maxWidth: width, margin: "0 auto" } : undefined}
          title="The message"
          sandbox=""
          {...(src ? { src } : { srcDoc: page })}
        />
      ) : (
        <pre className={css.text}>{plain || text(parts.body) || "Nothing to show."}</pre>
      )}
    </figure>
  );
}

import { type ReactNode, useRef, useState } from "react";
import type { View } from "@/api/client";
import { type Documents, newestOf } from "@/api/document";
import { refreshed } from "@/api/drafts";
import { Overtaken, type Written, write } from "@/api/write";
import { Confirm } from "./confirm";
import { Drafted } from "./drafted";
import css from "./form.module.css";
import { TextChanges } from "./lines";

interface Head {
  id: string;
  name: string;
  version: number;
  draft?: number | null;
}

interface Work {
  /** The version that is written on: what is live, or the draft beside it. */
  version: number;
  /** What is on the screen, as its author would send it. */
  content: Readonly<Record<string, unknown>>;
  /** Whether it was edited. */
  changed: boolean;
  /** What somebody else made of it from one version to another, as people say it; line by line unless told. */
  between?: (before: number, after: number) => ReactNode;
}

interface Asked {
  by: number | undefined;
  answer: (way: "over" | "theirs" | "later") => void;
}

/** Writes once: nothing over what somebody else wrote since `seen`; without it, whatever is there. */
type Write<Body> = (body: Body, seen?: number) => Promise<View<"DocumentView"> | undefined>;

interface Theirs {
  /** What somebody else made of it from one version to another, as people say it. */
  between: (before: number, after: number) => ReactNode;
  /** Puts what is there now in the place of what is on the screen. */
  take: () => Promise<unknown>;
}

/** `segments` are documents of the kind `segment`. */
const kindOf = (documents: Documents): string => documents.slice(0, -1);

/**
 * Before somebody else's version is passed over, one is asked.
 *
 * `save` gives the version that was made; nothing, if its author would rather look first. `asking` is the question.
 */
export function useAsking<Body>(head: Head, write: Write<Body>, theirs?: Theirs) {
  const seen = useRef(newestOf(head));
  const [asked, setAsked] = useState<Asked | null>(null);

  async function save(body: Body): Promise<View<"DocumentView"> | undefined> {
    try {
      const made = await write(body, seen.current);
      seen.current = made?.version ?? seen.current;
      return made;
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      const way = await new Promise<Parameters<Asked["answer"]>[0]>((answer) =>
        setAsked({ by: error.by, answer }),
      );
      setAsked(null);
      if (way === "theirs") await theirs?.take();
      if (way !== "over") return undefined;
      const made = await write(body);
      seen.current = made?.version ?? seen.current;
      return made;
    }
  }

  const asking: ReactNode = (
    <Confirm
      opened={asked !== null}
      title={
        asked?.by === undefined
          ? `${head.name} was archived meanwhile`
          : `Version ${asked.by} came in between`
      }
      words={
        asked?.by === undefined
          ? "Somebody archived it while you were writing. Saving yours brings it back."
          : `Somebody saved it while you were writing. Yours would be the next version; theirs stays among the versions.${theirs ? " Taking theirs discards what you changed." : ""}`
      }
      action="Save mine"
      stay="Not yet"
      act={() => asked?.answer("over")}
      close={() => asked?.answer("later")}
      other={
        asked?.by === undefined || !theirs
          ? undefined
          : { action: "Take theirs", act: () => asked.answer("theirs") }
      }
    >
      {asked?.by !== undefined && theirs && (
        <>
          <h3 className={css.title}>What they changed</h3>
          {theirs.between(seen.current, asked.by)}
        </>
      )}
    </Confirm>
  );
  return { save, asking };
}

/**
 * Writing a document that others may be writing too.
 *
 * `shown` belongs under the head of the page: it tells of the draft that waits, and asks.
 */
export function useWriting(documents: Documents, head: Head, { version, content, changed, between }: Work) {
  const lines = (before: number, after: number) => (
    <TextChanges kind={kindOf(documents)} id={head.id} before={before} after={after} />
  );
  const { save, asking } = useAsking<Written>(
    head,
    (body, seen) => write(documents, head.id, body, seen),
    // What is there now begins a sitting of its own: it takes the place of what is on the screen.
    { between: between ?? lines, take: () => refreshed(documents) },
  );
  const shown: ReactNode = (
    <>
      <Drafted documents={documents} head={head} version={version} content={content} changed={changed} />
      {asking}
    </>
  );
  return { save, shown };
}

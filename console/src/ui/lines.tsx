import { useQueries } from "@tanstack/react-query";
import { readText } from "@/api/texts";
import { linesOf } from "./diff";
import { Answer } from "./states";
import css from "./versions.module.css";

const TAGS = { same: "span", gap: "span", gone: "del", new: "ins" } as const;

/** A text of many lines: those that changed, among their neighbours. */
export function Lines({ before, after }: { before: string; after: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.lines} aria-label="Lines that changed" tabIndex={0}>
      {linesOf(before, after).map(({ sort, text }, place) => {
        const Tag = TAGS[sort];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else to go by, and stay where they are.
          <Tag key={place} data-sort={sort}>
            {sort === "gap" ? "⋯" : text || " "}
          </Tag>
        );
      })}
    </section>
  );
}

interface Props {
  kind: string;
  id: string;
  before: number;
  after: number;
}

/** What of a document's text changed from one version to another. */
export function TextChanges({ kind, id, before, after }: Props) {
  const texts = useQueries({
    queries: [before, after].map((version) => ({
      queryKey: ["document-text", kind, id, version],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: ({ signal }: { signal: AbortSignal }) => readText(kind, id, version, signal),
    })),
  });
  const [old, now] = texts.map(({ data }) => data);
  const said = old === undefined || now === undefined ? undefined : { old, now };
  return (
    <Answer
      of={{
        data: said,
        error: texts.find(({ error }) => error)?.error ?? null,
        isPending: said === undefined,
        refetch: () => Promise.all(texts.map(({ refetch }) => refetch())),
      }}
      lines={4}
    >
      {({ old, now }) =>
        old === now ? <p className="quiet">They say the same.</p> : <Lines before={old} after={now} />
      }
    </Answer>
  );
}

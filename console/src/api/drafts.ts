import { keepPreviousData } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { api, client, type View } from "./client";
import { type Documents, type Show, versionOf } from "./document";
import { Problem } from "./problem";
import { queries } from "./queries";
import { write } from "./write";

type Told = View<"DocumentView">;

/** What a document is today, and the version of it that is worked on; the same one, if no draft waits. */
export function useOpened<Document extends Told>(documents: Documents, id: string, show: Show | undefined) {
  return useSides<Document>(`/api/v1/${documents}/{document_id}`, { document_id: id }, show);
}

/** The same of a document of any kind, as its author wrote it. */
export function useOpenedAny(kind: string, id: string, show: Show | undefined) {
  return useSides<Told>("/api/v1/documents/{kind}/{document_id}", { kind, document_id: id }, show);
}

function useSides<Document extends Told>(
  template: string,
  named: { kind?: string; document_id: string },
  show: Show | undefined,
) {
  // All kinds are read alike.
  const path = template as "/api/v1/segments/{document_id}";
  const one = { path: named };
  const head = api.useQuery("get", path, { params: one });
  const version = versionOf(head.data, show);
  const found = api.useQuery(
    "get",
    path,
    { params: version === undefined ? one : { ...one, query: { version } } },
    // One goes on with what is on the screen until the other version is there.
    { placeholderData: keepPreviousData },
  );
  const opened = found.data?.id === named.document_id ? found.data : undefined;
  return {
    data:
      head.data && opened
        ? { head: head.data as unknown as Document, opened: opened as unknown as Document }
        : undefined,
    error: head.error ?? found.error,
    isPending: head.isPending || found.isPending,
    refetch: () => Promise.all([head.refetch(), found.refetch()]),
  };
}

/**
 * Who sits at a document goes on where they were when they save it; another version begins a sitting of its own.
 *
 * `key` is that of the sitting, `saved` is told of the version that was made of what is on the screen.
 */
export function useSitting(id: string, version: number | undefined) {
  const own = useRef<number>(undefined);
  const sitting = useRef({ id, version, number: 0 });
  const before = sitting.current;
  if (before.id !== id || (before.version !== version && version !== own.current)) {
    sitting.current = { id, version, number: before.number + 1 };
  } else before.version = version;
  // Come back to later, even one's own version is another one than what is on the screen.
  if (version === own.current) own.current = undefined;
  const saved = useCallback((made: number | undefined) => {
    own.current = made;
  }, []);
  return { key: `${id} ${sitting.current.number}`, saved };
}

/** Asks anew for all that is shown of documents of a kind. */
export const refreshed = (documents: Documents) =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [sort, path] }) =>
      sort === "versions" ||
      sort === "document-text" ||
      [documents, "documents/"].some((each) => String(path ?? "").startsWith(`/api/v1/${each}`)),
  });

/** Lets go of the draft beside what is live, which has this number; what it answers with brings it back. */
export async function discard(
  documents: Documents,
  id: string,
  draft: number,
  content: Readonly<Record<string, unknown>>,
): Promise<() => Promise<void>> {
  const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
  const params = { path: { document_id: id } };
  const { data } = await client.GET(path, { params });
  if (data?.draft !== draft) {
    await refreshed(documents);
    throw new Problem(409, {
      detail: data?.draft ? `version ${data.draft} came in between` : "this draft is gone already",
      hint: data?.draft ? "have a look at it before you discard it" : "somebody published or discarded it",
    });
  }
  await client.DELETE(`${path}/draft`, { params });
  await refreshed(documents);
  return async () => {
    await write(documents, id, { ...content, status: "draft" });
    await refreshed(documents);
  };
}

import { useMemo } from "react";
import { api } from "@/api/client";
import type { Told } from "../model/difference";
import { type Draft, draftOf } from "../model/draft";
import { type Names, useNames, useSentencesOf } from "./names";

const NOTHING = {};

/** A certain version as it is authored, with how it reads; undefined until it is there. */
export function useVersion(id: string, version: number): (Told & Names & { draft: Draft }) | undefined {
  const found = api.useQuery("get", "/api/v1/journeys/{document_id}", {
    params: { path: { document_id: id }, query: { version } },
  });
  const draft = useMemo(() => (found.data ? draftOf(found.data as never) : undefined), [found.data]);
  const sentences = useSentencesOf(id, version);
  const around = [draft?.body.entry, draft?.body.exit, draft?.body.goals];
  const names = useNames(draft?.body.nodes ?? NOTHING, sentences, around);
  return draft && sentences ? { draft, ...names } : undefined;
}

import { Button } from "@mantine/core";
import { IconFileCode } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useOpenedAny, useSitting } from "@/api/drafts";
import { useWork } from "@/api/live";
import { problemOf } from "@/api/problem";
import { readText } from "@/api/texts";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Sheet } from "@/ui/sheet";
import { Answer, EmptyState } from "@/ui/states";
import { Versions } from "@/ui/versions";
import { kindName } from "./model";
import { Begin } from "./parts/begin";
import { TextEditor } from "./parts/editor";

const route = getRouteApi("/shell/documents/$kind/$id");
const LIST = { label: "Documents", to: "/documents" };
const PARTS = [
  { value: "text", label: "Text" },
  { value: "versions", label: "Versions" },
];

/** Of a version that is there, its text never changes. */
function useText(kind: string, id: string, version: number | undefined, status = "") {
  return useQuery({
    queryKey: ["document-text", kind, id, version, status],
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => readText(kind, id, version, signal),
  });
}

/** One document of any kind: its text, its versions, what rests on it. */
export function DocumentPage() {
  const { kind, id } = route.useParams();
  const { tab, show, from } = route.useSearch();
  const go = useNavigate();
  const document = useOpenedAny(kind, id, show);
  // What somebody writes on stays whatever others do, and what is archived is not asked for again.
  const held = useRef(false);
  useWork("documents", () => held.current || document.refetch());
  const opened = document.data?.opened;
  const sitting = useSitting(`${kind} ${id} ${from ?? ""}`, opened?.version);
  const saved = useText(kind, id, opened?.version, opened?.status);
  // Who saves it goes on with what is on the screen until it has been read anew.
  const kept = useRef({ key: "", text: "" });
  if (saved.data !== undefined) kept.current = { key: sitting.key, text: saved.data };
  const text = saved.data ?? (kept.current.key === sitting.key ? kept.current.text : undefined);
  const earlier = useText(kind, id, from);
  const tabs = (
    <PartTabs
      label="Parts of the document"
      parts={PARTS}
      value={tab ?? "text"}
      onChange={(next) =>
        void go({
          to: "/documents/$kind/$id",
          params: { kind, id },
          search: { ...(next === "versions" ? { tab: "versions" as const } : {}), show },
        })
      }
    />
  );
  if (document.data && tab === "versions") {
    return <LookedBack kind={kind} head={document.data.head} list={LIST} tabs={tabs} />;
  }
  if (document.data && text !== undefined && (from === undefined || earlier.data !== undefined)) {
    return (
      <TextEditor
        key={sitting.key}
        kind={kind}
        {...document.data}
        saved={text}
        from={from === undefined ? undefined : { version: from, text: earlier.data ?? "" }}
        onSaved={sitting.saved}
        held={held}
        tabs={tabs}
      />
    );
  }
  const error = document.error ?? saved.error ?? (from === undefined ? undefined : earlier.error);
  if (!document.data && error && problemOf(error).status === 404) {
    if (from !== undefined && earlier.data !== undefined) return <Begin text={earlier.data} crumb={LIST} />;
    return <Ended kind={kind} id={id} />;
  }
  return (
    <>
      <PageHead title={id} crumb={LIST} />
      <Answer of={{ data: undefined, error, isPending: true, refetch: document.refetch }} lines={12}>
        {() => null}
      </Answer>
    </>
  );
}

/** What is not there, or not any more: what it said can be taken up again. */
function Ended({ kind, id }: { kind: string; id: string }) {
  return (
    <>
      <PageHead title={id} crumb={LIST} />
      <Sheet wide>
        <EmptyState
          icon={IconFileCode}
          title={`No ${kindName(kind).toLowerCase()} of this id is there`}
          words="It was archived, or never was. What it said before stands among its versions, if it had any."
          action={
            <Button component={Link} to="/documents" variant="default">
              To all documents
            </Button>
          }
        />
        <Versions kind={kind} id={id} ended />
      </Sheet>
    </>
  );
}

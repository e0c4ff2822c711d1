import { useParams } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { api } from "@/api/client";
import { useMay } from "@/api/session";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { Answer, EmptyState } from "@/ui/states";
import { MapFile } from "./map-file";
import { Running } from "./running";

const LIST = { label: "Imports", to: "/data/imports" };

/** One file: its mapping while it waits, its progress once it is started. */
export function ImportPage() {
  const { id } = useParams({ from: "/shell/data/imports/$id" });
  return <OneFile key={id} id={id} />;
}

function OneFile({ id }: { id: string }) {
  const may = useMay("imports:write");
  const file = api.useQuery("get", "/api/v1/imports/{import_id}", { params: { path: { import_id: id } } });
  const { refetch } = file;
  /** Whether what stopped is mapped anew. */
  const [mapping, setMapping] = useState(false);
  const ask = useCallback(() => {
    setMapping(false);
    // What is being asked already is not begun anew.
    void refetch({ cancelRefetch: false });
  }, [refetch]);
  if (isGone(file)) return <Gone what="import" list={LIST} />;
  if (!file.data) {
    return (
      <>
        <PageHead title="Import" crumb={LIST} />
        <Answer of={file}>{() => null}</Answer>
      </>
    );
  }
  const waits = file.data.state === "ready";
  if (may && (waits || mapping)) return <MapFile file={file.data} onStarted={ask} />;
  return waits ? (
    <>
      <PageHead title={file.data.name} crumb={LIST} />
      <EmptyState
        title="Waits for its mapping"
        words="Somebody sent this file and has yet to say what its columns mean. Your role may look, and not import."
      />
    </>
  ) : (
    <Running file={file.data} away={file.error !== null} onAsk={ask} onMap={() => setMapping(true)} />
  );
}

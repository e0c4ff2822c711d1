import { useParams } from "@tanstack/react-router";
import { api } from "@/api/client";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { MapFile } from "./map-file";
import { Running } from "./running";

const LIST = { label: "Imports", to: "/data/imports" };

/** One file: its mapping while it waits, its progress once it is started. */
export function ImportPage() {
  const { id } = useParams({ from: "/shell/data/imports/$id" });
  const file = api.useQuery("get", "/api/v1/imports/{import_id}", { params: { path: { import_id: id } } });
  if (isGone(file)) return <Gone what="import" list={LIST} />;
  return (
    <Answer of={file}>
      {(found) =>
        found.state === "ready" ? (
          <MapFile id={id} onStarted={() => void file.refetch()} />
        ) : (
          <>
            <PageHead title={found.name} crumb={LIST} />
            <Running file={found} onAgain={() => void file.refetch()} />
          </>
        )
      }
    </Answer>
  );
}

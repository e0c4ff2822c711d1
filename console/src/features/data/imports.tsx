import { Button } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { api, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { count, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { Status, type Tone } from "@/ui/status";
import { size } from "./model";
import { DropFile } from "./wizard/drop-file";
import { useFollowed } from "./wizard/followed";

type File = View<"ImportView">;

const STATES: Record<File["state"], [words: string, tone: Tone]> = {
  ready: ["Waits for its mapping", "accent"],
  running: ["Running", "accent"],
  stopped: ["Stopped", "warn"],
  done: ["Done", "good"],
  failed: ["Could not go on", "bad"],
};

const COLUMNS: Column<File>[] = [
  { id: "name", label: "File", cell: (file) => file.name },
  {
    id: "state",
    label: "Status",
    width: "164px",
    cell: (file) => (
      <Status tone={STATES[file.state][1]}>
        {`${STATES[file.state][0]}${file.state === "running" ? ` ${percent(file.share)}` : ""}`}
      </Status>
    ),
  },
  {
    id: "events",
    label: "Events",
    width: "90px",
    align: "right",
    wide: "below",
    cell: (file) => count(file.events),
  },
  {
    id: "rejects",
    label: "In quarantine",
    width: "96px",
    align: "right",
    wide: "below",
    cell: (file) => count(file.rejects),
  },
  { id: "size", label: "Size", width: "80px", align: "right", wide: true, cell: (file) => size(file.bytes) },
  {
    id: "at",
    label: "Sent",
    width: "110px",
    align: "right",
    wide: true,
    cell: (file) => <Moment at={file.at} />,
  },
];

/** Files: a new one to drop, and those that were. */
export function ImportsPage() {
  // Who comes back here has seen how they stood before, not how they stand.
  const files = api.useQuery("get", "/api/v1/imports", {}, { staleTime: 0 });
  useWork("imports", files.refetch);
  const listed = files.data?.items;
  const { refetch } = files;
  const ask = useCallback(() => refetch({ cancelRefetch: false }), [refetch]);
  const under = useFollowed(
    listed?.find((file) => file.state === "running"),
    files.error !== null,
    ask,
  );
  const navigate = useNavigate();
  const may = useMay("imports:write");
  const [adding, { open: add, close }] = useCreating();
  const open = (id: string) => void navigate({ to: "/data/imports/$id", params: { id } });
  return (
    <>
      <PageHead title="Imports">
        {may && !adding && files.data && files.data.items.length > 0 && (
          <Button leftSection={<IconTableImport size={15} />} onClick={add}>
            Import a file
          </Button>
        )}
      </PageHead>
      <Answer of={files}>
        {({ items }) =>
          (adding && may) || items.length === 0 ? (
            <DropFile may={may} onSent={open} onCancel={items.length ? close : undefined} />
          ) : (
            <DataTable
              label="Imports"
              columns={COLUMNS}
              rows={items.map((file) => (file.id === under?.id ? under : file))}
              rowKey={(file) => file.id}
              onOpen={(file) => open(file.id)}
              opening
            />
          )
        }
      </Answer>
    </>
  );
}

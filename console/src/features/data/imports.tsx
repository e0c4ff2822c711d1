import { Button } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { api, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { Status, type Tone } from "@/ui/status";
import { size } from "./model";
import { DropFile } from "./wizard/drop-file";

type File = View<"ImportView">;

const STATES: Record<File["state"], [words: string, tone: Tone]> = {
  ready: ["Waits for its mapping", "accent"],
  running: ["Running", "accent"],
  done: ["Done", "good"],
  failed: ["Stopped", "bad"],
};

const COLUMNS: Column<File>[] = [
  { id: "name", label: "File", cell: (file) => file.name },
  {
    id: "state",
    label: "Status",
    width: "164px",
    cell: (file) => <Status tone={STATES[file.state][1]}>{STATES[file.state][0]}</Status>,
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
    label: "Held",
    width: "70px",
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
  const files = api.useQuery("get", "/api/v1/imports");
  useWork("imports", files.refetch);
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
              rows={items}
              rowKey={(file) => file.id}
              onOpen={(file) => open(file.id)}
            />
          )
        }
      </Answer>
    </>
  );
}

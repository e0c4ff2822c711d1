import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { idOf } from "@/ui/ids";
import { Answer } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { Workbench } from "@/ui/workbench";
import { MappingFields, Tried, useMapping, useTried } from "../mapping/editor";

type Look = View<"LookView">;

/** What the columns of a file mean, with what becomes of its first rows beside. */
export function MapFile({ id, onStarted }: { id: string; onStarted: () => void }) {
  const look = api.useQuery("get", "/api/v1/imports/{import_id}/look", {
    params: { path: { import_id: id } },
  });
  return <Answer of={look}>{(found) => <Mapping look={found} onStarted={onStarted} />}</Answer>;
}

function Mapping({ look, onStarted }: { look: Look; onStarted: () => void }) {
  const mapping = useMapping(look.suggestion);
  const [name, setName] = useState(() => idOf(look.file.name.replace(/\..*$/, "")) || "file");
  const [starting, setStarting] = useState(false);
  const path = { import_id: look.file.id };
  const tried = useTried(mapping, [look.file.id], async (document, signal) => {
    const body = { mapping: document, rows: 50 };
    const { data } = await client.POST("/api/v1/imports/{import_id}/dry-run", {
      params: { path },
      body,
      signal,
    });
    return data;
  });

  async function start() {
    if (!mapping.document) return;
    setStarting(true);
    try {
      const body = { id: name, mapping: mapping.document };
      await client.POST("/api/v1/imports/{import_id}/start", { params: { path }, body });
      onStarted();
    } catch (error) {
      tellFault(error);
      setStarting(false);
    }
  }

  return (
    <>
      <PageHead title={look.file.name} crumb={{ label: "Imports", to: "/data/imports" }}>
        <Button
          loading={starting}
          disabled={Boolean(mapping.fault) || !tried.data?.events || !name}
          onClick={() => void start()}
        >
          Import
        </Button>
      </PageHead>
      <Workbench names={["", "Columns", "First rows"]} inspector={<Tried mapping={mapping} tried={tried} />}>
        <MappingFields
          mapping={mapping}
          columns={look.columns}
          lead={
            <TextInput
              label="Name of the mapping and its source"
              value={name}
              w={220}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          }
        />
      </Workbench>
    </>
  );
}

import { Modal, Switch } from "@mantine/core";
import { useState } from "react";
import { readAll } from "@/api/all";
import { client } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { Problem } from "@/api/problem";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { Naming } from "@/ui/naming";

interface Props {
  id: string;
  /** Called once it is a document. */
  described: () => unknown;
  close: () => void;
}

/** Publishes a source that is none yet, and makes no key for it. */
export async function describe(id: string, name: string, historical = false): Promise<void> {
  if ((await readAll("sources")).some((each) => each.id === id))
    throw new Problem(409, { code: "api.already_exists", detail: "a source of this id is there already" });
  const document = { kind: "source", id, name, ...(historical ? { historical } : {}) };
  const { data } = await client.POST("/api/v1/apply", { body: { documents: [document], prune: false } });
  const version = data?.changes[0]?.version ?? 1;
  await arrived("sources", { id, status: "published", version });
  await refreshed("sources");
}

/** Makes a document of what sends events already: it gets a name, and what is done with its events can be said. */
export function Undescribed({ id, described, close }: Props) {
  const may = useMay("documents:write");
  const [past, setPast] = useState(false);

  async function create(_: string, name: string) {
    await describe(id, name || id, past);
    await described();
  }

  if (!may) {
    return (
      <Modal opened onClose={close} title={id}>
        <p>
          Its events are taken in, and nobody has said yet what it is. Whoever may write documents can give it
          a name.
        </p>
      </Modal>
    );
  }
  return (
    <Naming
      title={`What is “${id}”?`}
      placeholder="Web shop"
      id={id}
      action="Save"
      create={create}
      close={close}
    >
      <p className="quiet">
        Its events are taken in, and that goes on; its keys stay as they are. Once it has a name, it can have
        a mapping and a schema too.
      </p>
      <Switch
        label="It tells of the past"
        description="What comes from it happened before, and starts no journey."
        checked={past}
        onChange={(event) => setPast(event.currentTarget.checked)}
      />
    </Naming>
  );
}

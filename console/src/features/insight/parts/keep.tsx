import { Button, Select, TextInput } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAll } from "@/api/all";
import { client } from "@/api/client";
import { newestOf } from "@/api/document";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { arrived } from "@/api/taken";
import { Overtaken, write } from "@/api/write";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { byName } from "@/ui/format";
import { idOf } from "@/ui/ids";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { boardOf, type Tile, tileOf } from "../board";
import { type Asked, fitted, TOPIC_NAMES, type Topic } from "../model";

const NEW = " new";

/** Put a question onto a dashboard, as a tile. */
export function Keep({ topic, asked, disabled }: { topic: Topic; asked: Asked; disabled: boolean }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        data-brief
        variant="default"
        disabled={disabled}
        leftSection={<IconLayoutDashboard size={15} stroke={1.7} />}
        onClick={() => setOpened(true)}
      >
        Add to a dashboard
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title="Add to a dashboard"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Form topic={topic} asked={asked} close={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function Form({ topic, asked, close }: { topic: Topic; asked: Asked; close: () => void }) {
  const navigate = useNavigate();
  const boards = useAll("dashboards");
  const items = byName(boards.data ?? []);
  const events = fitted(topic, asked.steps).map((step) => step.event);
  const [title, setTitle] = useState(
    [TOPIC_NAMES[topic], events.filter(Boolean).join(" → ")].join(": ").slice(0, 200),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const target = chosen ?? items[0]?.id ?? NEW;

  async function keep(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    const tile = tileOf(topic, asked, title);
    const id = target === NEW ? idOf(name) : target;
    try {
      if (target === NEW) {
        const { data } = await client.POST("/api/v1/dashboards", {
          body: { id, name: name.trim(), period: { last: asked.period }, tiles: [tile] } as never,
        });
        await arrived("dashboards", data);
      } else await added(id, tile);
      await queries.invalidateQueries({
        predicate: (query) => String(query.queryKey[1] ?? "").startsWith("/api/v1/dashboards"),
      });
      close();
      tell("It stands on the dashboard.");
      await navigate({ to: "/dashboards/$id", params: { id } });
    } catch (error) {
      setWrong(problemOf(error).words);
      setBusy(false);
    }
  }

  return (
    <form className={form.form} onSubmit={(event) => void keep(event)}>
      <TextInput
        data-autofocus
        label="Title"
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Select
        label="Dashboard"
        data={[
          ...items.map((board) => ({ value: board.id, label: board.name })),
          { value: NEW, label: "A new one" },
        ]}
        searchable={items.length > 8}
        value={target}
        onChange={setChosen}
        description="Its period takes the place of the one chosen here"
      />
      {target === NEW && (
        <TextInput
          label="Name"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          description="What people will call the new dashboard"
        />
      )}
      {wrong && <ErrorNote words={wrong} />}
      <div className={form.foot}>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={target === NEW && idOf(name) === ""}>
          Add
        </Button>
      </div>
    </form>
  );
}

const TRIES = 3;

/** Puts a tile at the end of a dashboard, whoever else writes it at this moment. */
async function added(id: string, tile: Tile): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    const { data: head } = await client.GET("/api/v1/dashboards/{document_id}", {
      params: { path: { document_id: id } },
    });
    if (!head) return;
    const board = boardOf(head);
    // What nobody has published yet stays a draft.
    const status = head.status === "draft" ? "draft" : "published";
    const body = { ...board, labels: head.labels, tiles: [...board.tiles, tile], status } as const;
    try {
      await write("dashboards", id, body, newestOf(head));
      return;
    } catch (error) {
      if (!(error instanceof Overtaken) || left === 1) throw error;
    }
  }
}

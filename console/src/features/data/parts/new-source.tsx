import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { ErrorNote } from "@/ui/states";
import { idOf } from "../model";
import { keepKey } from "./fresh-keys";
import css from "./parts.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
  onAdded: (id: string) => void;
}

/** A source needs a name only; its id follows from it unless one is typed. */
export function NewSource({ opened, onClose, onAdded }: Props) {
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("");
  const add = api.useMutation("post", "/api/v1/sources");
  const id = typed || idOf(name);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { source, write_key } = await add.mutateAsync({ body: { id, name: name.trim() } as never });
    keepKey(source.id, write_key.key);
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/sources"] });
    onAdded(source.id);
  }

  return (
    <Modal opened={opened} onClose={onClose} title="Add source">
      <form className={css.form} onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextInput
          label="What sends the events?"
          placeholder="Web shop"
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Id"
          description="Stands on every event, and can’t be changed later."
          autoComplete="off"
          value={id}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {add.error && <ErrorNote words={problemOf(add.error).words} />}
        <div className={css.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!id}>
            Add source
          </Button>
        </div>
      </form>
    </Modal>
  );
}

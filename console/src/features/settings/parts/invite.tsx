import { Button, Radio, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { Answer, ErrorNote } from "@/ui/states";
import type { Role } from "../model";
import type { Link } from "./link-shown";
import css from "./shown.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
  onInvited: (link: Link) => void;
}

/** Lets somebody in: a name and a role make a link. */
export function Invite({ opened, onClose, onInvited }: Props) {
  const roles = api.useQuery("get", "/api/v1/roles", {}, { enabled: opened });
  const invite = api.useMutation("post", "/api/v1/accounts");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role["id"]>("editor");

  async function submit(event: FormEvent) {
    event.preventDefault();
    const link = await invite.mutateAsync({ body: { name: name.trim(), role } });
    setName("");
    onInvited(link);
  }

  return (
    <Dialog opened={opened} onClose={onClose} title="Invite somebody">
      <form className={form.form} onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextInput
          label="Email or name"
          placeholder="grace@example.com"
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Answer of={roles} lines={4}>
          {({ items }) => (
            <Radio.Group label="They may" value={role} onChange={(value) => setRole(value as Role["id"])}>
              <div className={css.checks} style={{ paddingTop: 8 }}>
                {items.map((each) => (
                  <Radio
                    key={each.id}
                    size="sm"
                    value={each.id}
                    label={each.id.charAt(0).toUpperCase() + each.id.slice(1)}
                    description={each.meaning}
                  />
                ))}
              </div>
            </Radio.Group>
          )}
        </Answer>
        {invite.error && <ErrorNote words={problemOf(invite.error).words} />}
        <div className={form.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending} disabled={!name.trim()}>
            Create the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useSession } from "@/api/session";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { Answer, ErrorNote } from "@/ui/states";
import { groupScopes } from "../model";
import css from "./shown.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
  onMade: (key: string) => void;
}

const DAYS = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "until it is revoked" },
];

/** A key for a program: a name, what it may do, for how long. */
export function NewKey({ opened, onClose, onMade }: Props) {
  const own = useSession().scopes;
  const roles = api.useQuery("get", "/api/v1/roles", {}, { enabled: opened });
  const make = api.useMutation("post", "/api/v1/keys");
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [scopes, setScopes] = useState<string[]>(["profiles:read", "segments:read"]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = { name: name.trim(), scopes, ...(days ? { days: Number(days) } : {}) };
    const made = await make.mutateAsync({ body });
    setName("");
    onMade(made.key);
  }

  return (
    <Dialog opened={opened} onClose={onClose} title="New key" size={560}>
      <form className={form.form} onSubmit={(event) => void submit(event).catch(() => {})}>
        <TextInput
          label="What is it for?"
          placeholder="reporting"
          data-autofocus
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="It works"
          data={DAYS}
          value={days}
          onChange={(value) => setDays(value ?? "")}
          w={200}
        />
        <Answer of={roles} lines={8}>
          {(found) => (
            <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
              <div style={{ paddingTop: 6 }}>
                {groupScopes(found.scopes).map((group) => (
                  <div key={group.name} className={css.group}>
                    <span>{group.name}</span>
                    <div className={css.checks}>
                      {group.scopes.map((scope) => (
                        <Checkbox
                          key={scope.id}
                          size="xs"
                          value={scope.id}
                          label={scope.meaning}
                          disabled={!own.includes(scope.id)}
                        />
                      ))}
                    </div>
                  </div>
                ))}
              </div>
            </Checkbox.Group>
          )}
        </Answer>
        {make.error && <ErrorNote words={problemOf(make.error).words} />}
        <div className={form.foot}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!name.trim() || scopes.length === 0}>
            Create the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

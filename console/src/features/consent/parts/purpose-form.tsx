import { ActionIcon, Button, Radio, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { readAll, useAll } from "@/api/all";
import { client } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import form from "@/ui/form.module.css";
import { idOf } from "@/ui/ids";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { FIRST_POLICY, keepPolicy } from "../keep";
import { type Draft, draftOf, EMPTY, policyOf, says, withPurpose } from "../model";
import css from "./consent.module.css";

const RULES = [
  {
    value: "opt_in",
    label: "No, until they say yes",
    description: "What the law asks of advertising nearly everywhere.",
  },
  {
    value: "double",
    label: "No, until they say yes and confirm it by a link",
    description: "What courts in Germany expect of mail.",
  },
  { value: "opt_out", label: "Yes, until they say no", description: "Only where you have a basis for it." },
  {
    value: "transactional",
    label: "It needs no consent",
    description: "About an order, an account, a safety matter.",
  },
];

/** Writes a purpose into the policy that says it, or a new one into the policy that says the others. */
async function keep(id: string, draft?: Draft): Promise<void> {
  const known = policyOf((await readAll("policies")) as unknown as Record<string, unknown>[], id);
  await keepPolicy(withPurpose(known ?? FIRST_POLICY, id, draft), known !== undefined);
}

/** What somebody else made of the purpose since it was opened; other purposes of its policy are kept either way. */
async function meanwhile(id: string, opened: Draft | undefined): Promise<string> {
  const { data } = await client.GET("/api/v1/purposes");
  const now = data?.items.find((each) => each.id === id);
  if (now && JSON.stringify(draftOf(now)) === JSON.stringify(opened)) return "";
  return now
    ? "Somebody else changed this purpose while you were writing. Publish again to write yours over theirs, or cancel to see theirs."
    : "Somebody else removed this purpose while you were writing. Publish again to bring it back as you have it here.";
}

interface Props {
  editing: { draft: Draft; known: boolean } | null;
  onClose: () => void;
}

/** A purpose: its name, what silence means, what people may choose among. */
export function PurposeForm({ editing, onClose }: Props) {
  const [draft, setDraft] = useState(EMPTY);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  /** Whether one was told that somebody else was faster. */
  const [over, setOver] = useState(false);
  const adding = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!editing) return;
    setDraft(editing.draft);
    setFault("");
    setOver(false);
  }, [editing]);
  const known = editing?.known ?? false;
  // What no policy says, every workspace has: it can be said otherwise, but not removed.
  const policies = useAll("policies", { enabled: known });
  const said = (policies.data ?? []).some((policy) => says(policy, draft.id));
  const id = known ? draft.id : idOf(draft.name);
  const topics = (change: Draft["topics"]) => setDraft({ ...draft, topics: change });

  const changed = editing !== null && JSON.stringify(draft) !== JSON.stringify(editing.draft);
  const leave = () => (changed && !busy ? setLeaving(true) : onClose());

  async function settle(what: Draft | undefined) {
    setBusy(true);
    setFault("");
    try {
      const other = known && !over ? await meanwhile(id, editing?.draft) : "";
      if (other) {
        setFault(other);
        setOver(true);
        return;
      }
      await keep(id, what);
      const before = editing?.draft;
      if (what) tell("Published. It holds for every message from now on.");
      else tell(`${draft.name || id} is gone; nothing is sent for it.`, before && (() => keep(id, before)));
      onClose();
    } catch (error) {
      setFault(problemOf(error).words);
    } finally {
      setBusy(false);
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void settle({ ...draft, id });
  }

  return (
    <>
      <Dialog
        opened={editing !== null}
        onClose={leave}
        title={known ? "Edit purpose" : "Add purpose"}
        size={520}
      >
        <form className={form.form} onSubmit={submit}>
          <TextInput
            label="What do you write to people for?"
            description={
              id ? `Templates and consents call it ${id}.` : "As people read it on the preference page."
            }
            placeholder="Offers and news"
            data-autofocus
            autoComplete="off"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <Radio.Group
            label="May you, if somebody has said nothing?"
            value={draft.rule}
            onChange={(rule) => setDraft({ ...draft, rule: rule as Draft["rule"] })}
          >
            <div className={css.topics} style={{ paddingTop: 8 }}>
              {RULES.map((rule) => (
                <Radio key={rule.value} size="sm" {...rule} />
              ))}
            </div>
          </Radio.Group>
          {draft.rule !== "transactional" && (
            <fieldset className={css.topics} style={{ border: 0, padding: 0, margin: 0 }}>
              <legend style={{ fontWeight: 600, fontSize: 12, paddingBottom: 6 }}>
                Topics they may choose among
              </legend>
              {draft.topics.map((topic, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a topic has no other name while it is written.
                <div key={place} className={css.topic}>
                  <TextInput
                    aria-label={`Topic ${place + 1}`}
                    autoFocus={topic.name === ""}
                    value={topic.name}
                    onChange={(event) => {
                      const name = event.currentTarget.value;
                      const own = known && editing?.draft.topics.some((each) => each.id === topic.id);
                      topics(
                        draft.topics.map((each, at) =>
                          at === place ? { id: own ? each.id : idOf(name), name } : each,
                        ),
                      );
                    }}
                  />
                  <ActionIcon
                    aria-label={`Remove topic ${topic.name || place + 1}`}
                    onClick={() => {
                      adding.current?.focus();
                      topics(draft.topics.filter((_, at) => at !== place));
                    }}
                  >
                    <IconX size={15} stroke={1.6} />
                  </ActionIcon>
                </div>
              ))}
              <div>
                <Button
                  ref={adding}
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPlus size={13} />}
                  onClick={() => topics([...draft.topics, { id: "", name: "" }])}
                >
                  Add topic
                </Button>
              </div>
            </fieldset>
          )}
          {fault && <ErrorNote words={fault} />}
          <div className={form.foot}>
            {known && said && (
              <Button
                className={css.left}
                variant="subtle"
                color="red"
                disabled={busy}
                onClick={() => void settle(undefined)}
              >
                Remove
              </Button>
            )}
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={!id}>
              Publish
            </Button>
          </div>
        </form>
      </Dialog>
      <Confirm
        opened={leaving}
        title="Leave without publishing?"
        words="What you changed here is not published yet, and would be lost."
        action="Leave"
        stay="Stay"
        act={() => {
          setLeaving(false);
          onClose();
        }}
        close={() => setLeaving(false)}
      />
    </>
  );
}

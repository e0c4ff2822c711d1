import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, type View } from "@/api/client";
import { useFocusBack } from "@/ui/focus-back";
import form from "@/ui/form.module.css";
import { plural } from "@/ui/format";
import { tellFault } from "@/ui/tell";
import { amendmentOf, type Doing, likely, type Place, places } from "../alike";
import { reasonWords } from "../model";
import { settle, TrialWords } from "./settle";

type Reject = View<"RejectView">;

const DOING: readonly { value: Doing; label: string }[] = [
  { value: "number", label: "Read it as a number" },
  { value: "text", label: "Read it as text" },
  { value: "set", label: "Put this in its place" },
  { value: "rename", label: "Call the field otherwise" },
  { value: "leave_out", label: "Leave it out" },
];

const shown = (value: unknown) =>
  value === undefined ? "nothing" : typeof value === "string" ? `“${value}”` : JSON.stringify(value);

/** Whether anything in it can be changed in all that are like it. */
export const canAmend = (reject: Reject): boolean => places(reject.content, reject.pointer).length > 0;

interface Props {
  reject: Reject;
  /** How many wait for the same reason, of the same source. */
  alike: number;
  source: string;
  begun: () => void;
  close: () => void;
}

/** Changes one field in all rejects alike and tries them again; says what it would come to before it is begun. */
export function Alike({ reject, alike, source, begun, close }: Props) {
  const [fields] = useState(() => places(reject.content, reject.pointer));
  const [place, setPlace] = useState<Place | undefined>(fields[0]);
  const [doing, setDoing] = useState<Doing>(() => (fields[0] ? likely(fields[0], reject.message) : "set"));
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  useFocusBack();
  const amendment = amendmentOf(place, doing, text);
  const wanted = JSON.stringify(amendment ?? null);
  const [settled] = useDebouncedValue(wanted, 300);
  const pile = { source: reject.source, reason: reject.reason };
  const trial = api.useQuery(
    "post",
    "/api/v1/quarantine/trial",
    { body: { ...pile, amendment: JSON.parse(settled) ?? undefined } },
    { enabled: settled !== "null", gcTime: 0, retry: false },
  );
  const told = settled === wanted && trial.data;

  async function go() {
    if (!amendment) return;
    setBusy(true);
    try {
      await settle("replay", pile, amendment);
      begun();
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={close} title={`Mend ${plural(alike, "item")} alike`}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p className="quiet">
          All of {source} that wait because of “{reasonWords(reject.reason)}”: one field is changed in each,
          and it is tried again. What fails nevertheless stays as it came.
        </p>
        <Select
          label="Field"
          data-autofocus
          searchable
          openOnFocus={false}
          data={fields.map((each) => ({ value: each.at, label: each.name }))}
          value={place?.at ?? null}
          description={place && `Here it says ${shown(place.value)}`}
          onChange={(at) => setPlace(fields.find((each) => each.at === at))}
        />
        <Select
          label="What is done with it"
          data={[...DOING]}
          value={doing}
          onChange={(next) => setDoing((next ?? "set") as Doing)}
        />
        {(doing === "set" || doing === "rename") && (
          <TextInput
            label={doing === "set" ? "Value" : "New name"}
            placeholder={doing === "set" ? "0, true or a text" : undefined}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {amendment && <TrialWords trial={trial} total={alike} />}
        <div className={form.foot}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!told || told.passing === 0}>
            Mend and try again
          </Button>
        </div>
      </form>
    </Modal>
  );
}

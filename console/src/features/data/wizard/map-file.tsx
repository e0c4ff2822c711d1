import { Button, Select, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { asOvertaken, unchanged } from "@/api/write";
import { PageHead } from "@/shell/page-head";
import { idOf } from "@/ui/ids";
import { TextChanges } from "@/ui/lines";
import { Answer, Loading } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { Workbench } from "@/ui/workbench";
import { useAsking } from "@/ui/writing";
import { MappingFields, Tried, useMapping, useTried } from "../mapping/editor";
import css from "../mapping/mapping.module.css";
import { documentOf, draftOf, type Json } from "../mapping/model";
import { bodyOf } from "../mapping/source";
import { beginning, keptAs, type Told, tells } from "./model";
import { RemoveFile } from "./remove-file";

type Look = View<"LookView">;
type File = View<"ImportView">;
type Document = View<"DocumentView">;

const LIST = { label: "Imports", to: "/data/imports" };
const SUGGESTED = "";

/** What the columns of a file mean, with what becomes of its first rows beside. */
export function MapFile({ file, onStarted }: { file: File; onStarted: () => void }) {
  const look = api.useQuery("get", "/api/v1/imports/{import_id}/look", {
    params: { path: { import_id: file.id } },
  });
  const mappings = useAll("mappings");
  const sources = useAll("sources");
  const [from, setFrom] = useState<{ id: string; turn: number }>();
  if (look.data && mappings.data && sources.data) {
    const begun = from?.id ?? beginning(file, mappings.data);
    return (
      <Mapping
        key={`${begun} ${from?.turn ?? 0}`}
        look={look.data}
        from={mappings.data.find((each) => each.id === begun)}
        mappings={mappings.data}
        sources={sources.data}
        onFrom={(id) => setFrom((before) => ({ id, turn: (before?.turn ?? 0) + 1 }))}
        onStarted={onStarted}
      />
    );
  }
  const waits = [look, mappings, sources].find((each) => each.error) ?? look;
  return (
    <>
      <PageHead title={file.name} crumb={LIST} />
      {waits.data === undefined ? <Answer of={waits}>{() => null}</Answer> : <Loading />}
    </>
  );
}

interface Props {
  look: Look;
  /** The mapping that it begins with; none for what is suggested. */
  from: Document | undefined;
  mappings: readonly Document[];
  sources: readonly Document[];
  onFrom: (id: string) => void;
  onStarted: () => void;
}

/** What a mapping says, in one spelling. */
function saidBy(document: Json | undefined): string {
  const draft = document && draftOf(document);
  return JSON.stringify(draft ? documentOf(draft) : document);
}

function Mapping({ look, from, mappings, sources, onFrom, onStarted }: Props) {
  const [touched, setTouched] = useState(false);
  const mapping = useMapping(from ? bodyOf(from) : look.suggestion, () => setTouched(true));
  const [name, setName] = useState(
    () => look.file.source || keptAs(from?.id ?? idOf(look.file.name.replace(/\..*$/, "")), sources),
  );
  const [starts, setStarts] = useState(false);
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
  const id = idOf(name);
  const known = mappings.find((each) => each.id === id);
  const told: Told = tells({
    id,
    starts,
    known,
    same: known !== undefined && saidBy(bodyOf(known)) === saidBy(mapping.document),
    source: sources.find((each) => each.id === id),
  });

  /** Begins, unless somebody changed the mapping since version `seen` of it, which says what its columns mean. */
  async function start(seen?: number) {
    if (!mapping.document) return undefined;
    const header = known
      ? { name: known.name, labels: known.labels, description: known.description }
      : { name: look.file.name.replace(/\..*$/, "") };
    const body = { id, mapping: { ...header, ...mapping.document }, historical: !starts };
    const match = seen === undefined ? undefined : await unchanged("mappings", id, seen);
    await client
      .POST("/api/v1/imports/{import_id}/start", { params: { path, header: { "if-match": match } }, body })
      .catch(asOvertaken(seen));
    flushSync(() => setTouched(false));
    await Promise.all([refreshed("mappings"), refreshed("sources")]);
    onStarted();
    return undefined;
  }

  return (
    <>
      <Unsaved when={touched && !starting} />
      <PageHead title={look.file.name} crumb={LIST}>
        <RemoveFile file={look.file} sure={() => flushSync(() => setTouched(false))} />
        <Begin
          key={id}
          mapping={known ?? { id, name: id, version: 0 }}
          disabled={Boolean(mapping.fault) || !tried.data?.events || !id || Boolean(told.fault)}
          start={start}
          onStarting={setStarting}
          take={async () => {
            await refreshed("mappings");
            onFrom(id);
          }}
        />
      </PageHead>
      <Workbench
        names={["", "Columns", "First rows"]}
        inspector={<Tried mapping={mapping} tried={tried} first />}
      >
        <MappingFields
          mapping={mapping}
          columns={look.columns}
          lead={
            <>
              <TextInput
                label="Keep it as"
                value={name}
                w={190}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              {mappings.length > 0 && (
                <Select
                  label="Begin with"
                  w={190}
                  allowDeselect={false}
                  value={from?.id ?? SUGGESTED}
                  data={[
                    { value: SUGGESTED, label: "What is suggested" },
                    ...mappings.map((each) => ({ value: each.id, label: each.name || each.id })),
                  ]}
                  onChange={(next) => onFrom(next ?? SUGGESTED)}
                />
              )}
            </>
          }
          below={
            <div className={css.used}>
              <p className={told.fault ? css.wrong : "quiet"} role={told.fault ? "alert" : undefined}>
                {told.words}
              </p>
              <Switch
                size="xs"
                label="It may start journeys"
                checked={starts}
                onChange={(event) => setStarts(event.currentTarget.checked)}
              />
            </div>
          }
        />
      </Workbench>
    </>
  );
}

interface BeginProps {
  /** The mapping that the file is kept under, as it was when it was named; of version 0 if it is new. */
  mapping: Pick<Document, "id" | "name" | "version" | "draft">;
  disabled: boolean;
  start: (seen?: number) => Promise<undefined>;
  onStarting: (starting: boolean) => void;
  /** Begins anew with the mapping as somebody else made it. */
  take: () => Promise<void>;
}

/** The button that begins; it asks before it writes over what somebody else made of the mapping meanwhile. */
function Begin({ mapping, disabled, start, onStarting, take }: BeginProps) {
  const [busy, setBusy] = useState(false);
  const between = (before: number, after: number) => (
    <TextChanges kind="mapping" id={mapping.id} before={before} after={after} />
  );
  const theirs = mapping.version > 0 ? { between, take } : undefined;
  const { save, asking } = useAsking<undefined>(mapping, (_, seen) => start(seen), theirs);
  async function begin() {
    setBusy(true);
    onStarting(true);
    try {
      await save(undefined);
    } catch (error) {
      tellFault(error);
    }
    onStarting(false);
    setBusy(false);
  }
  return (
    <>
      <Button loading={busy} disabled={disabled} onClick={() => void begin()}>
        Import
      </Button>
      {asking}
    </>
  );
}

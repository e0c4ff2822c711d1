import { Button, Select } from "@mantine/core";
import { IconTransform } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useAll } from "@/api/all";
import { api, client } from "@/api/client";
import { useOpened, useSitting } from "@/api/drafts";
import { problemOf } from "@/api/problem";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Answer, EmptyState, ErrorNote, Loading } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { UsedBy } from "@/ui/used-by";
import { Part, Workbench } from "@/ui/workbench";
import { type Sitting, useWritten, WrittenHead } from "@/ui/written";
import { MappingFields, Tried, useMapping, useTried } from "./editor";
import css from "./mapping.module.css";
import { type Json, saysOf } from "./model";
import { Paste, type Rows, RowsUsed, useRows } from "./rows";
import { type Called, createMapping, mappingOf, nameMapping, type Source } from "./source";

const route = getRouteApi("/shell/data/sources/$id/mapping");
const NAMES: [string, string, string] = ["", "Mapping", "What becomes"];
const PARTS = [
  { value: "mapping", label: "Mapping" },
  { value: "versions", label: "Versions" },
];

/** What becomes of the JSON that a source posts: written beside what it makes of rows that really came. */
export function MappingPage() {
  const { id } = route.useParams();
  const { mapping } = route.useSearch();
  const source = api.useQuery(
    "get",
    "/api/v1/sources/{document_id}",
    { params: { path: { document_id: id } } },
    { enabled: !mapping },
  );
  // Files are sources too, of which there need be no document: they are read by the mapping that they came with.
  if (mapping) return <OfFile key={`${id} ${mapping}`} id={id} mapping={mapping} />;
  if (source.data) return <OfSource key={id} source={source.data} />;
  if (isGone(source)) return <Gone what="source" list={{ label: "Sources", to: "/data/sources" }} />;
  return (
    <>
      <PageHead title="Mapping" crumb={{ label: "Sources", to: "/data/sources" }} />
      <Answer of={source}>{() => null}</Answer>
    </>
  );
}

function OfSource({ source }: { source: Source }) {
  const rows = useRows(source);
  const mapping = mappingOf(source);
  return mapping ? (
    <Named key={mapping} source={source} id={mapping} rows={rows} />
  ) : (
    <None source={source} rows={rows} />
  );
}

function OfFile({ id, mapping }: { id: string; mapping: string }) {
  const source = { id, name: useSourceNames()(id) };
  return <Named source={source} id={mapping} rows={useRows(source)} />;
}

const listOf = (source: Called) => ({ label: source.name || source.id, to: `/data/sources/${source.id}` });
const leads = (source: Called) =>
  "kind" in source ? listOf(source) : { label: "Quarantine", to: "/data/quarantine" };

const tryOn = (source: Called, rows: readonly Json[]) => async (document: Json, signal: AbortSignal) => {
  if (!rows.length) return undefined;
  const body = { mapping: document, rows: rows as Json[], source: source.id };
  const { data } = await client.POST("/api/v1/mappings/dry-run", { body, signal });
  return data;
};

/** A source that names no mapping: one is suggested once it is known what it sends. */
function None({ source, rows }: { source: Source; rows: Rows }) {
  const may = useMay("documents:write");
  const mappings = useAll("mappings");
  const [pasting, setPasting] = useState(false);
  if (rows.look && mappings.data) {
    const taken = new Set(mappings.data.map((each) => each.id));
    return (
      <Suggested key={JSON.stringify(rows.rows)} source={source} rows={rows} look={rows.look} taken={taken} />
    );
  }
  const waits = rows.isPending || (rows.rows.length > 0 && !rows.error);
  return (
    <>
      <PageHead title="Mapping" crumb={listOf(source)} />
      {rows.error ? <ErrorNote words={problemOf(rows.error).words} /> : null}
      {waits ? (
        <Loading lines={10} />
      ) : (
        <EmptyState
          icon={IconTransform}
          title="What does it send?"
          words={`If ${source.name || "the source"} can’t speak a form that Clew knows, let it post the JSON that it has to ${location.origin}/v1/mapped. What comes before there is a mapping waits, and shows here at once.${may ? " Or paste an example." : ""}`}
          action={
            may && (
              <>
                <Button onClick={() => setPasting(true)}>Paste an example</Button>
                <Button component={Link} variant="default" to={`/data/sources/${source.id}`}>
                  How it posts
                </Button>
                {(mappings.data?.length ?? 0) > 0 && <UseKnown source={source} known={mappings.data ?? []} />}
              </>
            )
          }
        />
      )}
      {pasting && <Paste rows={rows} close={() => setPasting(false)} />}
    </>
  );
}

/** Takes a mapping that there is, such as that of a file of the same kind. */
function UseKnown({ source, known }: { source: Source; known: readonly { id: string; name: string }[] }) {
  return (
    <Select
      aria-label="Use a mapping that there is"
      placeholder="Use one that there is"
      w={210}
      data={known.map((each) => ({ value: each.id, label: each.name || each.id }))}
      value={null}
      onChange={(id) => id && void nameMapping(source, id).catch(tellFault)}
    />
  );
}

interface SuggestedProps {
  source: Source;
  rows: Rows;
  look: NonNullable<Rows["look"]>;
  taken: ReadonlySet<string>;
}

function Suggested({ source, rows, look, taken }: SuggestedProps) {
  const navigate = useNavigate();
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const mapping = useMapping(look.suggestion, () => setTouched(true));
  const tried = useTried(mapping, rows.rows, tryOn(source, rows.rows));

  async function use() {
    if (!mapping.document) return;
    setBusy(true);
    try {
      const id = await createMapping(source, mapping.document, taken);
      setTouched(false);
      await nameMapping(source, id);
      tell("It is in use: what comes from now on is read by it.");
      await navigate({ to: "/data/sources/$id/mapping", params: { id: source.id } });
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }

  return (
    <>
      <Unsaved when={touched && !busy} />
      <PageHead title="New mapping" crumb={listOf(source)}>
        <Button
          loading={busy}
          disabled={Boolean(mapping.fault) || !tried.data?.events}
          onClick={() => void use()}
        >
          Use this mapping
        </Button>
      </PageHead>
      <Workbench names={NAMES} inspector={<Tried mapping={mapping} tried={tried} />}>
        <MappingFields mapping={mapping} columns={look.columns} below={<RowsUsed rows={rows} />} />
      </Workbench>
    </>
  );
}

/** What the source names: read and written, with its drafts and versions. */
function Named({ source, id, rows }: { source: Called; id: string; rows: Rows }) {
  const { show, tab } = route.useSearch();
  const params = route.useParams();
  const go = useNavigate();
  const found = useOpened("mappings", id, show);
  const sitting = useSitting(id, found.data?.opened.version);
  if (found.data) {
    const { head, opened } = found.data;
    const tabs = (
      <PartTabs
        label="Parts of the mapping"
        parts={PARTS}
        value={tab ?? "mapping"}
        onChange={(next) =>
          void go({
            to: "/data/sources/$id/mapping",
            params,
            search: ({ tab: _, ...before }) =>
              next === "versions" ? { ...before, tab: "versions" } : before,
          })
        }
      />
    );
    if (tab === "versions") return <LookedBack kind="mapping" head={head} list={leads(source)} tabs={tabs} />;
    return (
      <Written
        key={sitting.key}
        tabs={tabs}
        source={source}
        rows={rows}
        head={head}
        opened={opened}
        onSaved={sitting.saved}
      />
    );
  }
  return (
    <>
      <PageHead title="Mapping" crumb={leads(source)} />
      <Answer of={found}>{() => null}</Answer>
    </>
  );
}

const FIELDS = ["when", "group", "event", "events"];
const bodyOf = (document: Json): Json =>
  Object.fromEntries(
    Object.entries(document).filter(([name, value]) => FIELDS.includes(name) && value != null),
  );

interface WrittenProps extends Sitting {
  source: Called;
  rows: Rows;
  tabs: ReactNode;
}

function Written({ source, rows, tabs, ...sitting }: WrittenProps) {
  const screen = useWritten(sitting.opened, bodyOf);
  const may = useMay("documents:write");
  const mapping = useMapping(screen.body, screen.setBody);
  const tried = useTried(mapping, rows.rows, tryOn(source, rows.rows));
  const refused = Boolean(mapping.fault) || tried.isError;
  return (
    <>
      <WrittenHead
        {...sitting}
        documents="mappings"
        kind="mapping"
        list={leads(source)}
        written={screen}
        bodyOf={bodyOf}
        tabs={tabs}
        wrong={refused}
        published="Published: what comes from now on is read by it. What waits can be tried again."
      />
      <Workbench
        names={NAMES}
        inspector={
          <div className="in-order">
            {rows.rows.length > 0 && may && <Tried mapping={mapping} tried={tried} />}
            {rows.rows.length === 0 && (
              <Part title="What becomes of them">
                <p className="quiet">
                  Nothing of this source waits for a better mapping. Paste an example to see what becomes of
                  it.
                </p>
              </Part>
            )}
            <Waiting source={source} rows={rows} />
            <Part title="Used by">
              <UsedBy kind="mapping" id={sitting.opened.id} />
            </Part>
            {may && "kind" in source && <LetGo source={source} id={sitting.opened.id} />}
          </div>
        }
      >
        <MappingFields
          mapping={mapping}
          columns={rows.look?.columns ?? []}
          fixed={!may}
          below={
            <>
              <p className={css.says}>{saysOf(screen.body)}</p>
              {may && <RowsUsed rows={rows} />}
            </>
          }
        />
      </Workbench>
    </>
  );
}

function Waiting({ source, rows }: { source: Called; rows: Rows }) {
  if (!rows.waiting) return null;
  return (
    <Part title="In quarantine">
      <p>
        Once it is published,{" "}
        <Link to="/data/quarantine" search={{ source: source.id }} className="link">
          what waits can be tried again
        </Link>
        .
      </p>
    </Part>
  );
}

/** The source goes on without the mapping, which stays for others; it can be named again. */
function LetGo({ source, id }: { source: Source; id: string }) {
  async function letGo() {
    const made = await nameMapping(source, undefined);
    tell(`${source.name || source.id} has no mapping any more; ${id} is still there.`, async () => {
      if (made) await nameMapping({ ...source, ...made }, id);
    });
  }
  return (
    <div>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void letGo().catch(tellFault)}>
        Stop using it for this source
      </Button>
    </div>
  );
}

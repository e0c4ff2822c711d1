import { Button, Tabs } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, client, type View } from "@/api/client";
import { recentItems, useLive, useLiveState, useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { Copied } from "@/ui/copied";
import { AsText } from "@/ui/document-text";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Figure, Numbers } from "@/ui/numbers";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { tellFault } from "@/ui/tell";
import { exampleOf, type Json, saysOf } from "./mapping/model";
import { mappingOf } from "./mapping/source";
import { NO_KEY, snippets } from "./model";
import { freshKey, keepKey } from "./parts/fresh-keys";
import css from "./parts/parts.module.css";
import { Days, Held, Last, useSent } from "./parts/sent";
import { tellsPast } from "./wizard/model";

const LIST = { label: "Sources", to: "/data/sources" };

/** A source: what to paste, whether anything arrives, how it is set up. */
export function SourcePage() {
  const { id } = useParams({ from: "/shell/data/sources/$id" });
  const source = api.useQuery("get", "/api/v1/sources/{document_id}", {
    params: { path: { document_id: id } },
  });
  const follows = useMay("live:read");
  if (isGone(source)) return <Gone what="source" list={LIST} />;
  const found = source.data;
  if (!found) {
    return (
      <>
        <PageHead title="Source" crumb={LIST} />
        <Answer of={source}>{() => null}</Answer>
      </>
    );
  }
  const past = tellsPast(found);
  return (
    <>
      <PageHead title={found.name || found.id} crumb={LIST} status={<DocumentStatus state={found.state} />}>
        <AsText kind="source" id={found.id} />
      </PageHead>
      <Sheet>
        {past ? <Past /> : <SetUp id={id} mapping={mappingOf(found)} />}
        {follows && !past && <Arrivals id={id} />}
        <WhatItSent id={id} />
        <Rules source={found} />
        {past && <SetUp id={id} mapping={mappingOf(found)} />}
      </Sheet>
    </>
  );
}

/** What tells of the past comes as files, mostly. */
function Past() {
  const may = useMay("imports:read");
  return (
    <Section title="It tells of the past">
      <p>
        What came from it happened before, and starts no journey.
        {may && (
          <>
            {" "}
            More of it is brought in as files, under{" "}
            <Link to="/data/imports" className="link">
              Imports
            </Link>
            .
          </>
        )}
      </p>
    </Section>
  );
}

/** The mapping that reads what a source posts; undefined if it has none, or it is not there yet. */
function useMappingOf(mapping: string) {
  return api.useQuery(
    "get",
    "/api/v1/mappings/{document_id}",
    { params: { path: { document_id: mapping } } },
    { enabled: mapping !== "" },
  );
}

function SetUp({ id, mapping }: { id: string; mapping: string }) {
  const may = useMay("keys:write");
  const [key, setKey] = useState(freshKey(id));
  const reads = useMappingOf(mapping);
  const [now] = useState(() => new Date());
  const row = reads.data && exampleOf(reads.data as unknown as Json, now);
  const shown = snippets(location.origin, key ?? NO_KEY, row);
  async function make() {
    try {
      const { data } = await client.POST("/api/v1/sources/{document_id}/keys", {
        params: { path: { document_id: id } },
      });
      if (!data) return;
      keepKey(id, data.key);
      setKey(data.key);
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <Section
      title="Set up"
      words={
        key
          ? "The lines below hold the source’s write key. Keep it: it is shown now and not again. It may stand in a web page, for it can send events and read nothing."
          : `Put the source’s write key where the lines say ${NO_KEY}. ${
              may
                ? "If nobody kept it, make another: both work, so nothing has to stop."
                : "Whoever may make keys has it, or makes another."
            }`
      }
      aside={
        may &&
        !key && (
          <Button variant="default" style={{ flex: "none" }} onClick={() => void make()}>
            New write key
          </Button>
        )
      }
    >
      {mapping && reads.isPending ? (
        <Loading lines={6} />
      ) : (
        <Tabs defaultValue={shown[0]?.id} keepMounted={false}>
          <Tabs.List aria-label="Language">
            {shown.map((each) => (
              <Tabs.Tab key={each.id} value={each.id}>
                {each.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {shown.map((each) => (
            <Tabs.Panel key={each.id} value={each.id}>
              <p className={css.words}>{each.words}</p>
              <Copied label={`${each.label} snippet`} text={each.code} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Section>
  );
}

function Arrivals({ id }: { id: string }) {
  const [newest, setNewest] = useState<{ type: string; at: string } | null>(null);
  const [seen, setSeen] = useState(0);
  useLive((items) => {
    const own = items.filter((item) => item.item === "event" && item.source === id);
    const last = own.at(-1);
    if (last?.item !== "event") return;
    setNewest({ type: last.type, at: last.at });
    setSeen((before) => before + own.length);
  });
  const sent = api.useQuery("get", "/api/v1/source-figures");
  useWork("quarantine", sent.refetch);
  const held = sent.data?.items.find((each) => each.source === id)?.held ?? 0;
  const following = useLiveState() === "following";
  useEffect(() => {
    if (!following) return;
    recentItems(200).then((items) => {
      const last = items.filter((item) => item.item === "event" && item.source === id).at(-1);
      if (last?.item === "event") setNewest((known) => known ?? { type: last.type, at: last.at });
    }, tellFault);
  }, [following, id]);
  return (
    <Section title="Is it working?" words="The first event shows here as soon as it arrives.">
      <div className={css.first} role="status">
        <span className={css.pulse} data-on={newest !== null} aria-hidden />
        {newest ? (
          <>
            <span>
              {seen < 2 ? "It works: " : `${seen} events; the newest is `}
              <b>{newest.type}</b>
            </span>
            <span className={css.grow} />
            <Moment at={newest.at} />
          </>
        ) : (
          <>
            <span className="quiet">Waiting for an event of this source…</span>
            {held > 0 && (
              <p>
                {plural(held, "item")} of it {held === 1 ? "waits" : "wait"} in{" "}
                <Link to="/data/quarantine" search={{ source: id }} className="link">
                  quarantine
                </Link>
                .
              </p>
            )}
          </>
        )}
      </div>
    </Section>
  );
}

/** How much of it there is, day by day; nothing before its first event, which the section above waits for. */
function WhatItSent({ id }: { id: string }) {
  const all = useSent();
  if (!all) return <Loading lines={8} />;
  const sent = all.get(id);
  if (!sent) return null;
  return (
    <Section title="What it sent" words="Day by day over two weeks, by when it happened.">
      <Days of={sent} height={64} />
      <Numbers className={css.figures}>
        <Figure name="Last 24 hours">{count(sent.days.at(-1) ?? 0)}</Figure>
        <Figure name="In total">{count(sent.events)}</Figure>
        <Figure name="Last received">
          <Last of={sent} />
        </Figure>
        <Figure name="In quarantine">
          <Held of={sent} />
        </Figure>
      </Numbers>
    </Section>
  );
}

function Rules({ source }: { source: View<"DocumentView"> }) {
  const body = source as unknown as Record<string, unknown>;
  const mapping = mappingOf(source);
  const reads = useMappingOf(mapping);
  const may = useMay("documents:write");
  const to = { to: "/data/sources/$id/mapping", params: { id: source.id } } as const;
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  return (
    <Section title="What is done with its events">
      <dl className={css.pairs}>
        <dt>Mapping</dt>
        <dd>
          {mapping ? (
            <p>
              {reads.data && <>{saysOf(reads.data as unknown as Json)} </>}
              <Link {...to} className="link">
                {may ? "Edit the mapping" : "Look at the mapping"}
              </Link>
            </p>
          ) : (
            <p>
              None: its events come in a form that Clew knows.{" "}
              {may && (
                <>
                  If it sends JSON in a form of its own,{" "}
                  <Link {...to} className="link">
                    say what it becomes
                  </Link>
                  .
                </>
              )}
            </p>
          )}
        </dd>
        <dt>Schema</dt>
        <dd>{text("schema") || "Each event is checked by the schema of its kind"}</dd>
        <dt>Time</dt>
        <dd>
          {body.historical === true
            ? "Brings in what happened before, which starts no journey"
            : "Tells what happens now"}
        </dd>
        <dt>Changed</dt>
        <dd>
          <Moment at={source.at} />, version {source.version}
        </dd>
      </dl>
    </Section>
  );
}

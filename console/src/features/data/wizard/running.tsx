import { Button, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { client, type View } from "@/api/client";
import { sentence } from "@/api/problem";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { count, percent, plural } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { Section, Sheet } from "@/ui/sheet";
import { ErrorNote } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { bodyOf } from "../mapping/source";
import { useFollowed } from "./followed";
import { tellsPast } from "./model";
import { RemoveFile } from "./remove-file";
import css from "./wizard.module.css";

type File = View<"ImportView">;

const LIST = { label: "Imports", to: "/data/imports" };

interface Props {
  file: File;
  /** Whether the server gave no answer when it was asked last. */
  away: boolean;
  /** Asks how it stands. */
  onAsk: () => void;
  /** Says anew what its columns mean. */
  onMap: () => void;
}

/** How far an import is, told by the server as it goes on; and how to go on where it stopped. */
export function Running({ file, away, onAsk, onMap }: Props) {
  const now = useFollowed(file, away, onAsk);
  const may = useMay("imports:write");
  const ended = now.state === "stopped" || now.state === "failed";

  return (
    <>
      <PageHead title={now.name} crumb={LIST}>
        {may && now.state === "running" && <Stop file={now} />}
        {may && now.state !== "running" && <RemoveFile file={now} />}
      </PageHead>
      <Sheet>
        <Section title={TITLES[now.state]} words={wordsOf(now)}>
          {away && (
            <ErrorNote words="Clew gives no answer. How far it is shows here again as soon as there is one." />
          )}
          {now.state === "running" && (
            <div role="status">
              <p className={`${css.big} figure`}>{percent(now.share)}</p>
              <Progress value={now.share * 100} aria-label="Imported" />
            </div>
          )}
          {now.fault && <ErrorNote words={sentence(now.fault)} />}
          <Numbers>
            <Figure name="Rows read">{count(now.rows)}</Figure>
            <Figure name="Events">{count(now.events)}</Figure>
            <Figure name="In quarantine">{count(now.rejects)}</Figure>
            {now.passed_over > 0 && <Figure name="Left out by the mapping">{count(now.passed_over)}</Figure>}
          </Numbers>
          <div className={css.buttons}>
            {may && ended && now.here && (
              <>
                <GoOn file={now} onStarted={onAsk} />
                <Button variant="default" onClick={onMap}>
                  Change the mapping
                </Button>
              </>
            )}
            {now.state === "done" && (
              <Button component={Link} to="/profiles">
                See people
              </Button>
            )}
            {now.rejects > 0 && (
              <Button
                component={Link}
                variant="default"
                to="/data/quarantine"
                search={{ source: now.source } as never}
              >
                See what is held
              </Button>
            )}
          </div>
        </Section>
      </Sheet>
    </>
  );
}

const TITLES: Record<File["state"], string> = {
  ready: "Not started",
  running: "Rows become events",
  stopped: "It was stopped",
  done: "It is all there",
  failed: "It could not go on",
};

/** How it stands, and what one may count on. */
function wordsOf(file: File): string {
  if (file.state === "running")
    return "You may leave: it goes on, and this page shows how far it is whenever you come back.";
  if (file.state === "done")
    return file.rejects > 0
      ? `People and segments follow within moments. ${plural(file.rejects, "row")} could not become events: ${file.rejects === 1 ? "it" : "each"} went to quarantine with its reason. The file itself was deleted here.`
      : "People and segments follow within moments. The file itself was deleted here.";
  const stays =
    file.events > 0 ? "The events that came from it so far stay. " : "Nothing of it came in so far. ";
  return file.here
    ? `${stays}It goes on where it stands, and repeats nothing.`
    : `${stays}The file itself is deleted after a day: sent again, and read by the same mapping, it goes on where it stood.`;
}

function Stop({ file }: { file: File }) {
  const [busy, setBusy] = useState(false);
  async function stop() {
    setBusy(true);
    try {
      const path = { import_id: file.id };
      await client.POST("/api/v1/imports/{import_id}/stop", { params: { path } });
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }
  return (
    <Button variant="default" loading={busy} onClick={() => void stop()}>
      Stop
    </Button>
  );
}

/** Goes on by the mapping that it was started with, as that is today. */
function GoOn({ file, onStarted }: { file: File; onStarted: () => void }) {
  const [busy, setBusy] = useState(false);
  async function go() {
    setBusy(true);
    try {
      const [mapping, source] = await Promise.all([
        client.GET("/api/v1/mappings/{document_id}", { params: { path: { document_id: file.mapping } } }),
        client.GET("/api/v1/sources/{document_id}", { params: { path: { document_id: file.source } } }),
      ]);
      const { name, labels, description } = mapping.data ?? {};
      const body = {
        id: file.mapping,
        mapping: {
          name,
          labels,
          description,
          ...(mapping.data && bodyOf(mapping.data)),
        },
        source: file.source,
        historical: tellsPast(source.data ?? {}),
      };
      await client.POST("/api/v1/imports/{import_id}/start", {
        params: { path: { import_id: file.id } },
        body,
      });
      onStarted();
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button loading={busy} onClick={() => void go()}>
      Go on
    </Button>
  );
}

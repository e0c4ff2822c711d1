import { Button, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { View } from "@/api/client";
import { count, percent } from "@/ui/format";
import { Section, Sheet } from "@/ui/sheet";
import { ErrorNote } from "@/ui/states";
import css from "./wizard.module.css";

type File = View<"ImportView">;

/** How far an import is, told by the server as it goes on. */
export function Running({ file, onAgain }: { file: File; onAgain: () => void }) {
  const [now, setNow] = useState(file);
  useEffect(() => {
    setNow(file);
    if (file.state !== "running") return;
    const source = new EventSource(`/api/v1/imports/${file.id}/progress`);
    source.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data) as File;
      setNow(told);
      if (told.state !== "running") {
        source.close();
        onAgain();
      }
    });
    return () => source.close();
  }, [file, onAgain]);

  const titles: Record<File["state"], string> = {
    ready: "Not started",
    running: "Rows go into the log",
    done: "It is all there",
    failed: "It stopped",
  };
  return (
    <Sheet>
      <Section
        title={titles[now.state]}
        words={
          now.state === "running"
            ? "You may leave: it goes on, and this page shows how far it is whenever you come back."
            : now.state === "done"
              ? "People and segments follow within moments. The file itself was deleted."
              : "What was imported before stays. Started again with the same mapping, it goes on where it stopped."
        }
      >
        {now.state === "running" && (
          <div role="status">
            <p className={`${css.big} figure`}>{percent(now.share)}</p>
            <Progress value={now.share * 100} aria-label="Imported" />
          </div>
        )}
        {now.fault && <ErrorNote words={now.fault} />}
        <dl className={css.figures}>
          <div>
            <dt>Rows</dt>
            <dd>{count(now.rows)}</dd>
          </div>
          <div>
            <dt>Events</dt>
            <dd>{count(now.events)}</dd>
          </div>
          <div>
            <dt>In quarantine</dt>
            <dd>{count(now.rejects)}</dd>
          </div>
          {now.passed_over > 0 && (
            <div>
              <dt>Passed over</dt>
              <dd>{count(now.passed_over)}</dd>
            </div>
          )}
        </dl>
        <div className={css.buttons}>
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
  );
}

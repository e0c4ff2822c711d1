import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { unanswered } from "@/api/away";
import type { View } from "@/api/client";
import { useSoon, useWork, useWorkState } from "@/api/live";
import { problemOf, sentence } from "@/api/problem";
import { FOLDER } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { WorkSign } from "@/ui/live-sign";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import { partOf, saysHealth } from "./model";
import { SettingsHead } from "./parts/frame";

type Check = View<"CheckView">;

/** Whether every part of the server works, as it stands now, and what to do about one that does not. */
export function HealthPage() {
  const ready = useQuery({
    queryKey: ["readyz"],
    // It is asked again as soon as something happens.
    retry: false,
    queryFn: async ({ signal }): Promise<Check[]> => {
      // Whether all is well or not, it says how each part stands.
      const told: { checks?: Check[] } = await fetch("/readyz", { signal, cache: "no-store" })
        .then((answer) => answer.json())
        .catch((fault: unknown) => {
          throw signal.aborted ? fault : unanswered();
        });
      return told.checks ?? [];
    },
  });
  const { refetch } = ready;
  useWork("health", refetch);
  useSoon(() => void refetch());
  // That the stream ends may be that which does not work.
  const lost = useWorkState() === "reconnecting";
  useEffect(() => {
    if (lost) void refetch();
  }, [lost, refetch]);
  return (
    <>
      <SettingsHead title="Health">
        <WorkSign words="Live" />
      </SettingsHead>
      <Sheet>
        <Answer of={ready} lines={6}>
          {(checks) => (
            <>
              {ready.error ? (
                <ErrorNote words={`${problemOf(ready.error).words} What stands below was so before.`} />
              ) : (
                <p role="status">{saysHealth(checks)}</p>
              )}
              {checks.map((check) => {
                const part = partOf(check.name);
                return (
                  <Section
                    key={check.name}
                    title={part.name}
                    words={check.ok ? part.does : part.mend}
                    aside={
                      ready.error ? (
                        <Status>Not known</Status>
                      ) : (
                        <Status tone={check.ok ? "good" : "bad"}>
                          {check.ok ? "Works" : "Does not work"}
                        </Status>
                      )
                    }
                  >
                    {check.detail && <p className="quiet figure">{sentence(check.detail)}</p>}
                  </Section>
                );
              })}
              <Section
                title={checks.every((check) => check.ok) ? "Looked over from outside" : "What to do"}
                words="Run where Clew is served, this looks at stores, engine, definitions and disk, and says what to do about each."
              >
                <Copied label="the command" text={`clew doctor ${FOLDER}`} />
              </Section>
            </>
          )}
        </Answer>
      </Sheet>
    </>
  );
}

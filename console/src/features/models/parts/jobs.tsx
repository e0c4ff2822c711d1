import { Button, Progress } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { api, client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { tell, tellFault } from "@/ui/tell";
import type { Model } from "../model";
import css from "../models.module.css";

type Job = View<"JobView">;

/** Everything of a model that a job may have changed. */
export const refreshModels = () =>
  queries.invalidateQueries({
    predicate: (query) => String(query.queryKey[1] ?? "").startsWith("/api/v1/models"),
  });

/** Jobs of a model, whoever began them: the server tells when one has moved. */
export function useJobs(id: string, known: boolean): Job[] {
  const jobs = api.useQuery(
    "get",
    "/api/v1/models/{document_id}/jobs",
    { params: { path: { document_id: id } } },
    { enabled: known },
  );
  useWork("models", () => known && jobs.refetch());
  const items = jobs.data?.items ?? [];
  const before = useRef<string>(undefined);
  const state = items[0]?.state;
  useEffect(() => {
    if (before.current === "running" && state !== "running") {
      void refreshModels();
      if (state === "done") tell(items[0]?.kind === "train" ? "Trained." : "Everybody is scored.");
    }
    before.current = state;
  }, [state, items]);
  return items;
}

/** Begin a training or a scoring. */
export async function begin(id: string, kind: Job["kind"]): Promise<void> {
  try {
    await client.POST("/api/v1/models/{document_id}/jobs", {
      params: { path: { document_id: id } },
      body: { kind },
    });
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/models/{document_id}/jobs"] });
  } catch (error) {
    tellFault(error);
  }
}

/** What can be done, or how far it is. */
export function Jobs({ model, jobs }: { model: Model; jobs: Job[] }) {
  const may = useMay("documents:write");
  const running = jobs.find((job) => job.state === "running");
  if (running) return <Running job={running} />;
  if (!may) return null;
  return (
    <>
      {model.published !== null && (
        <Button variant="default" className={css.wide} onClick={() => void begin(model.id, "score")}>
          Score now
        </Button>
      )}
      <Button onClick={() => void begin(model.id, "train")}>Train now</Button>
    </>
  );
}

function Running({ job }: { job: Job }) {
  const stop = () =>
    client
      .DELETE("/api/v1/models/jobs/{job_id}", { params: { path: { job_id: job.id } } })
      .then(() => queries.invalidateQueries({ queryKey: ["get", "/api/v1/models/{document_id}/jobs"] }))
      .catch(tellFault);
  const doing = job.doing || (job.kind === "train" ? "training" : "scoring");
  return (
    <>
      <div className={css.running} role="status">
        <span className="clip">{doing}</span>
        <Progress value={job.share * 100} size={4} aria-label={`How far it is: ${doing}`} />
      </div>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={14} stroke={1.8} />}
        onClick={() => void stop()}
      >
        Stop
      </Button>
    </>
  );
}

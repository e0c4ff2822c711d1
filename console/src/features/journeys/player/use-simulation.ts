import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { problemOf } from "@/api/problem";

export type Simulation = View<"SimulationView">;
export type Film = View<"FilmView">;

/** What is played: the draft, beside the published version if the two are compared. */
export interface Question {
  versions: ({ document: Record<string, unknown> } | { id: string })[];
  since: string;
  until: string;
}

/** Plays a journey over the past; one at a time, forgotten when the screen is left. */
export function useSimulation() {
  const [id, setId] = useState<string | null>(null);
  const [wrong, setWrong] = useState("");
  const [beginning, setBeginning] = useState(false);
  const params = { path: { simulation_id: id ?? "" } };
  const { data: simulation, refetch } = useQuery({
    queryKey: ["simulation", id],
    queryFn: async ({ signal }): Promise<Simulation> => {
      const { data } = await client.GET("/api/v1/journey-simulations/{simulation_id}", { params, signal });
      return data as Simulation;
    },
    enabled: id !== null,
  });
  const ended = simulation !== undefined && simulation.status !== "running";
  useWork("simulations", () => id !== null && !ended && refetch());
  const done = simulation?.status === "done";
  const { data: film } = useQuery({
    queryKey: ["simulation-film", id],
    enabled: done,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Film> => {
      const { data } = await client.GET("/api/v1/journey-simulations/{simulation_id}/film", {
        params,
        signal,
      });
      return data as Film;
    },
  });
  useEffect(() => {
    if (id === null) return;
    return () => {
      const left = { path: { simulation_id: id } };
      void client.DELETE("/api/v1/journey-simulations/{simulation_id}", { params: left }).catch(() => {});
    };
  }, [id]);

  async function begin(question: Question) {
    setWrong("");
    setBeginning(true);
    try {
      const { data } = await client.POST("/api/v1/journey-simulations", { body: question as never });
      setId((data as Simulation).id);
    } catch (error) {
      setWrong(problemOf(error).words);
    } finally {
      setBeginning(false);
    }
  }
  const running = beginning || (id !== null && (simulation === undefined || simulation.status === "running"));
  return {
    id,
    simulation,
    film,
    running,
    wrong: wrong || simulation?.problem || "",
    begin,
    stop: () => setId(null),
  };
}

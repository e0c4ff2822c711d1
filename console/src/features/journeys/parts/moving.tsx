import { Button, Checkbox, Modal, Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { problemOf } from "@/api/problem";
import { useMay } from "@/api/session";
import { useFocusBack } from "@/ui/focus-back";
import { count, plural } from "@/ui/format";
import { Said } from "@/ui/said";
import { Answer, ErrorNote } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { calledBy } from "./names";
import { useVersion } from "./use-version";
import css from "./versions.module.css";

interface Props {
  id: string;
  /** Older versions that people are under way in. */
  behind: readonly View<"VersionView">[];
  /** The version that takes entries. */
  to: number;
}

/** Whoever is on older versions: they go on there to the end, or are taken over, step by step; said before it is done. */
export function Moving({ id, behind, to }: Props) {
  const [opened, setOpened] = useState(false);
  const [outcome, setOutcome] = useState("");
  const may = useMay("documents:write");
  const people = behind.reduce((sum, one) => sum + one.under_way, 0);
  if (people === 0 && !outcome) return null;
  return (
    <div className={css.moving}>
      <p role="status">
        {outcome && <b>{outcome} </b>}
        {people > 0 && (
          <>
            {plural(people, "person is", "people are")} under way on older versions, and{" "}
            {people === 1 ? "goes" : "go"} on there to the end unless moved.
          </>
        )}
      </p>
      {may && people > 0 && (
        <Button variant="default" onClick={() => setOpened(true)}>
          Move them to version {to}…
        </Button>
      )}
      {opened && <Plan id={id} behind={behind} to={to} close={() => setOpened(false)} done={setOutcome} />}
    </div>
  );
}

interface PlanProps extends Props {
  close: () => void;
  /** Told what came of it. */
  done: (outcome: string) => void;
}

function Plan({ id, behind, to, close, done }: PlanProps) {
  useFocusBack();
  const [left, setLeft] = useState<readonly number[]>([]);
  const [nodes, setNodes] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const sources = behind.map((one) => one.version).filter((version) => !left.includes(version));
  const params = { path: { document_id: id } };
  const body = { version: to, nodes, sources };
  const plan = useQuery({
    queryKey: ["journey-move", id, body],
    enabled: sources.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { data } = await client.POST("/api/v1/journeys/{document_id}/migrations/plan", {
        params,
        body,
        signal,
      });
      return data as View<"MigrationView">;
    },
  });
  async function act() {
    setBusy(true);
    try {
      const { data } = await client.POST("/api/v1/journeys/{document_id}/migrations", { params, body });
      await refreshed("journeys");
      if (data) done(saysOutcome(data));
      close();
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  const found = sources.length > 0 ? plan.data : undefined;
  return (
    <Modal opened onClose={close} title={`Move people to version ${to}`} size="xl">
      {behind.length > 1 && (
        <Checkbox.Group
          label="From"
          mb={16}
          value={sources.map(String)}
          onChange={(chosen) =>
            setLeft(behind.map((one) => one.version).filter((version) => !chosen.includes(String(version))))
          }
        >
          <div className={css.sources}>
            {behind.map((one) => (
              <Checkbox
                key={one.version}
                value={String(one.version)}
                label={`version ${one.version} (${count(one.under_way)})`}
              />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {sources.length === 0 ? (
        <p className="quiet">Nobody is moved: all go on in their own version.</p>
      ) : (
        <Answer of={plan} lines={5}>
          {({ passages, faults }) => (
            <>
              <ul className={css.passages} aria-label="Who goes on where">
                {passages.map((one) => (
                  <Passage
                    key={`${one.version} ${one.node}`}
                    id={id}
                    to={to}
                    passage={one}
                    chosen={nodes[one.node]}
                    choose={(step) => {
                      const { [one.node]: _, ...others } = nodes;
                      setNodes(step ? { ...others, [one.node]: step } : others);
                    }}
                  />
                ))}
              </ul>
              {faults.map((fault) => (
                <ErrorNote key={fault.message} words={fault.message} />
              ))}
            </>
          )}
        </Answer>
      )}
      {plan.error && <ErrorNote words={problemOf(plan.error).words} />}
      <div className={css.foot}>
        <span className="quiet" role="status">
          {found && saysPlan(found, to)}
        </span>
        <Button variant="default" onClick={close}>
          Let them finish
        </Button>
        <Button
          loading={busy}
          disabled={!found || plan.isPlaceholderData || found.faults.length > 0 || found.moved === 0}
          onClick={() => void act()}
        >
          Move {plural(found?.moved ?? 0, "person", "people")}
        </Button>
      </div>
    </Modal>
  );
}

interface PassageProps {
  id: string;
  to: number;
  passage: View<"MovedView">;
  chosen: string | undefined;
  choose: (step: string | null) => void;
}

/** Those at one step of one version: at which step of the other they go on, and what that means for them. */
function Passage({ id, to, passage, chosen, choose }: PassageProps) {
  const { version, node, target, people, effect } = passage;
  const [from, next] = [useVersion(id, version), useVersion(id, to)];
  const steps = Object.keys(next?.draft.body.nodes ?? {});
  const known = steps.includes(node);
  return (
    <li>
      <div>
        <b className="figure">{count(people)}</b> at <b title={node}>{from?.stepOf(node) ?? node}</b>{" "}
        <span className="quiet">(version {version})</span>
      </div>
      <Select
        aria-label={`Where those at ${from?.stepOf(node) ?? node} go on`}
        searchable
        clearable={!known && chosen !== undefined}
        allowDeselect={false}
        placeholder={`Stay on version ${version}`}
        data={steps.map((step) => ({ value: step, label: next?.stepOf(step) ?? step }))}
        value={target ?? null}
        onChange={(step) => choose(step === node ? null : step)}
      />
      <p className="quiet">
        {target === null && !known ? (
          `Their step is not in version ${to}. They stay on version ${version}, unless a step is chosen.`
        ) : (
          <>
            They <Said text={effect} called={next && calledBy(next)} />.
          </>
        )}
      </p>
    </li>
  );
}

const saysPlan = ({ moved, staying }: View<"MigrationView">, to: number): string =>
  `${plural(moved, "person goes", "people go")} on in version ${to}${staying > 0 ? `, ${plural(staying, "stays", "stay")} where they are` : ""}.`;

const saysOutcome = (done: View<"MigrationView">): string =>
  done.applied
    ? saysPlan(done, done.version)
    : `${plural(done.moved, "person is", "people are")} being moved.`;

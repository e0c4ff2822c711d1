import { Button, Modal, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, ErrorNote } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { draftOf } from "../model/draft";
import { useNames } from "./names";
import css from "./versions.module.css";

/** Every version with who is still on it, what changed from one to the next, and moving people on. */
export default function Versions({ journey }: { journey: View<"JourneyView"> }) {
  const { id } = journey;
  const { body } = useMemo(() => draftOf(journey as never), [journey]);
  const { stepOf } = useNames(body.nodes);
  const path = { document_id: id };
  const versions = api.useQuery("get", "/api/v1/journeys/{document_id}/versions", { params: { path } });
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <div className={css.page}>
      <Answer of={versions}>
        {({ items }) => {
          const newest = items[0];
          const current = chosen ?? newest?.version ?? 1;
          const behind = items.filter((one) => one.version !== newest?.version && one.under_way > 0);
          return (
            <>
              <Table className={css.table}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>Status</Table.Th>
                    <Table.Th ta="right">Under way</Table.Th>
                    <Table.Th>Since</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((one) => (
                    <Table.Tr key={one.version} data-current={one.version === current}>
                      <Table.Td>
                        <button
                          type="button"
                          className={`${css.pick} link figure`}
                          onClick={() => setChosen(one.version)}
                        >
                          {one.version}
                        </button>
                      </Table.Td>
                      <Table.Td>
                        <DocumentStatus state={one.state} />
                      </Table.Td>
                      <Table.Td ta="right" className="figure">
                        {count(one.under_way)}
                      </Table.Td>
                      <Table.Td>
                        <Moment at={one.at} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {behind.length > 0 && newest && (
                <Moving
                  id={id}
                  people={behind.reduce((sum, one) => sum + one.under_way, 0)}
                  to={newest.version}
                  stepOf={stepOf}
                />
              )}
              <h2 className={css.title}>
                {current > 1
                  ? `What version ${current} changed`
                  : "The first version: nothing to compare with"}
              </h2>
              {current > 1 && (
                <Difference id={id} before={current - 1} after={current} nodes={body.nodes} stepOf={stepOf} />
              )}
            </>
          );
        }}
      </Answer>
    </div>
  );
}

interface DifferenceProps {
  id: string;
  before: number;
  after: number;
  nodes: Readonly<Record<string, unknown>>;
  stepOf: (id: string) => string;
}

function Difference({ id, before, after, nodes, stepOf }: DifferenceProps) {
  const names = Object.keys(nodes);
  const found = api.useQuery("get", "/api/v1/journeys/{document_id}/diff", {
    params: { path: { document_id: id }, query: { before, after } },
  });
  return (
    <Answer of={found}>
      {({ differences }) =>
        differences.length === 0 ? (
          <p className="quiet">They say the same.</p>
        ) : (
          <ul className={css.differences}>
            {differences.map((one) => (
              <li key={one.path + one.text}>
                <Step path={one.path} names={names} stepOf={stepOf} />
                <code>{one.text}</code>
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

/** Of which step a change is, by what the step does now. */
function Step({ path, names, stepOf }: { path: string; names: string[]; stepOf: (id: string) => string }) {
  const name = names.find((one) => path === `nodes.${one}` || path.startsWith(`nodes.${one}.`));
  return name ? <b className={css.step}>{stepOf(name)}</b> : null;
}

interface MovingProps {
  id: string;
  people: number;
  to: number;
  stepOf: (id: string) => string;
}

/** Takes people who are on older versions over to the newest; said before it is done. */
function Moving({ id, people, to, stepOf }: MovingProps) {
  const [plan, setPlan] = useState<View<"MigrationView"> | null>(null);
  const [wrong, setWrong] = useState("");
  const may = useMay("documents:write");
  const params = { path: { document_id: id } };
  async function ask() {
    setWrong("");
    try {
      const { data } = await client.POST("/api/v1/journeys/{document_id}/migrations/plan", {
        params,
        body: {} as never,
      });
      setPlan(data ?? null);
    } catch (error) {
      setWrong(problemOf(error).words);
    }
  }
  async function act() {
    try {
      await client.POST("/api/v1/journeys/{document_id}/migrations", { params, body: {} as never });
      setPlan(null);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/journeys/{document_id}/versions"] });
      notifications.show({ message: `They go on in version ${to}.` });
    } catch (error) {
      setWrong(problemOf(error).words);
    }
  }
  return (
    <div className={css.moving}>
      <p>
        {plural(people, "person is", "people are")} under way on older versions, and{" "}
        {people === 1 ? "stays" : "stay"} there to the end unless moved.
      </p>
      {may && (
        <Button variant="default" onClick={() => void ask()}>
          Move them to version {to}…
        </Button>
      )}
      {wrong && <ErrorNote words={wrong} />}
      <Modal opened={plan !== null} onClose={() => setPlan(null)} title={`To version ${to}`} size="lg">
        {plan && (
          <>
            <p>
              {plural(plan.moved, "person goes", "people go")} on there,{" "}
              {plural(plan.staying, "person stays", "people stay")}.
            </p>
            <ul className={css.differences}>
              {plan.passages.map((one) => (
                <li key={`${one.version} ${one.node}`}>
                  <b className="figure">{count(one.people)}</b> at{" "}
                  <span title={one.node}>{stepOf(one.node)}</span> (version {one.version}): {one.effect}
                </li>
              ))}
            </ul>
            {plan.faults.map((fault) => (
              <ErrorNote
                key={fault.message}
                words={`${fault.node ? `${stepOf(fault.node)}: ` : ""}${fault.message}`}
              />
            ))}
            <Button mt={16} disabled={plan.faults.length > 0 || plan.moved === 0} onClick={() => void act()}>
              Move {plural(plan.moved, "person", "people")}
            </Button>
          </>
        )}
      </Modal>
    </div>
  );
}

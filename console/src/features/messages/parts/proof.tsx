import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useMay } from "@/api/session";
import { FIRST_POLICY, keepPolicy } from "@/features/consent/keep";
import { PersonField } from "@/features/profiles/person-field";
import { useFocusBack } from "@/ui/focus-back";
import form from "@/ui/form.module.css";
import { plural } from "@/ui/format";
import { Answer, ErrorNote } from "@/ui/states";
import css from "../messages.module.css";
import { notAddress, takingTester, testersOf } from "../model/testers";

interface Props {
  template: string;
  /** Which version of it: that on the screen. */
  version: number;
  channel: string;
  /** As whom it is previewed, to begin with. */
  profile: string;
  /** What the event says, as it is tried out in the preview. */
  data: Readonly<Record<string, unknown>>;
  close: () => void;
}

interface Policy {
  id: string;
  testers?: readonly string[];
}

/** Sends the message as one person would get it to those who test messages; nobody else ever gets one. */
export function Proof({ template, version, channel, profile, data, close }: Props) {
  useFocusBack();
  const policies = useAll("policies");
  const [as, setAs] = useState(profile);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [sent, setSent] = useState<readonly string[]>();

  async function send(to: string[]) {
    setBusy(true);
    setFault("");
    try {
      const { data: made } = await client.POST("/api/v1/templates/{document_id}/proof", {
        params: { path: { document_id: template } },
        body: { profile: as, version, to, data } as never,
      });
      setSent((made as View<"ProofsView">).keys);
    } catch (error) {
      setFault(problemOf(error).words);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={close} title="Send a test" size="md">
      <Answer of={policies} lines={5}>
        {(found) => {
          const known = found as unknown as readonly Policy[];
          const testers = testersOf(known, channel);
          const to = testers.filter((address) => !left.includes(address));
          if (sent) return <Sent keys={sent} close={close} />;
          return (
            <div className={form.form}>
              <PersonField
                label="As which person"
                placeholder="Somebody with what it asks for"
                value={as}
                onChange={setAs}
              />
              {testers.length > 0 ? (
                <Checkbox.Group
                  label="To"
                  value={to}
                  onChange={(kept) => setLeft(testers.filter((address) => !kept.includes(address)))}
                >
                  <div className={css.ways}>
                    {testers.map((address) => (
                      <Checkbox key={address} value={address} label={address} />
                    ))}
                  </div>
                </Checkbox.Group>
              ) : (
                <p className="quiet">
                  Nobody is named yet to whom tests of this channel may go. A test tells of a real person, so
                  it goes to addresses of your own alone.
                </p>
              )}
              <NewTester known={known} channel={channel} />
              {fault && <ErrorNote words={fault} />}
              <div className={form.foot}>
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
                <Button loading={busy} disabled={!as || to.length === 0} onClick={() => void send(to)}>
                  {to.length > 1 ? `Send ${to.length} tests` : "Send the test"}
                </Button>
              </div>
            </div>
          );
        }}
      </Answer>
    </Modal>
  );
}

function Sent({ keys, close }: { keys: readonly string[]; close: () => void }) {
  return (
    <div className={form.form}>
      <p role="status">
        {keys.length === 1 ? "The test is" : `${plural(keys.length, "test")} are`} in the outbox, marked as
        such, with links that do nothing.
      </p>
      <ul className={css.proofs}>
        {keys.map((key, place) => (
          <li key={key}>
            <Link to="/outbox" search={{ key }} className="link">
              {keys.length === 1 ? "See what becomes of it" : `See what becomes of test ${place + 1}`}
            </Link>
          </li>
        ))}
      </ul>
      <div className={form.foot}>
        <Button onClick={close} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}

/** One address more to whom tests may go, for everybody who writes messages here. */
function NewTester({ known, channel }: { known: readonly Policy[]; channel: string }) {
  const may = useMay("documents:write");
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  if (!may || (channel !== "email" && channel !== "webhook" && channel !== "local")) return null;

  async function add(event: FormEvent) {
    event.preventDefault();
    const wrong = notAddress(typed, channel);
    setFault(wrong);
    if (wrong) return;
    setBusy(true);
    try {
      const policy = takingTester(known);
      const testers = [...(policy?.testers ?? []), typed.trim()];
      await keepPolicy({ ...(policy ?? FIRST_POLICY), testers }, policy !== undefined);
      setTyped("");
    } catch (error) {
      setFault(problemOf(error).words);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={css.tester} onSubmit={(event) => void add(event)}>
      <TextInput
        label="Another address of your own"
        description="Kept in the policy, for the next time too."
        placeholder={channel === "webhook" ? "https://qa.shop.example/hook" : "you@shop.example"}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        error={fault}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setFault("");
        }}
      />
      <Button type="submit" variant="default" loading={busy} disabled={!typed.trim()}>
        Add
      </Button>
    </form>
  );
}

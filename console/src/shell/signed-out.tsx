import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { tellSignedOut } from "@/api/at-hand";
import { leave } from "@/api/client";
import { problemOf } from "@/api/problem";
import { comeBack, useSession } from "@/api/session";
import { ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { ByPassword } from "./by-password";
import css from "./sign-in.module.css";

/** The session ended while somebody was writing: they come in again here, and what they wrote is still there. */
export default function SignedOut() {
  const session = useSession();
  const [words, setWords] = useState("");
  const [asking, setAsking] = useState(false);

  async function back(password?: string) {
    await comeBack(session, password);
    tellSignedOut(false);
    tell("You are signed in again. What was refused meanwhile has to be done again.");
  }

  async function look() {
    setAsking(true);
    setWords("");
    try {
      await back();
    } catch (error) {
      const problem = problemOf(error);
      setWords(problem.status === 401 ? "Nobody is signed in there yet." : problem.words);
    }
    setAsking(false);
  }

  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="You are signed out"
      zIndex={400}
      // What is behind is not for whoever comes by.
      overlayProps={{ backgroundOpacity: 0.6, blur: 14 }}
    >
      <div className={css.form}>
        <p>What you wrote here is still there. Sign in again to go on.</p>
        {session.password_set ? (
          <ByPassword
            name={session.name}
            fault={words}
            onFault={setWords}
            enter={(_, password) => back(password)}
          />
        ) : (
          <>
            {words && <ErrorNote words={words} />}
            <p className="quiet">Open a sign-in link in another tab, then come back here.</p>
            <Button loading={asking} onClick={() => void look()} data-autofocus>
              I am signed in there
            </Button>
          </>
        )}
        <Button variant="subtle" color="gray" onClick={leave}>
          Leave without it
        </Button>
      </div>
    </Modal>
  );
}

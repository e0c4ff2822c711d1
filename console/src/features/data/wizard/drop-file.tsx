import { Button, FileButton, Progress } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { problemOf } from "@/api/problem";
import { percent } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { Unsaved } from "@/ui/unsaved";
import { size } from "../model";
import { sendFile } from "./send";
import css from "./wizard.module.css";

const KINDS = ".csv,.tsv,.json,.jsonl,.ndjson,.parquet,.gz,.zst";

interface Props {
  may: boolean;
  onSent: (id: string) => void;
  onCancel?: () => void;
}

/** Where a file is dropped or chosen. */
export function DropFile({ may, onSent, onCancel }: Props) {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ file: File; share: number } | null>(null);
  const [fault, setFault] = useState("");
  const giveUp = useRef(new AbortController());
  // Who goes elsewhere is not called back when the file is there.
  useEffect(() => () => giveUp.current.abort(), []);

  async function send(file: File | null | undefined) {
    if (!file) return;
    setFault("");
    setSending({ file, share: 0 });
    giveUp.current = new AbortController();
    try {
      const look = await sendFile(file, (share) => setSending({ file, share }), giveUp.current.signal);
      // Nothing is to be asked on the way there.
      flushSync(() => setSending(null));
      onSent(look.file.id);
    } catch (error) {
      setFault(problemOf(error).words);
      setSending(null);
    }
  }
  function stop() {
    giveUp.current.abort();
    setSending(null);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!may || sending) return;
    const { files } = event.dataTransfer;
    if (files.length > 1) setFault("One file at a time: drop the next one when this one is in.");
    else void send(files[0]);
  }

  return (
    <div className={css.drop}>
      <Unsaved
        when={sending !== null}
        words="The file is not all there yet. It would have to be sent again."
      />
      <section
        aria-label="Drop a file here"
        className={css.target}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className={css.sign} aria-hidden>
          <IconFileSpreadsheet size={24} stroke={1.5} />
        </span>
        {sending ? (
          <div className={css.sending} role="status">
            <p>
              Sending {sending.file.name}, {size(sending.file.size)}
            </p>
            <Progress value={sending.share * 100} aria-label="Sent" />
            <p className="quiet figure">
              {sending.share < 1 ? percent(sending.share) : "It is there; its columns are looked at."}
            </p>
            <div>
              <Button variant="default" onClick={stop}>
                Cancel
              </Button>
            </div>
          </div>
        ) : (
          <>
            <h2>Bring in what you know already</h2>
            <p className="quiet">
              Orders, visits, customers: drop a CSV, JSON Lines or Parquet file, packed or not. You say what
              its columns mean and see what becomes of them before anything is kept. The past starts no
              journey.
            </p>
            {may && (
              <div className={css.buttons}>
                <FileButton accept={KINDS} onChange={(file) => void send(file)}>
                  {(props) => <Button {...props}>Choose a file</Button>}
                </FileButton>
                {onCancel && (
                  <Button variant="default" onClick={onCancel}>
                    Cancel
                  </Button>
                )}
              </div>
            )}
          </>
        )}
        {fault && <ErrorNote words={fault} />}
      </section>
    </div>
  );
}

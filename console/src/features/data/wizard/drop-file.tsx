import { Button, FileButton, Progress } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { problemOf } from "@/api/problem";
import { percent } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
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

  async function send(file: File | null | undefined) {
    if (!file) return;
    setFault("");
    setSending({ file, share: 0 });
    try {
      const look = await sendFile(file, (share) => setSending({ file, share }));
      onSent(look.file.id);
    } catch (error) {
      setFault(problemOf(error).words);
      setSending(null);
    }
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (may && !sending) void send(event.dataTransfer.files[0]);
  }

  return (
    <div className={css.drop}>
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
            <p className="quiet figure">{percent(sending.share)}</p>
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

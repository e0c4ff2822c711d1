import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import { Confirm } from "@/ui/confirm";
import { tell, tellFault } from "@/ui/tell";

interface Props {
  file: View<"ImportView">;
  /** Called when it is about to go. */
  sure?: () => void;
}

/** Deletes a file that was sent, once one is sure: it can't be brought back from here. */
export function RemoveFile({ file, sure }: Props) {
  const [asking, { open, close }] = useDisclosure();
  const navigate = useNavigate();
  async function remove() {
    close();
    sure?.();
    try {
      await client.DELETE("/api/v1/imports/{import_id}", { params: { path: { import_id: file.id } } });
      await navigate({ to: "/data/imports" });
      queries.removeQueries({ queryKey: ["get", "/api/v1/imports/{import_id}"] });
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/imports"] });
      tell(`${file.name} is deleted here.`);
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <>
      <Button variant="default" onClick={open}>
        Delete
      </Button>
      <Confirm
        opened={asking}
        title={`Delete ${file.name}?`}
        words={
          file.events > 0
            ? "The file and its figures are deleted here. The events that came from it stay."
            : "It is deleted here, and was not imported. Your own copy stays where it is."
        }
        action="Delete"
        act={() => void remove()}
        close={close}
      />
    </>
  );
}

import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

/** A dialogue that may be closed at first: nothing of it is drawn before somebody opens it. */
export function Dialog({ opened, ...props }: ModalProps) {
  const [asked, setAsked] = useState(false);
  // It is drawn closed, and opened then: so it comes as it does each time after, and gives the focus back.
  useEffect(() => {
    if (opened) setAsked(true);
  }, [opened]);
  return (opened || asked) && <Modal {...props} opened={opened && asked} />;
}

import { Button } from "@mantine/core";
import { api } from "@/api/client";
import { signOutEverywhere, useMay, useSession } from "@/api/session";
import { AsText } from "@/ui/document-text";
import { Section, Sheet } from "@/ui/sheet";
import { tellFault } from "@/ui/tell";
import { type Said, saysWorkspace } from "./model";
import { SettingsHead } from "./parts/frame";
import { PasswordForm } from "./parts/password-form";

/** One's own account. */
export function AccountPage() {
  const session = useSession();
  return (
    <>
      <SettingsHead title="Settings" />
      <Sheet>
        <Section title={session.name} words={`You are ${article(session.role)} of this workspace.`} />
        {useMay("documents:read") && <Workspace />}
        <Section
          title={session.password_set ? "Change your password" : "Choose a password"}
          words={
            session.password_set
              ? "Every other browser that is signed in as you will have to sign in again."
              : "So far only a one-time link lets you in. With a password you can come back without one."
          }
        >
          <PasswordForm />
        </Section>
        <Section
          title="Sign out everywhere"
          words="Ends every session of yours, this one too, and every sign-in link that was not used yet."
          aside={
            <Button
              variant="default"
              style={{ flex: "none" }}
              onClick={() => signOutEverywhere().catch(tellFault)}
            >
              Sign out everywhere
            </Button>
          }
        />
      </Sheet>
    </>
  );
}

/** What holds for everything here; said only where somebody has said it. */
function Workspace() {
  const workspaces = api.useQuery("get", "/api/v1/workspaces");
  const found = workspaces.data?.items[0];
  if (!found) return null;
  return (
    <Section
      title={found.name}
      words={saysWorkspace(found as Said)}
      aside={<AsText kind="workspace" id={found.id} />}
    />
  );
}

function article(role: string): string {
  return role === "admin" || role === "editor" || role === "agent" ? `an ${role}` : `a ${role}`;
}

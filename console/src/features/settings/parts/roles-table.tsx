import { IconCheck } from "@tabler/icons-react";
import { api } from "@/api/client";
import { Dialog } from "@/ui/dialog";
import { Answer } from "@/ui/states";
import css from "./shown.module.css";

/** What each role may do, scope by scope. */
export function RolesTable({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const roles = api.useQuery("get", "/api/v1/roles", {}, { enabled: opened });
  return (
    <Dialog opened={opened} onClose={onClose} title="What each role may do" size={640}>
      <Answer of={roles}>
        {({ items, scopes }) => (
          <>
            <dl className={css.meanings}>
              {items.map((role) => (
                <div key={role.id}>
                  <dt>{role.id}</dt>
                  <dd>{role.meaning}</dd>
                </div>
              ))}
            </dl>
            <table className={css.matrix}>
              <thead>
                <tr>
                  <th scope="col">To</th>
                  {items.map((role) => (
                    <th key={role.id} scope="col">
                      {role.id}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Object.entries(scopes).map(([scope, meaning]) => (
                  <tr key={scope}>
                    <th scope="row">{meaning}</th>
                    {items.map((role) => (
                      <td key={role.id}>
                        {role.scopes.includes(scope) ? (
                          <IconCheck className={css.yes} size={15} stroke={2.2} aria-label="yes" />
                        ) : (
                          <span className="unseen">no</span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </Answer>
    </Dialog>
  );
}

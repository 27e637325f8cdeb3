import type { OrganizationId } from '#kernel';

/**
 * Names the group of an organization: of all that are related to it, over however many steps, the one whose id comes
 * first. Caps that look at groups take all of a group for one.
 *
 * @param relations pairs of organizations that are related at the instant in question
 */
export function groupsOf(
  relations: readonly { readonly organizationId: OrganizationId; readonly relatedId: OrganizationId }[],
): (organization: OrganizationId) => OrganizationId {
  const neighbours = new Map<OrganizationId, OrganizationId[]>();
  const join = (a: OrganizationId, b: OrganizationId) => {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  };
  for (const { organizationId, relatedId } of relations) {
    join(organizationId, relatedId);
    join(relatedId, organizationId);
  }
  return (organization) => {
    const group = new Set([organization]);
    // A set tells of those who join while it is walked.
    for (const one of group) for (const other of neighbours.get(one) ?? []) group.add(other);
    return [...group].reduce((least, one) => (one < least ? one : least));
  };
}

/**
 * Works through a list with several hands at once and keeps its order in the results. The first failure is the
 * whole's; nothing new is begun after it.
 *
 * @param done told after each one how many are finished
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  { hands, done = () => undefined }: { readonly hands: number; readonly done?: (finished: number) => void },
  work: (item: Item, place: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  let failed = false;
  const takeOn = async () => {
    for (let place = next; place < items.length && !failed; place = next) {
      next += 1;
      const item = items[place];
      if (item === undefined) continue;
      results.set(place, await work(item, place));
      done(results.size);
    }
  };
  const fail = (error: unknown) => {
    failed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: hands }, () => takeOn().catch(fail)));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

// How long anything the tests wait for may take on a busy machine.
const patience = 15_000;

/**
 * Waits until `probe` returns something other than undefined, asking again on each `signal` of the emitter.
 * A wait that fails says what it waited for and what there was instead.
 */
export async function until(what, probe, { emitter, seen = () => "nothing", within = patience }) {
  const first = probe();
  if (first !== undefined) return first;
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = probe();
      if (found === undefined) return;
      settle();
      resolve(found);
    };
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`waited ${within / 1000} s for ${what}; there was: ${seen()}`));
    }, within);
    const settle = () => {
      clearTimeout(timer);
      emitter.off("change", look);
    };
    emitter.on("change", look);
  });
}

/** Asks `probe` again and again until it returns something other than undefined. For what has no event to wait on. */
export async function poll(what, probe, { within = patience, every = 50 } = {}) {
  const deadline = performance.now() + within;
  let last;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${within / 1000} s for ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

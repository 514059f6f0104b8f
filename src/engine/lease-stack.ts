/**
 * Leases held for one run. Leaving the block releases them, last acquired first; one that cannot be
 * released is noted and does not keep the others.
 */
export class LeaseStack implements AsyncDisposable {
  readonly #leases: { readonly name: string; readonly lease: AsyncDisposable }[] = [];
  readonly #onProblem: (problem: string) => void;

  constructor(onProblem: (problem: string) => void) {
    this.#onProblem = onProblem;
  }

  /** Takes over the release of a lease. */
  hold(name: string, lease: AsyncDisposable): void {
    this.#leases.push({ name, lease });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let next = this.#leases.pop(); next !== undefined; next = this.#leases.pop()) {
      try {
        await next.lease[Symbol.asyncDispose]();
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        this.#onProblem(`${next.name} was not released: ${problem}; 'emulate cleanup' tries again`);
      }
    }
  }
}

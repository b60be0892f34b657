// Where a figure that cannot be read is refused, what would be shown instead is of no interest.

/** A warning of the codec without its consequence: “budget must be …, got “2””. */
export function reasonOf(warning: string): string {
  const end =
    /; (?:using|ignored|showing|left out|no query|the last one counts|“[^”]*” is ignored)/.exec(
      warning,
    );
  return end ? warning.slice(0, end.index) : warning;
}

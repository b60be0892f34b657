// Figures in a page that React 19 renders on a server: one with its spec as text, one with an object.
import { useState } from 'react';

export function Page() {
  const [budget, setBudget] = useState(0.3);
  const spec = { method: 'streaming-llm', budget };
  return (
    <main>
      <h1>Figures from a server</h1>
      <button onClick={() => setBudget(0.5)}>Keep half</button>
      <output id="budget">{budget}</output>
      <sparsity-figure
        id="text"
        loading="eager"
        controls="budget"
        spec={JSON.stringify(spec)}
        ref={(figure) => {
          const hear = ({ detail }) => setBudget(detail.spec.budget);
          figure.addEventListener('sparsity-change', hear);
          return () => figure.removeEventListener('sparsity-change', hear);
        }}
      />
      <sparsity-figure id="object" loading="eager" controls="budget" spec={spec} />
    </main>
  );
}

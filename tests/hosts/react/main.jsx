// Figures in a React 19 page: one by attributes, one by a property, events of both as props.
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Page() {
  const [budget, setBudget] = useState(0.2);
  const [shown, setShown] = useState(true);
  const [heard, setHeard] = useState([]);
  const hear = ({ type, target, detail }) =>
    setHeard((before) => [...before, `${target.id} ${type} ${detail.spec?.budget}`]);
  return (
    <main>
      <h1>Figures in React</h1>
      <button onClick={() => setBudget(0.5)}>Keep half</button>
      <button onClick={() => setShown(!shown)}>{shown ? 'Hide' : 'Show'}</button>
      {shown && (
        <>
          <sparsity-figure
            id="attributes"
            method="minference"
            subject="tale-needle"
            budget={budget}
            controls="budget"
            onsparsity-ready={hear}
            onsparsity-change={hear}
            onsparsity-error={hear}
          />
          <sparsity-figure
            id="property"
            spec={{ method: 'window', budget, view: { show: 'kept' } }}
            controls="budget"
            onsparsity-ready={hear}
            onsparsity-change={({ detail }) => setBudget(detail.spec.budget)}
            onsparsity-error={hear}
          >
            <p>What stands here until the figure is drawn.</p>
          </sparsity-figure>
        </>
      )}
      <ol>
        {heard.map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ol>
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);

// Made up here: waves of several lengths along the tokens.
const [n, d] = [384, 16];
const waves = Float32Array.from({ length: n * d }, (_, at) => {
  const [token, channel] = [Math.floor(at / d), at % d];
  return 2 * Math.cos((token * (channel + 1)) / 40);
});

const figure = document.querySelector('#own');
figure.tensors = { n, d, q: waves, k: waves, v: waves };

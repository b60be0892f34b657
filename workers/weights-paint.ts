// Painting as the workers know it.
export { paintPlane, planeOf, scaleOf, type Scale } from '../src/domains/weights/paint.ts';

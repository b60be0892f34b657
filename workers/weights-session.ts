// The worker's interface for weight matrices, over the session's scheduler.
import { transfer } from 'comlink';
import type { Desk } from './desk.ts';
import type { Report, Run } from './run.ts';
import type { WeightApi } from './weights-api.ts';
import { WeightDesk } from './weights-desk.ts';
import * as long from './weights-long.ts';
import * as tasks from './weights-tasks.ts';

export function weightApi(models: Desk, run: Run, report: Report): WeightApi {
  const desk = new WeightDesk(models);
  return {
    async weightFigure(ticket, request) {
      const reply = await run(ticket, 'ask', (job) => tasks.weightFigure(desk, job, request));
      return reply.ok ? tasks.transferWeightFigure(reply, reply.value) : reply;
    },

    async weightPaint(ticket, request) {
      const reply = await run(ticket, 'ask', (job) => tasks.weightPaint(desk, job, request));
      return reply.ok ? transfer(reply, [reply.value.pixels.buffer]) : reply;
    },

    weightRow: (ticket, request) =>
      run(ticket, 'ask', (job) => tasks.weightRow(desk, job, request)),

    weightMatch: (ticket, request) =>
      run(ticket, 'ask', (job) => tasks.weightMatch(desk, job, request)),

    weightThumbs: (ticket, request, each) =>
      report(ticket, 'thumbs', [each], (job) => long.weightThumbs(desk, job, request, each)),

    weightCurve: (ticket, request, each) =>
      report(ticket, 'curve', [each], (job) => long.weightCurve(desk, job, request, each)),

    weightSites: (ticket, request, progress) =>
      report(ticket, 'recalls', [progress], (job) =>
        long.weightSites(desk, job, request, progress),
      ),

    weightCostAt: (ticket, request, each, progress) =>
      report(ticket, 'recalls', [each, progress], (job) =>
        long.weightCostAt(desk, job, request, each, progress),
      ),

    weightCost: (ticket, request, each, progress) =>
      report(ticket, 'cost', [each, progress], (job) =>
        long.weightCost(desk, job, request, each, progress),
      ),

    weightContinue: (ticket, request, each) =>
      report(ticket, 'cost', [each], (job) => long.weightContinue(desk, job, request, each)),
  };
}

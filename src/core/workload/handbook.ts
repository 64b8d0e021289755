import { type HandbookRule, valueRule } from '../handbook/index.ts'
import { load, workload } from './rules.ts'

function workloadRule(id: string, title: string): HandbookRule {
  return valueRule({
    id,
    title,
    provenance: (reference) => reference.workload,
    input: workload.strict(),
    output: ['points', 'capacity', 'percent', 'band'],
    run: (input, reference) => load(input, reference.workload),
  })
}

export const workloadRules: readonly HandbookRule[] = [
  workloadRule('law R75', 'Workload: points, capacity, band'),
  workloadRule('law R76', 'Workload with additions and part time'),
  workloadRule('law R77', 'Workload in the first year'),
  workloadRule('law R78', 'No capacity is "no capacity", never a division'),
]

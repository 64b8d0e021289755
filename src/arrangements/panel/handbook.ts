import { z } from 'zod'
import { localDate } from '../../core/clocks/index.ts'
import { type HandbookRule, valueRule } from '../../core/handbook/index.ts'
import { provenanceOf, readReferenceFile } from '../../core/reference/index.ts'
import { papersDueOn } from './rules.ts'
import { panelPolicy } from './schema.ts'

const policy = () => readReferenceFile('panel.yaml', panelPolicy)

export const panelRules: readonly HandbookRule[] = [
  valueRule({
    id: 'law R91',
    title: 'Panel papers are due 3 working days before the panel',
    provenance: () => provenanceOf(policy()),
    input: z.strictObject({ panel: localDate }),
    output: ['papersBy'],
    run: ({ panel }, { calendar }) => ({ papersBy: papersDueOn(panel, policy(), calendar) }),
  }),
]

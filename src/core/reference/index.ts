/** Reference data files: how they are read, and what each says about where it comes from. */
export { type Basis, basis, type Mark, mark, type Provenance, provenance, provenanceOf } from './provenance.ts'
export { loadReference, type Reference, ReferenceFileError, readReferenceFile, referenceFolder } from './reference.ts'

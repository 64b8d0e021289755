/** The database could not be started or reached. The message is a plain sentence for the operator, with what to do. */
export class DatabaseStartError extends Error {
  override readonly name = 'DatabaseStartError'
}

/** A problem with a file or folder, as a sentence. Anything that is not a known file problem is returned as it is. */
export function plainFileProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const options = { cause: error }
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return new DatabaseStartError(
        `This user may not write to ${path}. Change who owns it, or set LAPWING_DATA to a folder of your own.`,
        options,
      )
    case 'EROFS':
      return new DatabaseStartError(
        `${path} is on a disk that can only be read. Set LAPWING_DATA to a folder that can be written to.`,
        options,
      )
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG': // a limit on the size of files: the same to whoever reads it
      return new DatabaseStartError(diskFull(path), options)
    case 'ENOTDIR':
    case 'EEXIST':
      return new DatabaseStartError(
        `${path} cannot be used as the data folder: a file is in the way. Set LAPWING_DATA to another folder.`,
        options,
      )
    default:
      return error
  }
}

export function diskFull(path: string): string {
  return `The disk that holds ${path} is full. Free at least 500 MB and start again; nothing that was saved is lost.`
}

import type { ArchiveForm } from '../archive.js';

/** One blob of an image and what it holds. */
export interface ImagePart {
  readonly role:
    | 'layer'
    /** containerd: a tar of CRIU's directory. */
    | 'criu'
    /** containerd: the container's spec in a protobuf message. */
    | 'spec'
    /** containerd: a layer with what the container changed in its root filesystem. */
    | 'diff';
  /** Name of the member with the blob. */
  readonly blob: string;
  /** Missing where an image does not tell one (docker-archive). */
  readonly digest?: string;
}

/** An image in an archive or a directory, and where its members come from. */
export interface ImagePlan {
  readonly form: ArchiveForm;
  /** What to call it in a message. */
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Lowest layer first. */
  readonly parts: readonly ImagePart[];
}

/**
 * The reader as a library. `openCheckpoint` answers questions in a verb each; archives, CRIU's images and the
 * model below it are here, too, for whoever looks at something else.
 *
 * @example
 * await using checkpoint = await openCheckpoint('checkpoint.tar');
 * for (const { pid, comm } of checkpoint.processes()) console.log(pid, comm);
 */
export { openCheckpoint, type OpenCheckpointOptions } from './library/open-checkpoint.js';
export type { OpenedCheckpoint, TableName } from './library/opened-checkpoint.js';
export type { CoreDump } from './library/core-dump.js';
export type { Pattern, SearchOptions } from './library/search.js';
export type { YaraOptions, YaraReport, YaraRules } from './library/yara.js';
export type { RuleHit, RuleWhere, StringMatch } from './analysis/yara/rule-hit.js';
export type { RuleMessage } from './search/yara/rule-set.js';
export type * from './library/table-rows.js';
export type { RegistersFilter, ThreadRegistersRow } from './analysis/registers.js';
export type { MapsRegion } from './analysis/memory/process-maps.js';
export type * from './analysis/search/found.js';
export { SEARCH_KINDS, type SearchKind } from './analysis/search/search-checkpoint.js';
export {
  REGION_KINDS,
  type RegionFilter,
  type RegionKindName,
} from './model/memory/region-filter.js';
export type { Register, ThreadRegisters } from './model/registers/register.js';
export { CheckpointError, type ErrorCode, type Place } from './bytes/checkpoint-error.js';
export { fileSource, memorySource, subSource, type ByteSource } from './bytes/byte-source.js';
export type { Archive } from './archive/archive.js';
export { openArchive, type OpenOptions } from './archive/open.js';
export { walkMembers } from './archive/walk-members.js';
export { DEFAULT_LIMITS, type Limits } from './archive/limits.js';
export type { Content, Entry, Member, MemberType } from './archive/member.js';
export { openImage, type Image, type ImageEntry } from './criu/image.js';
export { decodeImage, type DecodeOptions } from './criu/decode-image.js';
export { encodeImage } from './criu/encode-image.js';
export type { Message } from './criu/message.js';
export type * from './criu/messages.generated.js';
export { findCheckpoints, selectCheckpoint, type Checkpoint } from './model/checkpoint.js';
export { readContainer, type ContainerInfo } from './model/container.js';
export { readProcesses, walkTree, type Process } from './model/processes.js';
export { readStatistics, type DumpStatistics } from './model/statistics.js';
export { overviewOf, type Overview } from './analysis/overview.js';
export { isAbsent, type Absent, type Fact } from './model/absent.js';
export { openMemory, type Memory, type MemoryOptions } from './model/memory/memory.js';
export type { AddressSpace, Extent, MemoryBytes } from './model/memory/address-space.js';
export { absenceText, type AbsenceReason, type Backing } from './model/memory/backing.js';
export type { Region, RegionKind } from './model/memory/regions.js';
export { processesOf, type ProcessesResult } from './analysis/processes.js';
export type { ProcessFacts } from './analysis/process-facts.js';
export type { ThreadFacts } from './analysis/threads.js';
export {
  securityOf,
  type ProcessSecurity,
  type SecurityOptions,
  type SecurityResult,
  type ThreadSecurity,
} from './analysis/security.js';
export type { ConfinementLayer } from './analysis/confinement.js';
export type { Descriptor, FileInFlight, ProcessFiles } from './model/descriptors/descriptors.js';
export type { OpenFile } from './model/descriptors/open-file.js';
export type { Socket } from './model/sockets/socket.js';
export { filesOf, type FilesResult } from './analysis/files.js';
export { socketsOf, type SocketsResult } from './analysis/sockets.js';
export { socketTable, type SocketRow } from './analysis/socket-table.js';
export { describeDescriptor } from './model/describe/describe-descriptor.js';
export { describeFile } from './model/describe/describe-file.js';
export { describeSocket } from './model/describe/describe-socket.js';
export {
  PLACE_KINDS,
  contentPlaces,
  type PlaceKind,
  type PlacePiece,
  type ContentPlace,
} from './model/contents/content-places.js';
export type { Damage } from './model/damage.js';
export type { Images } from './model/images.js';
export { BULK_KINDS, isRead, type BulkKind, type Reads } from './model/reads.js';

export declare function rangeWorker(): string;

import LinuxABI

/// Every codec of Sources/LinuxABI/Flags. A test counts them against the sources, so that none is forgotten.
let everyCodec: [WordCodec] =
  [
    .openFlags, .duplicateFlags, .pipeFlags, .resolveFlags, .memoryFileFlags,
    .seekOrigins, .descriptorFlags, .closeRangeFlags, .spliceFlags, .transferFlags, .allocationFlags, .syncRangeFlags,
    .fileAdvice,
    .fcntlCommands, .lockTypes, .flockOperations, .fileSeals, .directoryEvents, .writeLifetimes, .ownerKinds,
    .ioctlCommands, .inodeFlags,
    .terminalInput, .terminalOutput, .terminalControl, .terminalLocal, .terminalQueues, .terminalFlow,
    .protection, .mappingFlags, .remapFlags, .memorySyncFlags, .lockAllFlags, .memoryAdvice,
    .accessModes, .atStatFlags, .atStatxFlags, .atAccessFlags, .atLinkOrTargetFlags, .atUnlinkFlags, .atNewLinkFlags,
    .renameFlags,
    .fileMode, .statxMask, .statxAttributes,
    .waitOptions, .waitTargets,
    .cloneFlags, .exitSignals, .clone3Flags, .unshareFlags, .namespaceTypes, .executionFlags, .pidfdFlags,
    .pidfdSignalFlags,
    .signalHandlers, .signalActionFlags, .signalMaskOperations, .signalStackFlags, .signalCodes, .childCodes,
    .segmentationFaultCodes, .busErrorCodes, .signalDescriptorFlags,
    .clocks, .timerFlags, .intervalTimers, .timerNotifications, .timerDescriptorFlags, .timerDescriptorSettings,
    .pollEvents, .eventFlags, .futexOperations, .futexBits,
    .addressFamilies, .socketTypes, .messageFlags, .shutdownDirections, .socketLevels, .controlMessages,
    .limits, .resources, .usageTargets, .priorityTargets, .schedulingPolicies, .processCommands, .dumpModes,
    .processorCommands, .randomFlags,
  ] + systemCodecs

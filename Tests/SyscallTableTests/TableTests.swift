import CHeaders
import LinuxABI
import Testing

@testable import SyscallTable

/// The table against the C headers, and against itself.
struct TableTests {
  private let rows = SyscallTable.standard.rows

  /// Every type inside a type, itself first.
  private func parts(of type: ArgumentType) -> [ArgumentType] {
    switch type {
    case .selected(_, let cases, let otherwise):
      [type] + cases.values.flatMap { parts(of: $0) } + parts(of: otherwise)
    case .presentIf(_, _, let inner):
      [type] + parts(of: inner)
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .pointer, .absent, .special:
      [type]
    }
  }

  /// The indices of other parameters that a type speaks of.
  private func references(of type: ArgumentType) -> [Int] {
    parts(of: type).flatMap { part -> [Int] in
      switch part {
      case .selected(let index, _, _), .presentIf(let index, _, _): [index]
      case .pointer(.bytes(let count), _), .pointer(.array(_, let count), _), .pointer(.structures(_, let count), _),
        .pointer(.vector(let count), _), .pointer(.directoryEntries(let count), _),
        .pointer(.cpuSet(let count), _):
        switch count {
        case .parameter(let index), .filled(let index), .derived(let index, _): [index]
        case .fixed: []
        }
      case .pointer(.special(let special), _): special.form.references
      default: []
      }
    }
  }

  private func layouts(of type: ScalarType) -> [StructureLayout] {
    switch type {
    case .structure(let layout): [layout] + layout.fields.flatMap { layouts(of: $0.type) }
    case .array(let element, _): layouts(of: element)
    default: []
    }
  }

  /// Every structure that a row reaches, nested ones too.
  private var layouts: [StructureLayout] {
    rows.flatMap(\.parameters).flatMap { parts(of: $0.type) }.flatMap { part -> [StructureLayout] in
      switch part {
      case .pointer(.structure(let layout), _), .pointer(.structures(let layout, _), _):
        layouts(of: .structure(layout))
      case .pointer(.message, _): [.msghdr, .cmsghdr, .ucred]
      case .pointer(.special(let special), _): special.form.layouts.flatMap { layouts(of: .structure($0)) }
      case .pointer(.network(let pointee), _): pointee.layouts.flatMap { layouts(of: .structure($0)) }
      case .pointer(.socketAddress, _): [.sockaddrIn, .sockaddrIn6, .sockaddrNl, .sockaddrLl, .sockaddrVm]
      default: []
      }
    }
  }

  @Test func everyRowHasTheNumberOfTheHeaders() {
    var numbers: [String: Int] = [:]
    for index in 0..<cheaders_count(CHEADERS_SYSCALLS) {
      numbers[String(cString: cheaders_name(CHEADERS_SYSCALLS, index))] = Int(cheaders_value(CHEADERS_SYSCALLS, index))
    }
    for row in rows {
      #expect((numbers[row.name] ?? KernelNumbers.newer[row.name]) == row.number, "\(row.name)")
    }
  }

  @Test func namesAndNumbersAreUnique() {
    #expect(Set(rows.map(\.name)).count == rows.count)
    #expect(Set(rows.map(\.number)).count == rows.count)
    #expect(Set(SyscallTable.standard.names).count == SyscallTable.standard.names.count)
  }

  @Test func structuresLieInMemoryAsTheHeadersSay() {
    var extents: [String: (offset: Int, size: Int)] = [:]
    for index in 0..<cheaders_extent_count() {
      extents[String(cString: cheaders_extent_name(index))] = (
        Int(cheaders_extent_offset(index)), Int(cheaders_extent_size(index))
      )
    }
    #expect(!layouts.isEmpty)
    // Newer than Linux 6.1's headers (Debian 12): the running kernel's own description says how they lie.
    let newer: Set<String> = ["cachestat", "cachestat_range", "file_attr", "mnt_id_req", "statmount", "xattr_args"]
    for layout in layouts where extents[layout.name] != nil || !newer.contains(layout.name) {
      #expect(extents[layout.name]?.size == layout.size, "\(layout.name)")
      for field in layout.fields {
        let extent = extents["\(layout.name).\(field.name)"]
        #expect(extent?.offset == field.offset, "\(layout.name).\(field.name)")
        #expect(extent?.size == field.type.size, "\(layout.name).\(field.name)")
      }
    }
  }

  @Test func noRowHasMoreParametersThanThereAreRegisters() {
    #expect(rows.allSatisfy { $0.parameters.count <= 6 })
  }

  @Test func parametersOfARowHaveNamesOfTheirOwnAndMeanings() {
    for row in rows {
      #expect(Set(row.parameters.map(\.name)).count == row.parameters.count, "\(row.name)")
      for parameter in row.parameters {
        #expect(!parameter.meaning.isEmpty && !parameter.meaning.hasSuffix("."), "\(row.name) \(parameter.name)")
      }
    }
  }

  @Test func parametersSpeakOnlyOfOtherParametersOfTheirRow() {
    for row in rows {
      for (index, parameter) in row.parameters.enumerated() {
        for other in references(of: parameter.type) {
          #expect(row.parameters.indices.contains(other) && other != index, "\(row.name) \(parameter.name)")
        }
        if case .lengthOf(let buffer) = parameter.fallback {
          #expect(row.parameters.indices.contains(buffer) && buffer != index, "\(row.name) \(parameter.name)")
        }
      }
      if case .selected(let index, _, _) = row.result {
        #expect(row.parameters.indices.contains(index), "\(row.name)")
      }
    }
  }

  @Test func whatIsSelectedIsSelectedByAnEnumeration() {
    for row in rows {
      for parameter in row.parameters {
        guard case .selected(let index, let cases, _) = parameter.type else { continue }
        // quotactl's commands exist for each type of quota, and have the names of a list.
        if case .special(let special) = row.parameters[index].type, special.form is QuotaCommand {
          #expect(cases.count == WordCodec.quotaCommands.constants.count * WordCodec.quotaTypes.constants.count)
          continue
        }
        guard case .word(let codec, _) = row.parameters[index].type else {
          Issue.record("\(row.name) \(parameter.name) is selected by something without names")
          continue
        }
        // futex has a flag beside its operation, and the cases are there with and without it.
        #expect(codec.isEnumeration || row.name == "futex")
        #expect(
          Set(codec.fields.flatMap(\.values).map(\.value))
            == Set(cases.keys).filter { $0 & 0x100 == 0 || codec.isEnumeration }, "\(row.name)")
      }
    }
  }

  @Test func commandsOfFcntlAndIoctlAreDescribedUnderNamesThatExist() {
    let described = DescriptorCommands.describedNames
    #expect(described.fcntl.isSubset(of: WordCodec.fcntlCommands.constants.map(\.name)))
    #expect(ProcessControl.describedNames.isSubset(of: WordCodec.processCommands.constants.map(\.name)))
    #expect(described.ioctl.isSubset(of: WordCodec.ioctlCommands.constants.map(\.name)))
    #expect(QuotaCommands.describedNames.isSubset(of: WordCodec.quotaCommands.constants.map(\.name)))
  }

  @Test func buffersThatTheCallFillsAreSupplied() {
    for row in rows {
      for parameter in row.parameters {
        guard case .pointer(let pointee, .output) = parameter.type else { continue }
        switch (pointee, parameter.fallback) {
        case (.vector, .required), (_, .supplied), (_, .value(0)): break
        default: Issue.record("\(row.name) \(parameter.name)")
        }
      }
    }
  }

  @Test func everyRowIsExplainedInASentence() {
    for row in rows {
      #expect(row.summary.hasSuffix("."), "\(row.name)")
      #expect(row.summary.first?.isUppercase == true, "\(row.name)")
      for error in row.errors {
        #expect(!error.when.isEmpty && !error.when.hasSuffix("."), "\(row.name) \(error.errno.name)")
      }
    }
  }

  @Test func everyErrorOfARowIsKnown() {
    for row in rows {
      #expect(row.unknownErrors.isEmpty, "\(row.name)")
      #expect(Set(row.errors.map(\.errno)).count == row.errors.count, "\(row.name) names an errno twice")
    }
  }

  @Test func callsWithADescriptorOrAPathAreInTheCategoriesOfStrace() {
    for row in rows {
      for parameter in row.parameters {
        switch parameter.type {
        case .descriptor, .directory:
          // The calls that only sockets know are in its %network and not in its %desc.
          #expect(!row.categories.isDisjoint(with: [.descriptor, .network]), "\(row.name)")
        case .pointer(.path, .input):
          #expect(row.categories.contains(.file), "\(row.name)")
        default: break
        }
      }
    }
  }

  @Test func everyAliasLeadsToARow() {
    for alias in SyscallTable.standard.aliases {
      let found = SyscallTable.standard.lookUp(alias.name)
      #expect(found?.row.name == alias.target)
      #expect(found?.alias?.name == alias.name)
      #expect(!alias.why.isEmpty)
    }
  }

  @Test func exitEndsTheProcessAsTheLibraryDoes() throws {
    let exit = try #require(SyscallTable.standard.lookUp("exit"))
    #expect(exit.row.number == 231)
    #expect(exit.alias != nil)
    #expect(SyscallTable.standard[number: 60]?.name == "exit")
    #expect(SyscallTable.standard["exit"]?.number == 60)
  }

  @Test func aNameThatIsBothIsListedOnce() {
    #expect(SyscallTable.standard.names.filter { $0 == "exit" }.count == 1)
  }

  @Test func constantsStandForTheirValues() {
    let constants = SyscallTable.standard.constants
    #expect(constants["O_CREAT"] == 0x40)
    #expect(constants["PROT_NONE"] == 0)
    #expect(constants["S_IFIFO"] == 0o010000)
    #expect(constants["RESOLVE_BENEATH"] == 0x8)
  }
}

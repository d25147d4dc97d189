import Inspect
import LinuxABI
import SyscallTable

// What a failed call had to do with memory, at length.
extension Explanation {
  /// EFAULT: what is mapped around the address.
  func addressAccount(_ account: inout Account) {
    let maps = (try? lab.proc.maps(subject.pid)) ?? subject.maps
    for (parameter, type, word) in arguments {
      guard case .pointer(_, let direction) = type else { continue }
      if word == 0, mayBeAbsent(parameter) { continue }
      let hex = "0x" + String(word, radix: 16)
      account.circumstances.append(.memory(word))
      if let mapping = maps.mapping(containing: word) {
        account.facts.append("\(parameter.name) is \(hex), in \(line(mapping)).")
        let mask = direction == .input ? mapping.permissions.read : mapping.permissions.write
        if !mask {
          account.remedies.append(
            .init(
              "mprotect 0x\(String(mapping.start, radix: 16)) 0x\(String(mapping.end - mapping.start, radix: 16)) PROT_READ|PROT_WRITE",
              "gives the mapping the permissions that are missing, where its file allows it"))
        }
        continue
      }
      let below = maps.mappings.last { $0.end <= word }.map {
        "the mapping below it ends at 0x\(String($0.end, radix: 16))"
      }
      let above = maps.mappings.first { $0.start > word }.map {
        "the one above begins at 0x\(String($0.start, radix: 16))"
      }
      let around = [below, above].compactMap(\.self).joined(separator: ", ")
      account.facts.append(
        "\(parameter.name) is \(hex): nothing is mapped there\(around.isEmpty ? "" : "; \(around)").")
      if case .supplied = parameter.fallback {
        account.remedies.append(
          .init(
            nil,
            "\(parameter.name) left out, or \(direction == .output ? "a buffer" : "a value") written in its place: sysh puts it into the stack of \(subject.name)."
          ))
      }
    }
    if account.remedies.isEmpty {
      account.remedies.append(
        .init(
          "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS",
          "gives memory whose address, p, can be passed"))
    }
  }

  /// Whether NULL stands for nothing there, rather than for an address.
  private func mayBeAbsent(_ parameter: Parameter) -> Bool {
    switch parameter.fallback {
    case .required, .supplied: false
    case .value, .lengthOf: true
    }
  }

  private func line(_ mapping: Mapping) -> String {
    let path = mapping.path.isEmpty ? "an anonymous mapping" : Escapes.harmless(mapping.path)
    return
      "\(String(mapping.start, radix: 16))-\(String(mapping.end, radix: 16)) \(mapping.permissions) \(path)"
  }

  /// ENOMEM: every figure on which it can depend.
  func memoryAccount(_ account: inout Account) {
    if let status = try? lab.proc.status(subject.pid) {
      let sizes = ["VmSize", "VmData", "VmLck", "VmStk"].compactMap { key in
        status.kilobytes(key).map { "\(key) \($0 * 1024)" }
      }
      account.facts.append("\(subject.name) had \(sizes.joined(separator: ", ")) bytes.")
    }
    for (number, name, key) in [
      (9, "address space", "VmSize"), (2, "data size", "VmData"), (8, "locked memory", "VmLck"),
    ] {
      guard let limit = (try? lab.proc.limits(subject.pid))?[name], let soft = limit.soft else { continue }
      account.circumstances.append(.limit(number))
      let constant = WordCodec.resources.constants.first { $0.value == UInt64(number) }?.name ?? name
      account.facts.append(
        "\(constant), which bounds \(key), is \(soft) bytes (hard: \(limit.hard.map(String.init) ?? "unlimited")).")
      if limit.hard ?? .max > soft {
        let hard = limit.hard.map(String.init) ?? "RLIM64_INFINITY"
        account.remedies.append(
          .init("setrlimit \(constant) {rlim_cur=\(hard), rlim_max=\(hard)}", "raises that limit to its hard value"))
      }
    }
    let count = ((try? lab.proc.maps(subject.pid)) ?? subject.maps).mappings.count
    if let most = try? lab.proc.setting("vm/max_map_count") {
      account.facts.append("It had \(count) mappings, and vm.max_map_count is \(most.filter { !$0.isWhitespace }).")
    }
    guard let memory = try? lab.proc.systemMemory() else { return }
    let meaning = [
      "a single request is refused when it is plainly more than memory and swap", "every request is granted",
      "the sum of all promises is kept below CommitLimit",
    ][memory.overcommit.clamped(0, 2)]
    account.facts.append(
      "vm.overcommit_memory is \(memory.overcommit): \(meaning). Memory and swap are \(memory.total) bytes, CommitLimit \(memory.commitLimit), Committed_AS \(memory.committed)."
    )
    if row.name == "mmap" {
      account.remedies.append(.init(nil, "A smaller length, or MAP_NORESERVE, with which nothing is promised."))
    } else if let address = words.first, row.parameters.first.map({ isAddress($0) }) == true {
      account.circumstances.append(.memory(address))
    }
    if account.remedies.isEmpty {
      account.remedies.append(
        .init(
          nil,
          "munmap of what is not needed makes room below a limit; a hard limit is raised with CAP_SYS_RESOURCE only."
        ))
    }
  }

  private func isAddress(_ parameter: Parameter) -> Bool {
    if case .address = parameter.type { return true }
    return false
  }
}

extension Int {
  fileprivate func clamped(_ low: Int, _ high: Int) -> Int { Swift.min(Swift.max(self, low), high) }
}

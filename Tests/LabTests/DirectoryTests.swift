import Glibc
import TestSupport
import Testing

@testable import Lab

@Suite(.serialized) @TracerThread
struct DirectoryTests {
  /// A directory for labs of its own, so that those of other shells stay out of it.
  private func inPrivate(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/sysh-labs-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let parent = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let before = getenv("TMPDIR").map { String(cString: $0) }
    setenv("TMPDIR", parent, 1)
    defer {
      if let before { setenv("TMPDIR", before, 1) } else { unsetenv("TMPDIR") }
      rmdir(parent)
    }
    try body(parent)
  }

  @Test func itGoesWithWhateverIsInIt() throws {
    try inPrivate { parent in
      let victim = parent + "-kept"
      mkdir(victim, 0o700)
      close(open("\(victim)/file", O_CREAT | O_WRONLY, 0o600))
      do {
        let path = try LabDirectory().filled(linkTo: victim)
        #expect(access(path, F_OK) != 0)
      }
      #expect(ProcessList.names(in: parent) == [])
      #expect(ProcessList.names(in: victim) == ["file"])
      unlink("\(victim)/file")
      rmdir(victim)
    }
  }

  @Test func threeThousandDirectoriesDeepIsNoTrouble() throws {
    try inPrivate { parent in
      do {
        let directory = try LabDirectory()
        var here = open(directory.path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<3000 {
          mkdirat(here, "deep", 0o700)
          let next = openat(here, "deep", O_RDONLY | O_DIRECTORY)
          close(here)
          here = next
        }
        #expect(here >= 0)
        close(here)
      }
      #expect(ProcessList.names(in: parent) == [])
    }
  }

  @Test func emptyingLeavesTheDirectoryItself() throws {
    let directory = try LabDirectory()
    mkdir("\(directory.path)/a", 0o700)
    mkdir("\(directory.path)/a/b", 0)
    chmod(directory.path, 0)
    directory.empty()
    #expect(ProcessList.names(in: directory.path) == [] && access(directory.path, W_OK) == 0)
  }

  @Test(arguments: [mode_t(0o700), 0]) func abandonedOnesAreRemovedAndLivingOnesAreNot(mode: mode_t) throws {
    try inPrivate { parent in
      let abandoned = "\(parent)/sysh-\(getuid())-killed"
      mkdir(abandoned, 0o700)
      mkdir("\(abandoned)/x", 0o700)
      chmod(abandoned, mode)
      mkdir("\(parent)/other", 0o700)
      let living = try LabDirectory()
      close(open("\(living.path)/mine", O_CREAT | O_WRONLY, 0o600))
      chmod(living.path, mode)
      let next = try LabDirectory()
      #expect(access(abandoned, F_OK) != 0)
      chmod(living.path, 0o700)
      #expect(ProcessList.names(in: living.path) == ["mine"] && living.path != next.path)
      rmdir("\(parent)/other")
    }
  }
}

extension LabDirectory {
  /// Fills it with what is hard to remove.
  fileprivate consuming func filled(linkTo victim: String) -> String {
    symlink(victim, "\(path)/link")
    symlink("/", "\(path)/root")
    mkdir("\(path)/a", 0o700)
    mkdir("\(path)/a/b", 0o700)
    symlink(victim, "\(path)/a/b/link")
    close(Glibc.open("\(path)/a/b/\u{e9}\u{7}\n", O_CREAT | O_WRONLY, 0))
    let odd: [CChar] = Array("\(path)/a/b/".utf8CString.dropLast()) + [-1, -2, 0]
    mkdir(odd, 0o700)
    mkfifo("\(path)/a/fifo", 0)
    chmod("\(path)/a/b", 0)
    chmod("\(path)/a", 0o400)
    chmod(path, 0)
    return path
  }
}

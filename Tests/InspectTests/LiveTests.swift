import Glibc
import Inspect
import LinuxABI
import Testing

/// This test process, looked at from inside.
struct LiveTests {
  let proc = Proc()
  let me = getpid()

  @Test func `own numbers agree with the C library`() throws {
    #expect(try proc.stat(me).pid == me)
    #expect(try proc.stat(me).parent == getppid())
    #expect(try proc.stat(me).group == getpgrp())
    #expect(try proc.stat(me).session == getsid(0))
    #expect(try proc.status(me).tgid == me)
    #expect(try proc.status(me).uids.effective == geteuid())
    #expect(try proc.threads(of: me).contains(me))
    #expect(proc.exists(me))
    #expect(try proc.root(me) == "/")
    #expect(try proc.link(me, "ns/pid").hasPrefix("pid:["))
    #expect(try proc.executable(me).hasPrefix("/"))
    #expect(try proc.cwd(me).hasPrefix("/"))
    #expect(try proc.text(me, "comm").hasSuffix("\n"))
  }

  @Test func `own limits agree with getrlimit`() throws {
    var limit = rlimit()
    #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    #expect(try proc.limits(me)["open files"]?.soft == UInt64(limit.rlim_cur))
  }

  @Test func `a page that was mapped is in maps and smaps until it is unmapped`() throws {
    let page = try #require(mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    let address = UInt64(UInt(bitPattern: page))
    page.storeBytes(of: 1, as: UInt8.self)
    let found = try #require(proc.maps(me).mapping(containing: address))
    #expect(found.permissions.description == "rw-s")
    #expect(found.path == "/dev/zero (deleted)")
    #expect(try #require(proc.smaps(me).first { $0.mapping.contains(address) }).rss != 0)
    #expect(mprotect(page, 4096, PROT_READ) == 0)
    #expect(try proc.maps(me).mapping(containing: address)?.permissions.description == "r--s")
    #expect(munmap(page, 4096) == 0)
    #expect(try proc.maps(me).mapping(containing: address)?.path != "/dev/zero (deleted)")
  }

  @Test func `a process that sleeps tells where, and is a child`() throws {
    let child = try sleeper()
    defer { end(child) }
    #expect(try proc.children(of: me).contains(child))
    #expect(try proc.stat(child).parent == me)
    #expect(try proc.waitChannel(child)?.contains("nanosleep") == true)
    guard case .call(let number, let arguments, _, _) = try proc.blockedCall(child) else {
      Issue.record("sleep is not in a call")
      return
    }
    #expect(number == 230 || number == 35)
    #expect(arguments.count == 6)
  }

  @Test func `a zombie has no memory and no descriptors but a wait status`() throws {
    let child = try sleeper()
    kill(child, SIGKILL)
    for _ in 0..<200 where try proc.stat(child).state != .zombie { usleep(10_000) }
    #expect(try proc.stat(child).exitCode == SIGKILL)
    #expect(try proc.maps(child).mappings.isEmpty)
    #expect(try proc.status(child).vmSize == nil)
    #expect(proc.exists(child))
    end(child)
    #expect(!proc.exists(child))
    let path = "/proc/\(child)/stat"
    #expect(throws: InspectError.unreadable(path: path, .noEntry)) { try proc.stat(child) }
  }

  @Test func `an error is a sentence`() {
    #expect(
      "\(InspectError.unreadable(path: "/proc/1/maps", .accessDenied))" == "cannot read /proc/1/maps: Permission denied"
    )
  }
}

/// A child that has come to rest in its sleep: before that its loader opens and closes files.
func sleeper() throws -> pid_t {
  var pid: pid_t = 0
  var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
  defer { arguments.forEach { free($0) } }
  try #require(posix_spawn(&pid, "/bin/sleep", nil, nil, &arguments, nil) == 0)
  for _ in 0..<500 where try Proc().waitChannel(pid)?.contains("nanosleep") != true { usleep(10_000) }
  return pid
}

func end(_ child: pid_t) {
  kill(child, SIGKILL)
  var status: Int32 = 0
  waitpid(child, &status, 0)
}

import Glibc
import Lab
import TestSupport
import Testing

@testable import Shell

@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user")) @TracerThread
struct NamespaceCommandTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript()
  }

  @Test func theSubjectItselfWritesItsMaps() {
    let text = transcript.unwrapped("unshare CLONE_NEWUSER\nidmap\ngetuid")
    #expect(text.contains("write(3, \"0 \(geteuid()) 1\""))
    #expect(text.contains("User 0 inside is user \(geteuid()) outside"))
    #expect(text.hasSuffix("getuid() = 0"))
    #expect(transcript.unwrapped("idmap").contains("can be done once"))
  }

  @Test(.enabled(if: geteuid() == 0, "who changes its user must be root"))
  func aSubjectThatHasChangedItsUserTakesItsMapsBackFirst() {
    transcript.run("setresgid 1000 1000 1000\nsetresuid 1000 1000 1000\nunshare CLONE_NEWUSER")
    // Positive control: as it stands they are not its own.
    #expect(transcript.text("open \"/proc/self/uid_map\" O_WRONLY").contains("EACCES"))
    let text = transcript.unwrapped("idmap P1\ngetuid")
    #expect(text.contains("its files below /proc are root's") && text.contains("User 0 inside is user 1000 outside"))
    #expect(text.hasSuffix("getuid() = 0"), "\(text)")
  }

  @Test func idmapInTheShellsNamespaceSaysWhatIsMissing() {
    #expect(transcript.unwrapped("idmap").contains("P1: unshare CLONE_NEWUSER"))
  }

  @Test func nsShowsWhoSharesWhat() {
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWUTS|CLONE_NEWPID\nidmap\nsethostname \"box\" 3\nfork")
    let one = transcript.unwrapped("ns P2")
    #expect(one.contains("with P1"))
    #expect(one.contains("host name box"))
    #expect(one.contains("process 1 inside"))
    #expect(transcript.text("ns").contains("the shell   P1          P2"))
  }

  @Test func vethJoinsTwoNetworks() {
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWNET\nidmap\nfork\nP2: unshare CLONE_NEWNET")
    let text = transcript.unwrapped("veth P1 P2")
    #expect(text.contains("RTM_NEWLINK"))
    transcript.run(
      "l = socket AF_INET SOCK_DGRAM\nbind l {sa_family=AF_INET, sin_port=htons(700), sin_addr=inet_addr(\"10.0.0.1\")}"
    )
    transcript.run("P2: s = socket AF_INET SOCK_DGRAM")
    #expect(
      transcript.text(
        "P2: sendto 3 \"hi\" 0 {sa_family=AF_INET, sin_port=htons(700), sin_addr=inet_addr(\"10.0.0.1\")}"
      )
      .contains(") = 2"))
    #expect(transcript.text("recvfrom l").contains("\"hi\""))
    #expect(transcript.unwrapped("veth P1 P1").contains("one network namespace"))
    #expect(transcript.unwrapped("veth P1 P2 10.0.0.300 10.0.0.2").contains("no IPv4 address"))
  }

  @Test func aDeviceIsNotPutIntoTheShellsNetwork() throws {
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWNET\nidmap\ns = socket AF_NETLINK SOCK_RAW NETLINK_ROUTE")
    for (pid, isAsked) in [(getpid(), true), (transcript.session.lab.current?.pid ?? 0, false)] {
      let bytes = NetlinkMessage.pair("a", peer: "b", in: pid)
      let text = bytes.map { "\\x" + String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
      let line = "sendto s \"\(text)\""
      guard case .call(let call)? = try transcript.session.grammar.statements(line).first,
        let request = try transcript.session.request(for: call, in: nil)
      else { continue }
      #expect(try (transcript.session.lab.prepare(request).objection != nil) == isAsked)
    }
  }

  @Test func denyRefusesWhatItNames() {
    let text = transcript.unwrapped(
      "deny mkdir rmdir ENOSYS\nmkdir \"x\" 0755\nrmdir \"x\"\nmkdirat AT_FDCWD \"x\" 0755")
    #expect(text.contains("mkdir(\"x\", 0755) = -1 ENOSYS"))
    #expect(text.contains("rmdir(\"x\") = -1 ENOSYS"))
    #expect(text.hasSuffix("mkdirat(AT_FDCWD, \"x\", 0755) = 0"))
    #expect(transcript.unwrapped("deny nosuchcall").contains("There is no call nosuchcall"))
    #expect(transcript.unwrapped("deny unlink SIGSYS\nunlink \"x\"").contains("killed by SIGSYS"))
  }

  @Test func mountsMarksTheNewOne() {
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWNS\nidmap")
    #expect(transcript.run("mounts").allSatisfy { !$0.hasPrefix("+") })
    transcript.run("mount \"t\" \"/mnt\" \"tmpfs\"")
    #expect(transcript.run("mounts").filter { $0.hasPrefix("+") }.count == 1)
  }
}

/// What reaches outside a namespace, in whole sessions.
@Suite(.enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user"))
struct NamespaceReachTests {
  @Test func aMountThatWouldBeSeenOutsideIsAskedAbout() throws {
    let lines = "unshare CLONE_NEWNS; mount \"t\" \"/mnt\" \"tmpfs\""
    let shared = ["-Urm", "--propagation", "shared", Built.path, "--plain", "-c"]
    let (asked, _) = try Built.run(shared + [lines], program: "/usr/bin/unshare")
    #expect(asked.contains("is still shared with mounts there"))
    let apart = "unshare CLONE_NEWNS; mount \"none\" \"/\" NULL MS_REC|MS_PRIVATE; mount \"t\" \"/mnt\" \"tmpfs\""
    let (made, status) = try Built.run(shared + [apart], program: "/usr/bin/unshare")
    #expect(status == 0 && made.contains("+ mount /mnt: tmpfs"))
  }

  @Test(.enabled(if: geteuid() == 0, "needs CAP_MKNOD"))
  func aDeviceNodeOfTheLabsIsStillTheMachinesDevice() throws {
    let lines = "mknod \"disk\" S_IFBLK|0600 0xfe00; open \"disk\" O_RDWR"
    let (text, _) = try Built.run(["--plain", "-c", lines])
    #expect(text.contains("which is a device of the machine"))
    let (null, status) = try Built.run(["--plain", "-c", "mknod \"null\" S_IFCHR|0600 0x103; open \"null\" O_WRONLY"])
    #expect(status == 0 && null.contains("= 3"))
  }
}

/// Namespaces, mounts, devices and processes after the shell has ended, also by SIGKILL.
@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user"))
struct NamespaceLeakTests {
  /// Counts what carries the mark: processes that see its mount, their namespaces that this script is not in, and
  /// devices called veth0 there.
  private static let script = """
    cd "$1"; mkfifo in
    "$2" --plain < in > out 2>&1 & shell=$!
    exec 3> in
    printf '%s\\n' 'unshare CLONE_NEWUSER|CLONE_NEWNS|CLONE_NEWNET|CLONE_NEWPID|CLONE_NEWUTS' idmap \\
      'mount "leakmark" "/mnt" "tmpfs"' fork 'P2: unshare CLONE_NEWNET' 'veth P1 P2' 'n = open "/proc/self/ns/net" O_RDONLY' \\
      'open "/mnt/ns" O_CREAT|O_RDWR 0600' 'mount "/proc/self/ns/net" "/mnt/ns" NULL MS_BIND' 'P2: fork' >&3
    marked() { grep -l leakmark /proc/[0-9]*/mountinfo 2>/dev/null | cut -d/ -f3; }
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
      test "$(marked | wc -w)" -ge 3 && break; sleep 0.2
    done
    sleep 0.5
    own=$(for pid in $(marked); do readlink /proc/$pid/ns/*; done | sort -u)
    for name in $(readlink /proc/self/ns/*); do own=$(echo "$own" | grep -vF "$name"); done
    devices() { for pid in $(marked); do grep -h veth0: /proc/$pid/net/dev; done | wc -l; }
    start() { sed 's/.*) //' $1 2>/dev/null | cut -d' ' -f20; }
    now=$(start /proc/self/stat)
    # The number of a namespace that has gone is given again: only processes of before count.
    spaces() {
      find /proc -maxdepth 3 -path '/proc/[0-9]*/ns/*' -printf '%l %p\\n' 2>/dev/null | grep -F "$own" | cut -d/ -f3 |
        sort -u | while read pid; do
          began=$(start /proc/$pid/stat); test "${began:-$now}" -lt "$now" && echo $pid
        done | wc -l
    }
    echo before $(marked | wc -w) $(devices) $(spaces)
    case $3 in
      kill) kill -9 $shell; exec 3>&- ;;
      end) exec 3>&- ;;
    esac
    wait $shell 2>/dev/null
    # Orphans are zombies until the machine's process 1 has taken them in.
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
      test "$(marked | wc -w)$(spaces)" = 00 && break; sleep 0.2
    done
    echo after $(marked | wc -w) $(devices) $(spaces) $(ls -d sysh-* 2>/dev/null | wc -l)
    """

  @Test(arguments: ["end", "kill"]) func nothingIsLeft(how: String) throws {
    var template = Array("\(Scratch.home)/leak-XXXXXX".utf8CString)
    mkdtemp(&template)
    let directory = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let (text, _) = try Built.run(
      ["-c", Self.script, "sh", directory, Built.path, how], environment: ["TMPDIR=\(directory)"], program: "/bin/sh")
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").dropFirst().compactMap { Int($0) } }
    guard lines.count == 2, lines[0].count == 3, lines[1].count == 4 else {
      Issue.record("\(text)")
      return
    }
    // Three subjects, the devices that they see, and all in their namespaces: a leak would be seen.
    #expect(lines[0][0] == 3 && lines[0][1] >= 2 && lines[0][2] >= 3, "\(text)")
    #expect(lines[1][0] == 0 && lines[1][1] == 0 && lines[1][2] == 0, "\(text)")
    // A killed shell cannot remove its directory; the next one does.
    if how == "end" { #expect(lines[1][3] == 0) }
  }
}

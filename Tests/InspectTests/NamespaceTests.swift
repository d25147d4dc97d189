import Glibc
import Testing

@testable import Inspect

struct NamespaceTests {
  @Test func aLinkOfNsIsReadAndNothingElse() {
    #expect(Namespace("net:[4026531833]") == Namespace(kind: .net, inode: 4_026_531_833))
    for text in ["", "net:[]", "net:[x]", "nets:[1]", "pipe:[1]", "net:1", "net:[1", "/proc/1/ns/net"] {
      #expect(Namespace(text) == nil, "\(text)")
    }
  }

  @Test func ownNamespacesAreThoseOfTheLinks() throws {
    let found = Proc().namespaces(getpid())
    #expect(found[.net] != nil && found[.mnt] != nil && found[.pid] != nil)
    #expect(try Proc().namespace(getpid(), .net).inode == found[.net])
    #expect(Proc().nested(.pid, getpid()).first == found[.pid])
    #expect(Proc().namespaceForChildren(getpid(), .pid) == found[.pid])
  }

  @Test func aMountHasItsPropagationAndItsFileSystem() throws {
    let line =
      #"36 35 98:0 /mnt1 /mnt\0402 rw,noatime master:1 shared:7 - overlay over\134lay rw,lowerdir=/,upperdir=/a b"#
    let mount = try #require(Mount(Substring(line.replacing("a b", with: "a"))))
    #expect(mount.id == 36 && mount.parent == 35 && mount.device == "98:0" && mount.root == "/mnt1")
    #expect(mount.point == "/mnt 2" && mount.source == #"over\lay"#)
    #expect(mount.peerGroup == 7 && mount.master == 1)
    #expect(mount.option("upperdir") == "/a" && mount.option("workdir") == nil)
  }

  @Test(arguments: [
    "", "36", "36 35 98:0 / /mnt rw", "x 35 98:0 / /mnt rw - tmpfs t rw", "36 35 98:0 / /mnt rw - tmpfs",
  ])
  func whatIsNoMountIsNotRead(line: String) {
    #expect(Mount(Substring(line)) == nil)
  }

  @Test func aNameInATableSwallowsNoLine() throws {
    let line = "36 35 98:0 / /mnt rw - overlay \u{301}x rw,lowerdir=/a\r\n37 36 0:5 / /b rw - tmpfs t rw\n"
    let mounts = try Mount.all(in: line)
    #expect(mounts.map(\.point) == ["/mnt", "/b"] && mounts.first?.source == "\u{301}x")
    #expect(mounts.first?.option("lowerdir") == "/a\r")
    let groups = ControlGroupMembership.all(in: "3:cpu:/a\r\n0::/b\n")
    #expect(groups.map(\.path) == ["/a\r", "/b"])
    #expect(throws: InspectError.self) { try Mount.all(in: "36 35\n") }
    #expect(try IDRange.all(in: "  0 1000 1\n") == [IDRange(inside: 0, outside: 1000, count: 1)])
  }

  @Test func theRootIsAmongTheMounts() throws {
    #expect(try Proc().mounts(getpid()).contains { $0.point == "/" })
  }
}

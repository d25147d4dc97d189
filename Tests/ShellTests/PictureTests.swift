import Foundation
import TestSupport
import Testing

@testable import Shell

/// The pictures of README.md are what the scripts beside them draw.
@Suite(.serialized) @TracerThread
struct PictureTests {
  /// Elements in order with their classes, and texts without what belongs to one run: addresses, process ids, inodes, the
  /// lab's directory. Where things stand depends on how long those are.
  private func structure(_ svg: String) -> [String] {
    let body = svg.split(separator: "\n").filter { $0.hasPrefix("<") }
    return body.map { line in
      var text = String(line)
      text.replace(/\/[^ <"]*sysh-[0-9]+-[A-Za-z0-9]+/, with: "LAB")
      text.replace(/[ ](x|y|d|width|height|viewBox)="[^"]*"/, with: "")
      text.replace(/\b[0-9a-f]{6,}\b/, with: "N")
      text.replace(/(pipe:\[|inode |136:|pts\/)[0-9N]+/) { "\($0.output.1)N" }
      return text
    }
  }

  @Test(arguments: ["cow", "files"])
  func `a picture is what its script draws`(name: String) throws {
    let files = SavedFiles()
    let script = try #require(ProcessList.text(of: "\(Checkout.root)/Lessons/pictures/\(name).sysh"))
    let picture = try #require(ProcessList.text(of: "\(Checkout.root)/Lessons/pictures/\(name).svg"))
    let here = script.replacing("save \(name).svg replace", with: "save \(files.path("\(name).svg"))")
    #expect(here != script)
    let transcript = try Transcript()
    transcript.run(here)
    #expect(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
    #expect(structure(files.text("\(name).svg")) == structure(picture))
    // A picture of something else is seen to be one.
    transcript.run("dup 0\nfiles\nsave \(files.path("other.svg"))")
    #expect(structure(files.text("other.svg")) != structure(picture))
  }
}

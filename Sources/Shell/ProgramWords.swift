import CLinux

/// The words of the command line, the program's own name first, as the kernel gave them to the program.
public enum ProgramWords {
  public static var all: [String] {
    var found: [String] = []
    var next = sysh_arguments()
    while let place = next, let word = place.pointee {
      found.append(String(cString: word))
      next = place.advanced(by: 1)
    }
    return found
  }
}

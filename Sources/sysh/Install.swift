import ArgumentParser
import Shell

struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy sysh with its lessons, manual page and completions to where they belong.",
    usage: """
      sysh install [--prefix /usr/local]
      sysh install --uninstall [--prefix /usr/local]
      """,
    discussion: """
      PREFIX/bin/sysh, PREFIX/share/sysh/lessons, PREFIX/share/man/man1/sysh.1 and completions for bash, zsh and fish. \
      The variable DESTDIR is put in front of all paths, for those who build packages. --uninstall removes exactly \
      these again.
      """)

  @Option(help: ArgumentHelp("Where to install.", valueName: "directory"), completion: .directory)
  var prefix = "/usr/local"

  @Flag(help: "Remove what install put there.")
  var uninstall = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if common.json { throw ValidationError("sysh install has no --json.") }
    guard prefix.hasPrefix("/") else { throw ValidationError("--prefix is an absolute path: --prefix /usr/local.") }
  }

  func run() throws {
    let documents = [
      Installer.Document("share/man/man1/sysh.1", ManualText(dump: Sysh._dumpHelp(), version: BuildFacts.version).text),
      Installer.Document("share/bash-completion/completions/sysh", Sysh.completionScript(for: .bash)),
      Installer.Document("share/zsh/site-functions/_sysh", Sysh.completionScript(for: .zsh)),
      Installer.Document("share/fish/vendor_completions.d/sysh.fish", Sysh.completionScript(for: .fish)),
    ]
    let installer = Installer(prefix: prefix, documents: documents)
    let status = uninstall ? installer.remove(common.options) : installer.install(common.options)
    throw ExitCode(status.rawValue)
  }
}

struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page sysh(1).", discussion: "sysh manual | man -l - shows it without installing.")

  func run() throws {
    print(ManualText(dump: Sysh._dumpHelp(), version: BuildFacts.version).text, terminator: "")
  }
}

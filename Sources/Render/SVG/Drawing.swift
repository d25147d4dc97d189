import Lab

/// Something that was drawn, kept as the model of the drawing, so that it can be drawn once more as an SVG file: made from
/// what the kernel said, and not from the characters on the screen.
public struct Drawing: Sendable {
  private enum Model: Sendable {
    case files(FileGraph)
    case pages(PagesPicture)
    case tree([ProcessNode])
    case plot(Plot)
  }

  private let model: Model
  /// One line.
  public let title: String

  private init(_ model: Model, _ title: String) {
    self.model = model
    self.title = title
  }

  /// The kernel's three tables.
  public static func files(_ model: DescriptorModel, subjects: [String]) -> Drawing {
    files(DescriptorTables(model), subjects: subjects)
  }

  static func files(_ tables: DescriptorTables, subjects: [String]) -> Drawing {
    Drawing(
      .files(FileGraph(tables, subjects: subjects)),
      "File descriptors of \(subjects.isEmpty ? "nobody" : Words.crowd(subjects)), open file descriptions and inodes")
  }

  public static func pages(_ report: PageReport) -> Drawing {
    let count = Words.count(report.pageCount, "page")
    return Drawing(.pages(PagesPicture(report)), "\(count) from \(Words.address(report.range.lowerBound))")
  }

  public static func tree(_ roots: [ProcessNode]) -> Drawing {
    Drawing(.tree(roots), "The processes of the lab by parentage")
  }

  public static func plot(_ plot: Plot) -> Drawing {
    Drawing(.plot(plot), plot.title)
  }

  /// What stands for it in a list of few words: `files`, `pages`, `tree`, `plot`.
  public var kind: String {
    switch model {
    case .files: "files"
    case .pages: "pages"
    case .tree: "tree"
    case .plot: "plot"
    }
  }

  /// A file of its own.
  public var svg: String { svg(id: "", isInPage: false) }

  /// An element of an HTML page whose style contains `pageStyle`. `id` tells it apart from the page's other drawings.
  public func element(id: String) -> String { svg(id: id, isInPage: true) }

  /// The style of all drawings in a page.
  public static var pageStyle: String { SVGCanvas.style + PlotSVG.style }

  private func svg(id: String, isInPage: Bool) -> String {
    switch model {
    case .files(let graph): FilesSVG(graph).text(title: title, id: id, isInPage: isInPage)
    case .pages(let picture): PagesSVG(picture).text(title: title, id: id, isInPage: isInPage)
    case .tree(let roots): TreeSVG(roots).text(title: title, id: id, isInPage: isInPage)
    case .plot(let plot): PlotSVG.text(plot, id: id, isInPage: isInPage)
    }
  }
}

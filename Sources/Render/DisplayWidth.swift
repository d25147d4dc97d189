/// How many columns of a terminal a text takes: none for combining marks, two for East Asian wide characters and emoji,
/// one for everything else (`man 3 wcwidth`). Counted scalar by scalar, as terminals do; one that draws a sequence of
/// several scalars as one picture takes fewer columns than counted, never more.
enum DisplayWidth {
  static func of(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value == 0xad ? 1 : value == 0 ? 0 : 1 }
    // Medial vowels and final consonants of Hangul join the consonant before them.
    if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(value) ? 2 : 1
    }
  }

  /// The ranges of East Asian Width W and F (Unicode's EastAsianWidth.txt), the small gaps between them included: an
  /// unassigned character counted as wide leaves a blank, one counted as narrow breaks the line.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0...0x23f0, 0x23f3...0x23f3,
    0x25fd...0x25fe, 0x2614...0x2615, 0x2630...0x2637, 0x2648...0x2653, 0x267f...0x267f, 0x268a...0x268f,
    0x2693...0x2693, 0x26a1...0x26a1, 0x26aa...0x26ab, 0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce...0x26ce,
    0x26d4...0x26d4, 0x26ea...0x26ea, 0x26f2...0x26f3, 0x26f5...0x26f5, 0x26fa...0x26fa, 0x26fd...0x26fd,
    0x2705...0x2705, 0x270a...0x270b, 0x2728...0x2728, 0x274c...0x274c, 0x274e...0x274e, 0x2753...0x2755,
    0x2757...0x2757, 0x2795...0x2797, 0x27b0...0x27b0, 0x27bf...0x27bf, 0x2b1b...0x2b1c, 0x2b50...0x2b50,
    0x2b55...0x2b55, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4dc0...0xa4cf, 0xa960...0xa97c, 0xac00...0xd7a3,
    0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff,
    0x1aff0...0x1b2ff, 0x1d300...0x1d376, 0x1f004...0x1f004, 0x1f0cf...0x1f0cf, 0x1f18e...0x1f18e,
    0x1f191...0x1f19a, 0x1f1e6...0x1f320, 0x1f32d...0x1f335, 0x1f337...0x1f37c, 0x1f37e...0x1f393,
    0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3, 0x1f3e0...0x1f3f0, 0x1f3f4...0x1f3f4, 0x1f3f8...0x1f43e,
    0x1f440...0x1f440, 0x1f442...0x1f4fc, 0x1f4ff...0x1f53d, 0x1f54b...0x1f567, 0x1f57a...0x1f57a,
    0x1f595...0x1f596, 0x1f5a4...0x1f5a4, 0x1f5fb...0x1f64f, 0x1f680...0x1f6c5, 0x1f6cc...0x1f6d7,
    0x1f6dc...0x1f6ff, 0x1f7e0...0x1f7f0, 0x1f90c...0x1f9ff, 0x1fa70...0x1faff, 0x20000...0x3fffd,
  ]

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }
}

/// What the cursor moves over at once: a character with the marks that combine with it.
struct Cell {
  var text: String
  let width: Int

  /// Marks without a character before them make a cell of their own, without width.
  static func cells(of text: some StringProtocol) -> [Cell] {
    var cells: [Cell] = []
    for scalar in text.unicodeScalars {
      let width = DisplayWidth.of(scalar)
      if width == 0, !cells.isEmpty {
        cells[cells.count - 1].text.unicodeScalars.append(scalar)
      } else {
        cells.append(Cell(text: String(scalar), width: width))
      }
    }
    return cells
  }
}

extension String {
  /// Shortened in the middle with `…` to at most `width` columns: the beginning of a path says where, its end what.
  func shortened(to width: Int) -> String {
    guard DisplayWidth.of(self) > width else { return self }
    guard width > 1 else { return width == 1 ? "…" : "" }
    let cells = Cell.cells(of: self)
    let endColumns = (width - 1) * 2 / 3
    var end = ""
    var used = 0
    for cell in cells.reversed() {
      guard used + cell.width <= endColumns else { break }
      used += cell.width
      end = cell.text + end
    }
    return prefix(columns: width - 1 - used) + "…" + end
  }

  /// As much of the beginning as has room in `columns`.
  func prefix(columns: Int) -> String {
    var used = 0
    var result = ""
    for cell in Cell.cells(of: self) {
      guard used + cell.width <= columns else { break }
      used += cell.width
      result += cell.text
    }
    return result
  }
}

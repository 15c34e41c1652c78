public import StrataInfoset

/// Why a value could not be read from a message or written into one.
public struct ContractError: Error, Sendable, Hashable {
    /// Where in the document, as local names from the document element on, with a number where several siblings have the name:
    /// `/Order/lines/Line[3]/price`. While writing it begins at the value. At most 512 characters; a longer one has lost its beginning.
    public let path: String
    /// What should stand there, in words.
    public let expected: String
    /// What stands there: an excerpt of at most 64 characters, which may be content of the message.
    public let found: String

    /// An error from its parts; a path and an excerpt that are too long are cut.
    public init(path: String, expected: String, found: String) {
        let scalars = path.unicodeScalars
        self.path = scalars.count <= 512 ? path : "…" + String(String.UnicodeScalarView(scalars.suffix(511)))
        self.expected = expected
        // A character can be as long as its sender likes, so scalars count.
        let end = found.unicodeScalars.index(found.startIndex, offsetBy: 64, limitedBy: found.endIndex)
        self.found =
            if let end, end != found.endIndex {
                String(String.UnicodeScalarView(found.unicodeScalars.prefix(63))) + "…"
            } else {
                found
            }
    }

    /// An error at an element that is being read.
    ///
    /// - Parameters:
    ///   - element: where.
    ///   - expected: what should stand there.
    ///   - found: what stands there; nil to take an excerpt of the element.
    public init(at element: InfosetCursor, expected: String, found: String? = nil) {
        self.init(path: element.contractPath, expected: expected, found: found ?? element.contractExcerpt)
    }

    /// The same error in an element that is being written around the place of it.
    @usableFromInline func inside(_ name: String, _ index: Int? = nil) -> ContractError {
        ContractError(path: "/" + name + (index.map { "[\($0 + 1)]" } ?? "") + path, expected: expected, found: found)
    }
}

extension ContractError: CustomStringConvertible {
    /// All three in one sentence.
    public var description: String { "at \(path.isEmpty ? "/" : path) there should be \(expected), not \(found)" }
}

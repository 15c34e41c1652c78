/// A piece of a source file as the compiler sent it: its bytes and where they begin in that file.
public struct SourceText: Sendable {
    /// UTF-8.
    public let bytes: [UInt8]
    /// The file; empty for text that the compiler has made up.
    public let fileName: String
    /// UTF-8 offset of `bytes[0]` in the file.
    public let offset: Int

    /// A text, by default one that stands in no file.
    public init(_ text: String, fileName: String = "", offset: Int = 0) {
        self.bytes = Array(text.utf8)
        self.fileName = fileName
        self.offset = offset
    }

    /// The text of a range of bytes.
    public subscript(range: Range<Int>) -> String { String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self) }
}

/// Thrown where the reader meets something that it cannot read.
public struct ReadFailure: Error, Equatable {
    /// What was expected there.
    public let message: String
    /// Where; it counts from the start of the `SourceText`.
    public let range: Range<Int>
}

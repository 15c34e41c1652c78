/// Reads a SOAP envelope, or a document, whose octets come in pieces: the head at once, the contents of the body piece by piece.
///
/// The head is everything up to the body's start tag. What is read is held to the same rules as by `XMLTextReader`, whose parser judges
/// each tag and each text. In memory are the head, which is limited, one tag and the text that has come. A value may have any length:
/// the limits on strings and arrays concern values that are held whole.
///
/// Not Sendable; one owner uses it at a time.
public final class XMLStreamReader {
    /// What stands around the contents that are read piece by piece.
    public enum Shape: Sendable, Hashable {
        /// An envelope: the contents are those of its child `Body`.
        case envelope
        /// The document element itself is read piece by piece.
        case document
    }

    enum Phase {
        case head
        case content
        /// Behind the body.
        case tail
        case ended
    }

    let shape: Shape
    let quotas: XMLQuotas
    let maxHeadSize: Int
    let refused: XMLConstructs
    private let expectation: EncodingExpectation

    var phase = Phase.head
    /// Octets of UTF-8 that have come and were not read.
    let held = ByteWriter()
    /// Octets of UTF-8 that were read.
    var consumed = 0
    var inputHasEnded = false
    var failure: InfosetError?
    var scanner = MarkupScanner()
    /// Octets of the head that were looked at, and how deep they lead.
    var scanned = 0
    var depth = 0
    var rootName: [UInt8] = []
    var bodyName: [UInt8] = []
    /// The elements of the contents that are open.
    var open: [OpenElement] = []
    /// What is in scope, outermost first.
    var scopes: [Scope] = []
    var bare: InfosetCursor?
    /// An element without content was begun: its end comes next.
    var owesEnd = false
    private(set) var detected: EncodingDetection?
    /// Octets as they came, while it is not known or not UTF-8 what they are in.
    private let raw = ByteWriter()

    struct OpenElement {
        var name: [UInt8]
        var hasScope: Bool
    }

    struct Scope {
        /// An element in whose content the bindings hold.
        var cursor: InfosetCursor
        var bindings: [(prefix: String, namespace: String)]
    }

    /// - Parameters:
    ///   - shape: what is read whole, and what piece by piece.
    ///   - quotas: the limits; depth counts from the document element.
    ///   - maxHeadSize: octets (in UTF-8) that the head may have, and what stands behind the body.
    ///   - charset: the character set given from outside, for instance by a content type; nil to find the encoding from the document.
    ///     `utf-16` without an order allows both; one that is not read fails the first call.
    ///   - refused: constructs to refuse.
    public init(
        _ shape: Shape, quotas: XMLQuotas = .defaults, maxHeadSize: Int = 65536, charset: String? = nil,
        refusing refused: XMLConstructs = []
    ) {
        self.shape = shape
        self.quotas = quotas
        self.maxHeadSize = maxHeadSize
        self.refused = refused
        let encoding = charset.flatMap { XMLCharacterEncoding(charset: $0) }
        expectation = charset?.lowercased() == "utf-16" ? .utf16 : encoding.map { .exactly($0) } ?? .none
        if charset != nil, encoding == nil { failure = InfosetError(.unsupportedEncoding, "only UTF-8 and UTF-16 are read") }
    }

    /// Whether all was read, to the end of the document.
    public var isAtEnd: Bool { phase == .ended }

    /// Takes octets.
    public func append(_ octets: UnsafeRawBufferPointer) {
        guard failure == nil, octets.count > 0 else { return }
        if let detected, detected.encoding == .utf8 { return held.append(octets) }
        raw.append(octets)
        convert()
    }

    /// Takes octets.
    public func append(_ octets: Bytes) { octets.withUnsafeBytes { append($0) } }

    /// The octets have come to their end.
    public func inputEnded() {
        inputHasEnded = true
        convert()
        if failure == nil, !raw.isEmpty { fail(InfosetError(.invalidEncoding, "the octets end inside a character", offset: consumed)) }
    }

    /// Finds the encoding once enough has come, and moves what is whole over to `held`.
    private func convert() {
        guard failure == nil else { return }
        do throws(ParseFailure) {
            if detected == nil {
                guard raw.count >= 4 || inputHasEnded else { return }
                let found = try EncodingDetection(raw.bytes, expectation)
                raw.drop(found.markLength)
                detected = found
            }
            guard let detected else { return }
            if detected.encoding == .utf8 {
                held.append(raw.bytes)
                raw.removeAll()
                return
            }
            let isBig = detected.encoding == .utf16BigEndian
            let octets = raw.bytes
            var whole = octets.count & ~1
            // The first half of a pair waits for the second.
            if whole >= 2, octets[isBig ? whole - 2 : whole - 1] & 0xFC == 0xD8 { whole -= 2 }
            let part = UnsafeRawBufferPointer(rebasing: octets[..<whole])
            let count = try UTF16Transcoder.utf8Count(part, isBig: isBig)
            if count > 0, let target = held.reserve(count + 4).baseAddress?.assumingMemoryBound(to: UInt8.self) {
                UTF16Transcoder.decode(part, isBig: isBig, to: target)
                held.commit(count)
            }
            raw.drop(whole)
        } catch {
            fail(InfosetError(error, quotas: quotas, offset: consumed, line: 0, column: 0))
        }
    }

    func fail(_ error: InfosetError) {
        if failure == nil { failure = error }
    }

    func malformed(_ reason: String) -> InfosetError { InfosetError(.malformed, reason, offset: consumed) }

    /// An error of a part, at its place in the whole.
    func placed(_ error: InfosetError, at offset: Int) -> InfosetError {
        InfosetError(error.code, error.reason, offset: offset + max(error.offset, 0), quota: error.quota)
    }

    /// `count` octets of what is held are done with.
    func read(_ count: Int) {
        held.drop(count)
        consumed += count
    }
}

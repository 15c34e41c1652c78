/// Reads text XML: UTF-8 or UTF-16, XML 1.0 (fifth edition) and Namespaces in XML 1.0, strictly.
///
/// A document type declaration is refused wherever it stands, so no entity is ever expanded or fetched. The whole document is checked
/// and all limits but those on single values are applied before the infoset exists.
///
/// What is read from octets that are wiped in the end, decrypted ones, is wiped as they are when the last reference to the infoset goes,
/// and so is what is put together with it. Strings and values that are read from it are not.
public struct XMLTextReader {
    /// Reads a document.
    ///
    /// - Parameters:
    ///   - octets: the document, a byte order mark included.
    ///   - quotas: the limits; those on strings and arrays go with the infoset and apply when a value is read from it.
    ///   - encoding: the encoding given from outside, for instance by a content type; nil to find it from the document.
    ///   - refused: constructs to refuse.
    /// - Throws: what was wrong first, with octet, line and column; a byte order mark or declaration that contradicts `encoding` is
    ///   `encodingMismatch`.
    public static func read(
        _ octets: Bytes, quotas: XMLQuotas = .defaults, encoding: XMLCharacterEncoding? = nil, refusing refused: XMLConstructs = []
    ) throws(InfosetError) -> Infoset {
        let wipe = octets.wipe
        return try octets.withUnsafeBytes { (raw: UnsafeRawBufferPointer) throws(InfosetError) -> Infoset in
            try read(raw, quotas, encoding, refused, wipe)
        }
    }

    /// Reads a document from a buffer that need only be valid during the call; its octets are copied once.
    public static func read(
        _ octets: UnsafeRawBufferPointer, quotas: XMLQuotas = .defaults, encoding: XMLCharacterEncoding? = nil,
        refusing refused: XMLConstructs = []
    ) throws(InfosetError) -> Infoset {
        try read(octets, quotas, encoding, refused, nil)
    }

    private static func read(
        _ octets: UnsafeRawBufferPointer, _ quotas: XMLQuotas, _ encoding: XMLCharacterEncoding?, _ refused: XMLConstructs,
        _ wipe: OctetWipe?
    ) throws(InfosetError) -> Infoset {
        let expectation: EncodingExpectation = if let encoding { .exactly(encoding) } else { .none }
        return Infoset(storage: try TextReading(octets, quotas, refused, expectation, nil, wipe).read())
    }

    /// Reads a document whose content type names a character set; `utf-16` without an order allows both.
    ///
    /// - Throws: `unsupportedEncoding` when the character set is none that is read; else as the other readers.
    public static func read(
        _ octets: UnsafeRawBufferPointer, quotas: XMLQuotas = .defaults, charset: String, refusing refused: XMLConstructs = []
    ) throws(InfosetError) -> Infoset {
        guard let encoding = XMLCharacterEncoding(charset: charset) else {
            throw InfosetError(.unsupportedEncoding, "only UTF-8 and UTF-16 are read")
        }
        let expectation: EncodingExpectation = charset.lowercased() == "utf-16" ? .utf16 : .exactly(encoding)
        return Infoset(storage: try TextReading(octets, quotas, refused, expectation, nil).read())
    }

    /// Reads a document whose content type names a character set; `utf-16` without an order allows both.
    public static func read(
        _ octets: Bytes, quotas: XMLQuotas = .defaults, charset: String, refusing refused: XMLConstructs = []
    ) throws(InfosetError) -> Infoset {
        try octets.withUnsafeBytes { (raw: UnsafeRawBufferPointer) throws(InfosetError) -> Infoset in
            try read(raw, quotas: quotas, charset: charset, refusing: refused)
        }
    }

    /// Reads UTF-8 text that stands for the content of an element, in whose scope its prefixes are resolved: what was encrypted, for
    /// instance.
    ///
    /// - Throws: as the other readers; depth counts from the document element of the context.
    public static func readFragment(
        _ octets: Bytes, inContentOf context: InfosetCursor, quotas: XMLQuotas = .defaults, refusing refused: XMLConstructs = []
    ) throws(InfosetError) -> InfosetFragment {
        let wipe = octets.wipe
        let storage = try octets.withUnsafeBytes { (raw: UnsafeRawBufferPointer) throws(InfosetError) -> InfosetStorage in
            try TextReading(raw, quotas, refused, .exactly(.utf8), context, wipe).read()
        }
        return InfosetFragment(storage: storage)
    }
}

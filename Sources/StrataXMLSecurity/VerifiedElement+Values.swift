public import StrataInfoset

/// Values, read as an `InfosetCursor` reads them. A child element within one is an error, whether it is covered or not.
extension VerifiedElement {
    /// The text of the element, joined around comments.
    ///
    /// - Throws: `invalidValue` when there is a child element.
    public func string() throws(InfosetError) -> String { try cursor.string() }

    /// The text as an integer.
    ///
    /// - Throws: as `InfosetCursor.int()`.
    public func int() throws(InfosetError) -> Int { try cursor.int() }

    /// The text as a truth value.
    ///
    /// - Throws: as `InfosetCursor.bool()`.
    public func bool() throws(InfosetError) -> Bool { try cursor.bool() }

    /// The text as a number.
    ///
    /// - Throws: as `InfosetCursor.double()`.
    public func double() throws(InfosetError) -> Double { try cursor.double() }

    /// The digits of a decimal number as written.
    ///
    /// - Throws: as `InfosetCursor.decimalText()`.
    public func decimalText() throws(InfosetError) -> String { try cursor.decimalText() }

    /// The octets that the text stands for in base64.
    ///
    /// - Throws: as `InfosetCursor.base64()`.
    public func base64() throws(InfosetError) -> Bytes { try cursor.base64() }

    /// The name that the text stands for, whose prefix the signature must vouch for.
    ///
    /// - Throws: `malformed` for what is no qualified name; `notCovered` for a prefix that `namespace(forPrefix:)` knows nothing of.
    public func qualifiedNameValue() throws(XMLSecurityError) -> ExpandedName {
        let text = try XMLSecurityError.reading(cursor) { () throws(InfosetError) in try cursor.string() }
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
        let words = text.unicodeScalars.split(whereSeparator: isSpace)
        return try resolve(qualifiedName: words.count == 1 ? String(words[0]) : text)
    }

    /// The name that a qualified name in a value of the element stands for, an attribute's for example; the default namespace applies.
    ///
    /// - Throws: as `qualifiedNameValue()`.
    public func resolve(qualifiedName text: String) throws(XMLSecurityError) -> ExpandedName {
        let name = try XMLSecurityError.reading(cursor) { () throws(InfosetError) in try cursor.resolve(qualifiedName: text) }
        let prefix = text.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(text[..<$0]) } ?? ""
        guard namespace(forPrefix: prefix) != nil else {
            throw XMLSecurityError(
                .notCovered, "the signature does not vouch for the prefix \(quoted(prefix)) in a value of \(cursor.shownName)",
                at: cursor.index)
        }
        return name
    }
}

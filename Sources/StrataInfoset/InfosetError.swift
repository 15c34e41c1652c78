/// Why octets were refused as XML, a value could not be read, or an infoset could not be built.
public struct InfosetError: Error, Sendable {
    /// What kind of refusal it is; an open set.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let description: String

        init(_ description: String) { self.description = description }

        /// Not well-formed (XML 1.0, section 2.1).
        public static let malformed = Code("malformed")
        /// The octets end inside the document.
        public static let unexpectedEnd = Code("unexpectedEnd")
        /// A document type declaration; never read.
        public static let documentTypeForbidden = Code("documentTypeForbidden")
        /// A processing instruction where the reader was told to refuse them.
        public static let processingInstructionForbidden = Code("processingInstructionForbidden")
        /// A comment where the reader was told to refuse them.
        public static let commentForbidden = Code("commentForbidden")
        /// Byte order mark, declaration and the encoding given from outside contradict each other.
        public static let encodingMismatch = Code("encodingMismatch")
        /// An encoding or XML version that is not read.
        public static let unsupportedEncoding = Code("unsupportedEncoding")
        /// Octets that are not text in the document's encoding.
        public static let invalidEncoding = Code("invalidEncoding")
        /// A character that XML does not allow (XML 1.0, section 2.2).
        public static let invalidCharacter = Code("invalidCharacter")
        /// A reference to an entity that is not one of the five predefined ones.
        public static let undefinedEntity = Code("undefinedEntity")
        /// A violation of Namespaces in XML 1.0.
        public static let namespace = Code("namespace")
        /// Two attributes of one element with the same expanded name.
        public static let duplicateAttribute = Code("duplicateAttribute")
        /// A limit of `XMLQuotas` was exceeded; `quota` says which.
        public static let quotaExceeded = Code("quotaExceeded")
        /// Text that is not in the lexical space of the type asked for.
        public static let invalidValue = Code("invalidValue")
        /// A name that is not an NCName, or that may not be used.
        public static let invalidName = Code("invalidName")
        /// Builder calls out of order.
        public static let invalidUse = Code("invalidUse")
        /// A node range that is none of this infoset, or not of the kind asked for.
        public static let invalidRange = Code("invalidRange")
    }

    /// The limit that was exceeded.
    public struct Quota: Sendable, Hashable {
        /// The limit's name.
        public let name: String
        /// The limit's value.
        public let value: Int
        /// The setting that raises it.
        public let setting: String
    }

    /// What kind of refusal it is.
    public let code: Code
    /// What was wrong, in words; contains no content of the document beyond names.
    public let reason: String
    /// Where, in octets from the start of the input; for a value or a builder the record index; -1 when not known.
    public let offset: Int
    /// The line, counted from 1; 0 when not known.
    public let line: Int
    /// The character in the line, counted from 1; 0 when not known.
    public let column: Int
    /// The limit, when `code` is `quotaExceeded`.
    public let quota: Quota?

    init(_ code: Code, _ reason: String, offset: Int = -1, line: Int = 0, column: Int = 0, quota: Quota? = nil) {
        self.code = code
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
        self.quota = quota
    }

    init(quota name: String, value: Int, by element: String? = nil, offset: Int = -1, line: Int = 0, column: Int = 0) {
        let place = element.map { " by the content of \($0)" } ?? ""
        self.init(
            .quotaExceeded, "the limit \(name) (\(value)) is exceeded\(place); XMLQuotas.\(name) raises it", offset: offset, line: line,
            column: column, quota: Quota(name: name, value: value, setting: "XMLQuotas.\(name)"))
    }
}

extension InfosetError: CustomStringConvertible {
    /// The code, the reason and where.
    public var description: String {
        line > 0 ? "\(code): \(reason) (line \(line), column \(column), octet \(offset))" : "\(code): \(reason)"
    }
}

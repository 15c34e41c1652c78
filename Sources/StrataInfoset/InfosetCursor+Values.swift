extension InfosetCursor {
    /// The text of the element: all its character data joined, around comments and processing instructions.
    ///
    /// - Throws: `invalidValue` when there is a child element; `quotaExceeded` beyond `maxStringContentLength`.
    public func string() throws(InfosetError) -> String {
        try withText { (octets: UnsafeRawBufferPointer) in String(decoding: octets, as: UTF8.self) }
    }

    /// Calls `body` with the text of the element as UTF-8, joined as `string()` joins it; a single text is not copied.
    ///
    /// - Throws: as `string()`.
    public func withText<R>(_ body: (Span<UInt8>) -> R) throws(InfosetError) -> R {
        try withText { (octets: UnsafeRawBufferPointer) in body(Span(_unsafeElements: octets.assumingMemoryBound(to: UInt8.self))) }
    }

    /// The text as a 32- or 64-bit integer (XML Schema `long`).
    ///
    /// - Throws: `invalidValue` for anything else and outside the range.
    public func int() throws(InfosetError) -> Int {
        guard let value = Int(exactly: try int64()) else { throw invalid("int") }
        return value
    }

    /// The text as a 64-bit integer (XML Schema `long`).
    public func int64() throws(InfosetError) -> Int64 {
        if let node = onlyTyped {
            if node.extra == UInt16(TypedKind.int) { return Int64(bitPattern: node.payload) }
            if node.extra == UInt16(TypedKind.uint), let value = Int64(exactly: node.payload) { return value }
        }
        guard let value = try withText({ (octets: UnsafeRawBufferPointer) in Lexical.int64(Lexical.trimmed(octets)) }) else {
            throw invalid("long")
        }
        return value
    }

    /// The text as an unsigned 64-bit integer (XML Schema `unsignedLong`).
    public func uint64() throws(InfosetError) -> UInt64 {
        if let node = onlyTyped {
            if node.extra == UInt16(TypedKind.uint) { return node.payload }
            if node.extra == UInt16(TypedKind.int), let value = UInt64(exactly: Int64(bitPattern: node.payload)) { return value }
        }
        guard let value = try withText({ (octets: UnsafeRawBufferPointer) in Lexical.uint64(Lexical.trimmed(octets)) }) else {
            throw invalid("unsignedLong")
        }
        return value
    }

    /// The text as a truth value: `true`, `false`, `1` or `0` (XML Schema `boolean`).
    public func bool() throws(InfosetError) -> Bool {
        if let node = onlyTyped, node.extra == UInt16(TypedKind.bool) { return node.payload != 0 }
        guard let value = try withText({ (octets: UnsafeRawBufferPointer) in Lexical.bool(Lexical.trimmed(octets)) }) else {
            throw invalid("boolean")
        }
        return value
    }

    /// The text as a number (XML Schema `double`): decimal digits with an optional exponent, `INF`, `-INF` or `NaN`.
    public func double() throws(InfosetError) -> Double {
        if let node = onlyTyped, node.extra == UInt16(TypedKind.double) { return Double(bitPattern: node.payload) }
        guard let value = try withText({ (octets: UnsafeRawBufferPointer) in Lexical.double(Lexical.trimmed(octets)) }) else {
            throw invalid("double")
        }
        return value
    }

    /// The digits of a decimal number as written, without white space around them (XML Schema `decimal`: no exponent).
    public func decimalText() throws(InfosetError) -> String {
        let text = try withText { (octets: UnsafeRawBufferPointer) -> String? in
            let trimmed = Lexical.trimmed(octets)
            return Lexical.isDecimal(trimmed) ? String(decoding: trimmed, as: UTF8.self) : nil
        }
        guard let text else { throw invalid("decimal") }
        return text
    }

    /// The octets that the text stands for in base64 (XML Schema `base64Binary`); white space is ignored, anything else is strict.
    ///
    /// An octet value that never was text is handed out as it is; a large one is shared, not copied.
    /// - Throws: `invalidValue`; `quotaExceeded` beyond `maxArrayLength` octets.
    public func base64() throws(InfosetError) -> Bytes {
        try base64(limit: storage.quotas.maxArrayLength, "maxArrayLength")
    }

    /// The same with a limit of another name in place of the reader's.
    package func base64(limit: Int, _ limitName: String) throws(InfosetError) -> Bytes {
        if let typed = try typedOctets(limit, limitName) { return typed }
        let decoded = try joinedText { (octets: UnsafeRawBufferPointer) in Base64.decode(octets) }
        guard let decoded else { throw invalid("base64Binary") }
        if decoded.count > limit { throw InfosetError(quota: limitName, value: limit, by: qualifiedName, offset: index) }
        return decoded
    }

    /// The name that the text stands for in the scope of the element (XML Schema `QName`).
    ///
    /// - Throws: `invalidValue` when it is no qualified name; `namespace` when its prefix is not declared.
    public func qualifiedNameValue() throws(InfosetError) -> ExpandedName {
        try resolve(
            qualifiedName: try withText { (octets: UnsafeRawBufferPointer) in String(decoding: Lexical.trimmed(octets), as: UTF8.self) })
    }

    /// The expanded name of a qualified name in the scope of the element; the default namespace applies.
    ///
    /// - Throws: as `qualifiedNameValue()`.
    public func resolve(qualifiedName text: String) throws(InfosetError) -> ExpandedName {
        let prefix: Substring
        let local: Substring
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            prefix = text[..<colon]
            local = text[text.utf8.index(after: colon)...]
            guard isNCName(prefix) else { throw invalid("QName") }
        } else {
            prefix = ""
            local = text[...]
        }
        guard isNCName(local) else { throw invalid("QName") }
        guard let namespace = namespace(forPrefix: String(prefix)) else {
            throw InfosetError(.namespace, "a qualified name in content has a prefix that is not declared", offset: index)
        }
        return ExpandedName(String(local), namespace: namespace)
    }

    private func invalid(_ type: String) -> InfosetError {
        InfosetError(.invalidValue, "the content of \(qualifiedName) is no \(type)", offset: index)
    }

    // MARK: Text

    /// The record of the content, when it is a single typed one.
    private var onlyTyped: NodeRecord? {
        let first = contentIndex
        guard first + 1 == endIndex, storage.nodes[first].kind == NodeKind.typed else { return nil }
        return storage.nodes[first]
    }

    /// The text within the limit on strings.
    private func withText<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(InfosetError) -> R {
        let limit = storage.quotas.maxStringContentLength
        var isExceeded = false
        let result = try joinedText { (octets: UnsafeRawBufferPointer) -> R? in
            // UTF-16 has never more units than UTF-8 has octets, so most texts need no count.
            if octets.count > limit, let start = octets.baseAddress,
                utf16Length(start.assumingMemoryBound(to: UInt8.self), octets.count) > limit
            {
                isExceeded = true
                return nil
            }
            return body(octets)
        }
        guard let result, !isExceeded else {
            throw InfosetError(quota: "maxStringContentLength", value: limit, by: qualifiedName, offset: index)
        }
        return result
    }

    /// All text of the element as one buffer. A single text node is not copied.
    private func joinedText<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(InfosetError) -> R {
        let stop = endIndex
        var i = contentIndex
        if i &+ 1 == stop, storage.nodes[i].kind == NodeKind.text {
            defer { withExtendedLifetime(storage) {} }
            return body(storage.octets(of: storage.nodes[i]))
        }
        var joined: [UInt8] = []
        while i < stop {
            let node = storage.nodes[i]
            switch node.kind {
            case NodeKind.text: joined.append(contentsOf: storage.octets(of: node))
            case NodeKind.typed: storage.appendLexical(node, to: &joined)
            case NodeKind.start: throw InfosetError(.invalidValue, "\(qualifiedName) has child elements, not a value", offset: index)
            default: break
            }
            i &+= 1
        }
        return joined.withUnsafeBytes { body($0) }
    }

    /// The octets when all content is octet values; nil when some of it is text.
    private func typedOctets(_ limit: Int, _ limitName: String) throws(InfosetError) -> Bytes? {
        let stop = endIndex
        var values: [NodeRecord] = []
        var total = 0
        for i in contentIndex..<stop {
            let node = storage.nodes[i]
            if node.kind == NodeKind.comment || node.kind == NodeKind.instruction { continue }
            guard node.kind == NodeKind.typed, node.extra == UInt16(TypedKind.bytes) else { return nil }
            // Padding inside the text that it stands for would be refused, so it is here.
            if let last = values.last, last.b % 3 != 0 { return nil }
            values.append(node)
            total += Int(node.b)
        }
        guard let first = values.first else { return nil }
        if total > limit { throw InfosetError(quota: limitName, value: limit, by: qualifiedName, offset: index) }
        if values.count == 1 {
            if first.name > 0 { return storage.externals[Int(first.name) - 1][Int(first.a)..<Int(first.a) + Int(first.b)] }
            return Bytes(copying: storage.octets(of: first))
        }
        let writer = ByteWriter(capacity: total)
        for value in values { writer.append(storage.octets(of: value)) }
        return writer.take()
    }
}

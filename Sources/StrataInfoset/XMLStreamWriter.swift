/// Writes text XML piece by piece, in UTF-8, inside an element whose start tag is written already.
///
/// Namespaces follow by themselves, as with `InfosetBuilder`: what a tag uses and is not bound is declared on it.
public struct XMLStreamWriter: Sendable {
    /// The bindings in scope, innermost last, and for each open element its name and how many there were before it.
    private var bindings: [(prefix: String, namespace: String)]
    private var open: [(name: String, bindings: Int)] = []
    /// Octets that do not make a whole group of base64 yet: at most two.
    private var rest: [UInt8] = []

    /// - Parameter element: in whose content the pieces stand; nil for a document of their own.
    public init(inContentOf element: InfosetCursor?) {
        bindings =
            element.map { element in
                let storage = element.storage
                return storage.bindings(at: element.index).map { (storage.string($0.prefix), storage.string($0.namespace)) }.reversed()
            } ?? []
    }

    /// How many elements have begun and not ended.
    public var depth: Int { open.count }

    /// Appends a piece to `writer`.
    ///
    /// - Throws: `invalidName` for a name or prefix that is none, `invalidCharacter` for text that XML cannot carry, `invalidUse` for an
    ///   end without a beginning. What was appended before stays.
    public mutating func write(_ piece: InfosetPiece, to writer: ByteWriter) throws(InfosetError) {
        if case .octets(let octets) = piece { return write(octets: octets, to: writer) }
        endOctets(to: writer)
        switch piece {
        case .octets: break
        case .start(let tag): try write(tag, to: writer)
        case .text(let text): try write(text: text, to: writer)
        case .element(let element): XMLTextWriter.write(element.infoset, range: element.range, to: writer)
        case .end:
            guard let element = open.popLast() else { throw InfosetError(.invalidUse, "there is no open element to end") }
            bindings.removeLast(bindings.count - element.bindings)
            writer.append("</")
            writer.append(element.name)
            writer.append(UInt8(ascii: ">"))
        }
    }

    /// All pieces were written.
    ///
    /// - Throws: `invalidUse` when an element is still open.
    public mutating func finish(to writer: ByteWriter) throws(InfosetError) {
        endOctets(to: writer)
        guard let element = open.last else { return }
        throw InfosetError(.invalidUse, "the element '\(element.name)' is not ended")
    }

    // MARK: Tags

    private mutating func write(_ tag: InfosetStartTag, to writer: ByteWriter) throws(InfosetError) {
        guard isNCName(tag.name.localName), tag.prefix.isEmpty || isNCName(tag.prefix) else {
            throw InfosetError(.invalidName, "'\(tag.name.localName)' with the prefix '\(tag.prefix)' is no name of an element")
        }
        let outer = bindings.count
        var declared: [(prefix: String, namespace: String)] = []
        for declaration in tag.declarations where namespace(of: declaration.prefix) != declaration.namespace {
            guard declaration.prefix.isEmpty || (isNCName(declaration.prefix) && !declaration.namespace.isEmpty) else {
                throw InfosetError(.namespace, "the prefix '\(declaration.prefix)' cannot be declared")
            }
            declare(declaration, &declared)
        }
        var prefix = tag.prefix
        if namespace(of: prefix) ?? "" != tag.name.namespace {
            if tag.name.namespace.isEmpty { prefix = "" }
            // The prefix may stand for something else on this very tag.
            if declared.contains(where: { $0.prefix == prefix }) { prefix = unused() }
            declare((prefix, tag.name.namespace), &declared)
        }
        var attributes: [(name: String, value: String)] = []
        for attribute in tag.attributes {
            guard isNCName(attribute.name.localName) else {
                throw InfosetError(.invalidName, "'\(attribute.name.localName)' is no name of an attribute")
            }
            attributes.append((self.prefix(ofAttribute: attribute.name.namespace, &declared) + attribute.name.localName, attribute.value))
        }
        let name = prefix.isEmpty ? tag.name.localName : "\(prefix):\(tag.name.localName)"
        writer.append(UInt8(ascii: "<"))
        writer.append(name)
        for declaration in declared {
            try write(declaration.prefix.isEmpty ? "xmlns" : "xmlns:\(declaration.prefix)", declaration.namespace, to: writer)
        }
        for attribute in attributes { try write(attribute.name, attribute.value, to: writer) }
        writer.append(UInt8(ascii: ">"))
        open.append((name, outer))
    }

    private func namespace(of prefix: String) -> String? {
        prefix == "xml" ? Self.xml : bindings.last { $0.prefix == prefix }?.namespace
    }

    private static let xml = "http://www.w3.org/XML/1998/namespace"

    private mutating func declare(_ binding: (prefix: String, namespace: String), _ declared: inout [(prefix: String, namespace: String)]) {
        bindings.append(binding)
        declared.append(binding)
    }

    /// With its colon; empty for no namespace.
    private mutating func prefix(
        ofAttribute namespace: String, _ declared: inout [(prefix: String, namespace: String)]
    ) -> String {
        if namespace.isEmpty { return "" }
        if namespace == Self.xml { return "xml:" }
        if let known = bindings.last(where: {
            !$0.prefix.isEmpty && $0.namespace == namespace && self.namespace(of: $0.prefix) == namespace
        }) {
            return known.prefix + ":"
        }
        let prefix = unused()
        declare((prefix, namespace), &declared)
        return prefix + ":"
    }

    private func unused() -> String {
        var number = 1
        while bindings.contains(where: { $0.prefix == "p\(number)" }) { number += 1 }
        return "p\(number)"
    }

    private func write(_ name: String, _ value: String, to writer: ByteWriter) throws(InfosetError) {
        try Self.check(value.unicodeScalars)
        writer.append(UInt8(32))
        writer.append(name)
        writer.append("=\"" as StaticString)
        var output = TextOutput(writer)
        var value = value
        value.withUTF8 { output.escapedAttribute(UnsafeRawBufferPointer($0)) }
        output.finish()
        writer.append(UInt8(ascii: "\""))
    }

    // MARK: Text and octets

    private func write(text: Bytes, to writer: ByteWriter) throws(InfosetError) {
        let string: String? = text.withSpan { span in
            span.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
        }
        guard let string else { throw InfosetError(.invalidEncoding, "a text that is not whole characters of UTF-8") }
        try Self.check(string.unicodeScalars)
        var output = TextOutput(writer, expecting: text.count)
        text.withUnsafeBytes { output.escapedText($0) }
        output.finish()
    }

    private static func check(_ scalars: String.UnicodeScalarView) throws(InfosetError) {
        guard scalars.allSatisfy({ isXMLCharacter($0.value) }) else {
            throw InfosetError(.invalidCharacter, "a character that XML does not allow")
        }
    }

    private mutating func write(octets: Bytes, to writer: ByteWriter) {
        octets.withUnsafeBytes { all in
            var octets = all
            if !rest.isEmpty {
                let missing = min(3 - rest.count, octets.count)
                rest.append(contentsOf: octets[..<missing])
                octets = UnsafeRawBufferPointer(rebasing: octets[missing...])
                if rest.count == 3 { endOctets(to: writer) }
            }
            let whole = octets.count / 3 * 3
            Self.encode(UnsafeRawBufferPointer(rebasing: octets[..<whole]), to: writer)
            rest.append(contentsOf: octets[whole...])
        }
    }

    private mutating func endOctets(to writer: ByteWriter) {
        guard !rest.isEmpty else { return }
        rest.withUnsafeBytes { Self.encode($0, to: writer) }
        rest = []
    }

    private static func encode(_ octets: UnsafeRawBufferPointer, to writer: ByteWriter) {
        guard octets.count > 0 else { return }
        writer.commit(Base64.encode(octets, to: writer.reserve(Base64.encodedCount(octets.count))))
    }
}

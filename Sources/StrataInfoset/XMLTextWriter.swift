/// Writes an infoset as text XML: no prefix and no lexical form is changed, and the same infoset always gives the same octets.
///
/// Escaped are exactly the characters canonical XML escapes, so that reading the text again gives the same infoset, carriage returns
/// included. CDATA sections are written as escaped text. An element without content is written as an empty-element tag.
public struct XMLTextWriter {
    /// Appends the document, or some of its nodes, to a writer.
    ///
    /// - Parameters:
    ///   - infoset: what to write.
    ///   - range: the nodes to write, one or several whole siblings; nil for the whole document. For any other range, as one of
    ///     another infoset may be, nothing is written, rather than tags that do not match.
    ///   - writer: where to append.
    ///   - encoding: UTF-16 begins with a byte order mark when the whole document is written.
    ///   - declaration: whether to begin with an XML declaration that names the encoding.
    ///   - selfContained: whether an element of `range` gets the declarations of its scope that do not stand on it, so that the octets
    ///     are a document of their own.
    public static func write(
        _ infoset: Infoset, range: NodeRange? = nil, to writer: ByteWriter, encoding: XMLCharacterEncoding = .utf8,
        declaration: Bool = false, selfContained: Bool = true
    ) {
        if encoding == .utf8 {
            if declaration { writer.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>" as StaticString) }
            writeText(infoset, range, to: writer, selfContained)
            return
        }
        let text = ByteWriter(capacity: 1024)
        if range == nil { text.append("\u{FEFF}" as StaticString) }
        if declaration { text.append("<?xml version=\"1.0\" encoding=\"utf-16\"?>" as StaticString) }
        writeText(infoset, range, to: text, selfContained)
        UTF16Transcoder.encode(text.bytes, isBig: encoding == .utf16BigEndian, to: writer)
    }

    /// Appends everything up to and including the start tag of `element`, for content that is written piece by piece.
    ///
    /// - Returns: the end tags of the element and of those around it, and what stands behind it; nil, and nothing is written, for an
    ///   element of another infoset or one with content.
    public static func writeOpening(_ infoset: Infoset, upTo element: InfosetCursor, to writer: ByteWriter) -> Bytes? {
        guard element.storage === infoset.storage, element.isEmpty else { return nil }
        let whole = ByteWriter(capacity: 1024)
        write(infoset, to: whole)
        let behind = ByteWriter()
        var last = element
        var tags: [String] = ["</\(element.qualifiedName)>"]
        while let parent = last.parent {
            guard last.next == nil else { return nil }
            tags.append("</\(parent.qualifiedName)>")
            last = parent
        }
        for tag in tags { behind.append(tag) }
        // An element without content is written as an empty-element tag; the end tags around it follow.
        let around = tags.dropFirst().reduce(0) { $0 + $1.utf8.count }
        let count = whole.count - around - 2
        guard count > 0, whole.bytes[count] == UInt8(ascii: "/"), whole.bytes[count + 1] == UInt8(ascii: ">") else { return nil }
        writer.append(UnsafeRawBufferPointer(rebasing: whole.bytes[..<count]))
        writer.append(UInt8(ascii: ">"))
        return behind.take()
    }

    /// Appends UTF-8 text in another encoding, without a mark.
    public static func transcode(_ text: ByteWriter, to writer: ByteWriter, _ encoding: XMLCharacterEncoding) {
        guard encoding != .utf8 else { return writer.append(text.bytes) }
        UTF16Transcoder.encode(text.bytes, isBig: encoding == .utf16BigEndian, to: writer)
    }

    /// Appends a string in an encoding.
    public static func transcode(_ text: String, to writer: ByteWriter, _ encoding: XMLCharacterEncoding) {
        let octets = ByteWriter()
        octets.append(text)
        transcode(octets, to: writer, encoding)
    }

    private static func writeText(_ infoset: Infoset, _ range: NodeRange?, to writer: ByteWriter, _ selfContained: Bool) {
        let storage = infoset.storage
        let last = storage.nodeCount - 2
        let lower = range?.lowerBound ?? 1
        let upper = range?.upperBound ?? last
        guard range == nil || storage.areWholeSiblings(from: lower, through: upper) else { return }
        // About as much as was read: a writer that grows by doubling moves a large document several times.
        var output = TextOutput(writer, expecting: range == nil ? min(storage.byteCount, 1 << 26) : 0)
        storage.writeText(from: lower, through: upper, selfContained: selfContained && range != nil, to: &output)
        output.finish()
    }
}

extension Infoset {
    /// The whole document as text in UTF-8, for tests and diagnosis.
    public var text: String {
        let writer = ByteWriter()
        XMLTextWriter.write(self, to: writer)
        return String(writer.take())
    }
}

extension InfosetCursor {
    /// The element as text in UTF-8 with all namespace declarations of its scope, for tests and diagnosis.
    public var text: String {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, range: range, to: writer)
        return String(writer.take())
    }
}

extension XMLStreamReader {
    /// Text up to the next markup, as far as it can be read without what follows, and how many octets that is. There is no piece for white
    /// space around the contents, which says nothing.
    func text(_ octets: UnsafeRawBufferPointer) throws(InfosetError) -> (InfosetPiece?, count: Int) {
        let end = octets.firstIndex(of: UInt8(ascii: "<"))
        let count = end ?? (inputHasEnded ? octets.count : Self.safe(octets))
        guard count > 0 else {
            guard octets.count < Self.maxReference else {
                throw InfosetError(
                    .undefinedEntity, "a reference to an entity that is not predefined, or a malformed reference", offset: consumed)
            }
            return (nil, 0)
        }
        let part = UnsafeRawBufferPointer(rebasing: octets[..<count])
        if open.isEmpty {
            try checkOutside(part)
            return (nil, count)
        }
        // Plain text, and base64 above all, is what it is.
        return (Self.isPlain(part) ? .text(Bytes(copying: part)) : try parsedText(part), count)
    }

    private func checkOutside(_ part: UnsafeRawBufferPointer) throws(InfosetError) {
        guard !part.allSatisfy(Lexical.isSpace) else { return }
        throw malformed("there is text beside the elements of the body")
    }

    /// Octets of a reference: more of them without an end are none.
    private static let maxReference = 64

    /// How much of text that goes on can be read now: not half a reference, character, line end or end of a section.
    private static func safe(_ octets: UnsafeRawBufferPointer) -> Int {
        var count = octets.count
        let window = max(0, count - maxReference)
        if let reference = octets[window..<count].lastIndex(of: UInt8(ascii: "&")),
            !octets[reference..<count].contains(UInt8(ascii: ";"))
        {
            count = reference
        }
        if count > 0, octets[count - 1] == 13 { return count - 1 }
        for _ in 0..<2 where count > 0 && octets[count - 1] == UInt8(ascii: "]") { count -= 1 }
        // A character of several octets whose rest has not come.
        var back = 1
        while back <= min(3, count) {
            let octet = octets[count - back]
            if octet & 0xC0 == 0x80 {
                back += 1
                continue
            }
            let length = octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : octet >= 0xC0 ? 2 : 1
            if length > back { count -= back }
            break
        }
        return count
    }

    /// Whether the octets are text as they are: no reference, no carriage return, ASCII without control characters, no `]]>`.
    private static func isPlain(_ octets: UnsafeRawBufferPointer) -> Bool {
        var bad: UInt8 = 0
        for octet in octets {
            // Without a branch, so that many are looked at together.
            let isControl: UInt8 = octet < 32 && octet != 9 && octet != 10 ? 1 : 0
            let isSpecial: UInt8 = octet > 126 || octet == 0x26 || octet == 0x3E ? 1 : 0
            bad |= isControl | isSpecial
        }
        return bad == 0
    }

    /// What the parser makes of text or of one piece of markup that is no tag.
    func parsedText(_ part: UnsafeRawBufferPointer) throws(InfosetError) -> InfosetPiece? {
        let fragment: InfosetFragment
        do throws(InfosetError) {
            fragment = try XMLTextReader.readFragment(Bytes(copying: part), inContentOf: try nowhere(), quotas: .maximum, refusing: refused)
        } catch { throw placed(error, at: consumed) }
        let storage = fragment.storage
        let text = ByteWriter()
        for index in 1..<max(1, storage.nodeCount) where storage.nodes[index].kind == NodeKind.text {
            text.append(storage.octets(of: storage.nodes[index]))
        }
        return text.isEmpty ? nil : .text(text.take())
    }

    /// A place without bindings: text and what is dropped need none.
    private func nowhere() throws(InfosetError) -> InfosetCursor {
        if let bare { return bare }
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("scope"))
        builder.endElement()
        let cursor = try builder.finish().root
        bare = cursor
        return cursor
    }
}

internal import StrataInfoset

/// What makes two canonical forms differ, found by comparing them: as octets where the text was recoded, else as documents.
enum ContentCauses {
    static func causes(sent: Bytes, received: Bytes) -> [DifferenceCause] {
        if let cause = TextChange.encoding(sent: sent, received: received) { return [cause] }
        if TextChange.evenLines(sent) == TextChange.evenLines(received) { return [.lineEnds] }
        guard let one = try? XMLTextReader.read(sent, quotas: .maximum), let other = try? XMLTextReader.read(received, quotas: .maximum)
        else {
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
            return sent.filter { !isSpace($0) } == received.filter { !isSpace($0) } ? [.whitespace] : []
        }
        var comparison = ContentComparison()
        comparison.compare(one.root, other.root)
        var causes = comparison.causes
        // The reader makes line ends of one kind of them.
        if sent.contains(0x0D) { causes.append(.lineEnds) }
        // What says the same was written differently, which no canonical form is.
        return causes.isEmpty ? [.notCanonical] : causes
    }
}

/// What became of one text.
enum TextChange {
    /// The cause, when one text is the other one after something that happens to texts as a whole.
    static func cause(sent: String, received: String) -> DifferenceCause? {
        if sent == received { return .characterComposition }
        if withoutReturns(sent) == withoutReturns(received) { return .lineEnds }
        if words(sent) == words(received) { return .whitespace }
        let octets = Bytes(sent)
        return encodings(of: received).first { $0.octets == octets }?.cause
    }

    /// The cause, when the octets are those of the same text in another encoding.
    static func encoding(sent: Bytes, received: Bytes) -> DifferenceCause? {
        let text = String(received)
        if let found = encodings(of: text).first(where: { $0.octets == sent }) { return found.cause }
        // Equal strings are those that mean the same, whatever their octets; what is no UTF-8 would be equal by its replacements.
        return String(sent) == text && Bytes(String(sent)) == sent ? .characterComposition : nil
    }

    /// The text in the encodings that stacks take for UTF-8, or take UTF-8 for.
    static func encodings(of text: String) -> [(octets: Bytes, cause: DifferenceCause)] {
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        var found: [(octets: Bytes, cause: DifferenceCause)] = [
            (Bytes(little), .encoding("UTF-16")), (Bytes(big), .encoding("UTF-16 with the high octet first")),
            (Bytes([0xFF, 0xFE] + little), .encoding("UTF-16 with a byte order mark")),
            (Bytes([0xEF, 0xBB, 0xBF] + Array(text.utf8)), .encoding("UTF-8 with a byte order mark")),
        ]
        // Without other characters these are the same as UTF-8.
        guard text.utf8.contains(where: { $0 > 0x7F }) else { return found }
        for (name, table) in [("ISO-8859-1", [:]), ("windows-1252", windows)] {
            let octets = text.unicodeScalars.map { table[$0] ?? UInt8(exactly: $0.value) }
            guard !octets.contains(nil) else { continue }
            let present = octets.compactMap { $0 }
            // What gives UTF-8 once more is what became of UTF-8.
            let isMisread = String(validating: present, as: UTF8.self) != nil
            found.append((Bytes(present), isMisread ? .misreading(name) : .encoding(name)))
        }
        return found
    }

    /// Where windows-1252 has other characters than ISO-8859-1.
    private static let windows: [Unicode.Scalar: UInt8] = {
        let scalars = "\u{20AC}\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
        return Dictionary(uniqueKeysWithValues: zip(scalars, UInt8(0x80)...0x9F))
    }()

    /// The line ends of Windows and references to the carriage return as line feeds alone.
    static func evenLines(_ octets: Bytes) -> [UInt8] {
        let reference = Array("&#xD;".utf8)
        var result: [UInt8] = []
        var i = 0
        while i < octets.count {
            if octets[i] == 0x0D {
                i += 1
            } else if octets[i] == reference[0], i + 5 <= octets.count, octets[i..<i + 5].elementsEqual(reference) {
                i += 5
            } else {
                result.append(octets[i])
                i += 1
            }
        }
        return result
    }

    private static func withoutReturns(_ text: String) -> [UInt8] { text.utf8.filter { $0 != 0x0D } }

    private static func words(_ text: String) -> [ArraySlice<UInt8>] {
        Array(text.utf8).split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
    }
}

import TestSupport

/// Changes of a signed document, by a seed: octets, elements, identifiers, and what changes nothing of what is signed.
struct XMLMutation {
    private var numbers: SeededGenerator
    private(set) var text: [UInt8]

    init(_ text: String, seed: UInt64) {
        self.text = Array(text.utf8)
        numbers = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<1 + random(2) { change() }
    }

    private mutating func random(_ bound: Int) -> Int {
        let number = numbers.next()
        return bound > 0 ? Int(number % UInt64(bound)) : 0
    }

    private mutating func one<Value>(of values: [Value]) -> Value { values[random(values.count)] }

    private mutating func range(upTo length: Int) -> Range<Int> {
        let lower = random(text.count)
        return lower..<min(text.count, lower + 1 + random(length))
    }

    private mutating func change() {
        guard text.count > 16 else { return }
        switch random(16) {
        case 0: text[random(text.count)] = one(of: Array("aZ0<>&\"'/= #;:\t\n".utf8) + [0, 0x80, 0xC3])
        case 1: text.removeSubrange(range(upTo: 12))
        case 2:
            let range = range(upTo: 40)
            text.insert(contentsOf: text[range], at: range.upperBound)
        case 3:
            let (from, to) = (range(upTo: 20), random(text.count))
            let piece = Array(text[from])
            text.insert(contentsOf: piece, at: to)
        case 4, 5: insert(one(of: Self.content), behind: UInt8(ascii: ">"))
        case 6: insertAttribute(one(of: Self.attributes))
        case 7, 8: exchange()
        case 9: moveElement()
        default: harmless()
        }
    }

    private mutating func insert(_ piece: String, behind octet: UInt8) {
        let places = text.indices.filter { text[$0] == octet }
        guard !places.isEmpty else { return }
        text.insert(contentsOf: piece.utf8, at: one(of: places) + 1)
    }

    private static let content = [
        " ", "\n", "<!-- x -->", "<?x y?>", "<x/>", "<x xmlns=''/>", "<![CDATA[]]>", "<![CDATA[x]]>", "&#10;", "&#x41;", "&amp;",
        "<a Id=\"a\"/>",
        "<a xmlns=\"urn:r\" Id=\"a\">x</a>", "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>", "x", "AAAA", "=", "\u{FEFF}",
    ]
    private static let attributes = [
        " Id=\"a\"", " id=\"a\"", " ID=\"b\"", " xml:id=\"a\"", " xml:id=\"c\"", " xmlns:p=\"urn:evil\"", " xmlns:q=\"urn:p\"",
        " xmlns=\"\"",
        " xmlns=\"urn:r\"", " xmlns:u=\"urn:other\"", " xmlns:w=\"relative\"", " xmlns:p=\"urn:p\"", " xml:lang=\"en\"", " xml:base=\"y/\"",
        " xml:space=\"default\"", " p:y=\"3\"", " x=\"1\"", " URI=\"#b\"", " Algorithm=\"urn:x\"", "\n ", " xmlns:ds=\"urn:ds\"",
    ]

    private mutating func insertAttribute(_ piece: String) {
        let places = text.indices.dropFirst().filter { text[$0] == UInt8(ascii: ">") && text[$0 - 1] != UInt8(ascii: "/") }
        guard !places.isEmpty else { return }
        text.insert(contentsOf: piece.utf8, at: one(of: places))
    }

    /// Words of signatures for others of their kind.
    private mutating func exchange() {
        let (one, other) = one(of: Self.words)
        for (from, to) in [(Array(one.utf8), Array(other.utf8)), (Array(other.utf8), Array(one.utf8))] {
            let places = text.indices.filter { text[$0...].starts(with: from) }
            guard !places.isEmpty else { continue }
            let place = self.one(of: places)
            text.replaceSubrange(place..<place + from.count, with: to)
            return
        }
    }

    private static let words = [
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2006/12/xml-c14n11"),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("hmac-sha256", "hmac-sha512"), ("rsa-sha256", "rsa-sha512"), ("URI=\"#a\"", "URI=\"\""),
        ("URI=\"#a\"", "URI=\"#xpointer(id('a'))\""),
        ("#enveloped-signature", "#base64"), ("PrefixList=\"u #default\"", "PrefixList=\"p\""), ("ds:", "dt:"), ("urn:r", "urn:s"),
        ("Id=\"a\"", "Id=\"b\""),
        ("<ds:Transforms>", "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>"),
        ("urn:unused", "urn:unused2"), ("urn:q", "urn:qq"), ("DigestValue>", "DigestValue><!-- -->"),
        ("</ds:Signature>", "<ds:Object/></ds:Signature>"),
        ("#default", "q"), ("<ds:SignatureValue>", "<ds:SignatureValue>AA=="), ("/>", "></x>"), ("n=\"1\"", "n=\"2\""),
        ("free", "fr&lt;ee"),
    ]

    // MARK: Elements

    /// Removes an element, writes it twice, puts it elsewhere, or around it another one.
    private mutating func moveElement() {
        let elements = elements()
        guard elements.count > 1 else { return }
        let element = elements[1 + random(elements.count - 1)]
        let piece = Array(text[element])
        switch random(4) {
        case 0: text.removeSubrange(element)
        case 1: text.insert(contentsOf: piece, at: element.upperBound)
        case 2:
            text.removeSubrange(element)
            let places = text.indices.filter { text[$0] == UInt8(ascii: ">") }
            if !places.isEmpty { text.insert(contentsOf: piece, at: one(of: places) + 1) }
        default: text.replaceSubrange(element, with: Array("<w>".utf8) + piece + Array("</w>".utf8))
        }
    }

    /// Where the elements are, by their tags.
    private func elements() -> [Range<Int>] {
        var open: [Int] = []
        var found: [Range<Int>] = []
        for start in text.indices where text[start] == UInt8(ascii: "<") && start + 1 < text.count {
            guard let end = text[start...].firstIndex(of: UInt8(ascii: ">")), ![0x21, 0x3F].contains(text[start + 1]) else { continue }
            if text[start + 1] == UInt8(ascii: "/") {
                if let first = open.popLast() { found.append(first..<end + 1) }
            } else if text[end - 1] == UInt8(ascii: "/") {
                found.append(start..<end + 1)
            } else {
                open.append(start)
            }
        }
        return found.sorted { $0.lowerBound < $1.lowerBound }
    }

    // MARK: Nothing changes

    private mutating func harmless() {
        switch random(5) {
        case 0: replaceOne("/>", with: [" />", "\n/>"])
        case 1: replaceOne(" text ", with: [" t&#101;xt ", "<![CDATA[ text ]]>", " te<!-- -->xt "])
        case 2: replaceOne("\" ", with: ["\"  ", "\"\n\t"])
        case 3: replaceOne("<ds:DigestValue>", with: ["<ds:DigestValue>\n  ", "<ds:DigestValue\n>"])
        default: replaceOne("free", with: ["bound", "<x/>free", "free<?x?>", ""])
        }
    }

    private mutating func replaceOne(_ piece: String, with others: [String]) {
        let from = Array(piece.utf8)
        let places = text.indices.filter { text[$0...].starts(with: from) }
        guard !places.isEmpty else { return }
        let place = one(of: places)
        text.replaceSubrange(place..<place + from.count, with: Array(one(of: others).utf8))
    }
}

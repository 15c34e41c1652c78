@testable import StrataInfoset
import TestSupport
import Testing

/// Envelopes that come in pieces: the same verdict and the same contents as of the whole, wherever they are cut.
@Suite struct StreamReaderTests {
    private let soap = "http://schemas.xmlsoap.org/soap/envelope/"

    private func envelope(_ body: String, head: String = "<s:Header><h:a xmlns:h='urn:h' s:mustUnderstand=\"1\">x</h:a></s:Header>")
        -> String
    {
        "<?xml version=\"1.0\"?><!-- c --><s:Envelope xmlns:s=\"\(soap)\" xmlns:o='urn:o'>\(head)<s:Body o:id='1'>\(body)</s:Body> </s:Envelope>\n"
    }

    /// Reads in pieces of `size` octets; the contents as text, written by the stream writer.
    private func read(
        _ octets: [UInt8], size: Int, shape: XMLStreamReader.Shape = .envelope, quotas: XMLQuotas = .defaults, head limit: Int = 65536
    ) throws(InfosetError) -> (head: String, contents: String) {
        let reader = XMLStreamReader(shape, quotas: quotas, maxHeadSize: limit, refusing: .processingInstructions)
        var writer = XMLStreamWriter(inContentOf: nil)
        let output = ByteWriter()
        var head = ""
        var at = 0
        while !reader.isAtEnd {
            if head.isEmpty, let infoset = try reader.readHead() { head = infoset.text }
            if let piece = try reader.readPiece() {
                try writer.write(piece, to: output)
                continue
            }
            if reader.isAtEnd { break }
            guard at < octets.count else {
                reader.inputEnded()
                if head.isEmpty, let infoset = try reader.readHead() { head = infoset.text }
                while let piece = try reader.readPiece() { try writer.write(piece, to: output) }
                #expect(reader.isAtEnd)
                break
            }
            let end = min(at + size, octets.count)
            reader.append(Bytes(Array(octets[at..<end])))
            at = end
        }
        try writer.finish(to: output)
        return (head, String(output.take()))
    }

    /// What the whole-document reader says of the same contents.
    private func canonical(_ contents: String) throws -> String { try XMLTextReader.read(Bytes("<r>\(contents)</r>")).text }

    private static let bodies = [
        "", " \n ", "<a/>", "<a></a>", "<a>text</a>", "<a xmlns='urn:a'><b o:x='1'>t</b><c xmlns=''/></a>",
        "<a>&lt;&amp;&#x41;&#x1F600;é😀\r\nline\rend]]&gt;</a>", "<a><![CDATA[<not>&markup;]] ]]></a>", "<a><!-- gone -->b<!----></a>",
        "<a b='>' c=\"/>\" d='&lt;&quot;'/>", "<o:a xmlns:o='urn:other'><o:b/></o:a><o:a/>", "<a>]</a><b>]]</b>",
    ]

    @Test(arguments: bodies) func cutAnywhere(_ body: String) throws {
        let text = envelope(body)
        let octets = Array(text.utf8)
        let expected = try XMLTextReader.read(Bytes(text))
        let whole = try #require(expected.root.children.lazy.filter { $0.localName == "Body" }.first)
        var previous: (head: String, contents: String)?
        for size in 1...40 {
            let got = try read(octets, size: size)
            if let previous { #expect(got == previous) }
            previous = got
        }
        let got = try #require(previous)
        let head = try XMLTextReader.read(Bytes(got.head))
        #expect(
            head.root.children.map(\.localName) == ["Header", "Body"]
                && head.root.children.lazy.filter { $0.localName == "Body" }.first?.isEmpty == true)
        // Names, attributes and texts are those of the whole, wherever prefixes are declared.
        let contents = try XMLTextReader.read(Bytes("<r xmlns:o='urn:o'>\(got.contents)</r>"))
        #expect(Self.outline(contents.root) == Self.outline(whole))
    }

    private static func outline(_ element: InfosetCursor) -> String {
        element.children.map { child in
            let attributes = child.attributes.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let text = child.hasElementChildren ? "" : (try? child.string()) ?? "?"
            return "\(child.name)[\(attributes)](\(text)){\(outline(child))}"
        }.joined()
    }

    @Test(arguments: [XMLCharacterEncoding.utf16LittleEndian, .utf16BigEndian]) func wide(_ encoding: XMLCharacterEncoding) throws {
        let text = "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-16\"?>" + envelope("<a>é😀&#65;</a>").dropFirst(21)
        let octets = Array(text.utf16).flatMap { unit in
            encoding == .utf16BigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
        for size in [1, 2, 3, 5, 1000] {
            #expect(
                try canonical(read(octets, size: size).contents) == canonical("<a xmlns:s=\"\(soap)\" xmlns:o=\"urn:o\">é😀A</a>"), "\(size)"
            )
        }
    }

    private static let refused: [(String, InfosetError.Code)] = [
        ("<a>", .malformed), ("</a>", .malformed), ("<a></b>", .malformed), ("text", .malformed), ("<![CDATA[x]]>", .malformed),
        ("<a>&nope;</a>", .undefinedEntity), ("<a>&#0;</a>", .invalidCharacter), ("<a>\u{1}</a>", .invalidCharacter),
        ("<a>]]></a>", .malformed),
        ("<a b='1' b='2'/>", .duplicateAttribute), ("<a x:b='1'/>", .namespace), ("<x:a/>", .namespace), ("<a <b/>", .malformed),
        ("<?pi?>", .processingInstructionForbidden), ("<a><?pi?></a>", .processingInstructionForbidden), ("<a><!-- -- --></a>", .malformed),
        ("</s:Body><s:Body>", .malformed), ("</s:Body>x<s:Body>", .malformed), ("<a>&amp</a>", .unexpectedEnd),
        ("<a/></s:Body></s:Envelope><x/>", .malformed),
    ]

    @Test(arguments: refused) func refusals(_ body: String, _ code: InfosetError.Code) throws {
        let octets = Array(envelope(body).utf8)
        for size in [1, 7, 10_000] {
            #expect("\(size)") { _ = try read(octets, size: size) } throws: { error in
                guard let error = error as? InfosetError else { return false }
                return error.code == code || error.code == .malformed || error.code == .documentTypeForbidden
            }
        }
    }

    @Test func documentTypesAreRefused() {
        for text in ["<!DOCTYPE a><s:Envelope xmlns:s='\(soap)'><s:Body/></s:Envelope>", envelope("<a><!DOCTYPE a></a>")] {
            #expect(throws: InfosetError.self) { _ = try read(Array(text.utf8), size: 3) }
        }
    }

    /// Whatever is missing at the end is missed.
    @Test func truncated() throws {
        let octets = Array(envelope("<a b='c'>text<d/></a>").utf8)
        let last = try #require(octets.lastIndex(of: UInt8(ascii: ">")))
        for count in 0...last {
            #expect("\(count)") { _ = try read(Array(octets[..<count]), size: 11) } throws: { ($0 as? InfosetError)?.code != .invalidUse }
        }
    }

    @Test func limits() throws {
        let long = envelope("<a>\(String(repeating: "x", count: 100_000))</a>")
        #expect(try read(Array(long.utf8), size: 1000).contents.utf8.count > 100_000)
        func quota(_ text: String, _ change: (inout XMLQuotas) -> Void, head: Int = 65536) -> String? {
            var quotas = XMLQuotas.defaults
            change(&quotas)
            do throws(InfosetError) {
                _ = try read(Array(text.utf8), size: 100, quotas: quotas, head: head)
                return nil
            } catch { return error.quota?.name }
        }
        let deep = envelope("<a><b><c/></b></a>")
        #expect(quota(deep, { $0.maxDepth = 4 }) == "maxDepth" && quota(deep, { $0.maxDepth = 5 }) == nil)
        let wide = envelope("<a b='\(String(repeating: "x", count: 300))'/>")
        #expect(quota(wide, { $0.maxBytesPerRead = 200 }) == "maxBytesPerRead" && quota(wide, { $0.maxBytesPerRead = 400 }) == nil)
        #expect(quota(wide, { _ in }, head: 100) == "maxBufferSize")
        let comment = envelope("<a><!--\(String(repeating: "x", count: 5000))--></a>")
        #expect(quota(comment, { _ in }, head: 2000) == "maxBufferSize" && quota(comment, { _ in }, head: 8000) == nil)
        let many = envelope("<a b='1' c='2' d='3'/>")
        #expect(quota(many, { $0.maxAttributesPerElement = 2 }) == "maxAttributesPerElement")
    }

    /// Each tag costs what is in scope, so that does not grow with the depth.
    @Test func bindingsInScope() throws {
        var body = ""
        for level in 0..<20 {
            body += "<a" + (0..<50).map { " xmlns:p\(level)x\($0)='u'" }.joined() + ">"
        }
        #expect { _ = try read(Array(envelope(body).utf8), size: 1000) } throws: {
            ($0 as? InfosetError)?.quota?.name == "maxAttributesPerElement"
        }
    }

    /// One byte order mark, and an encoding that is not said is UTF-8.
    @Test func marks() throws {
        let text = Array(envelope("<a/>").utf8)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try read(mark + text, size: 2).contents.contains("<a"))
        for size in [1, 2, 4, 1000] { #expect(throws: InfosetError.self) { _ = try read(mark + mark + text, size: size) } }
        let wide = text.flatMap { octet -> [UInt8] in [octet, 0] }
        #expect(throws: InfosetError.self) { _ = try read(wide, size: 7) }
    }

    /// Without an envelope.
    @Test func documents() throws {
        for size in [1, 4, 100] {
            #expect(
                try read(Array("<?xml version='1.0'?><!-- x --><r a='1'>t<b/></r><!-- y -->".utf8), size: size, shape: .document).contents
                    == "<r a=\"1\">t<b></b></r>")
            for text in ["", "x", "<r/><r/>", "<r/>x", "<r>", "</r>", "<?xml version='1.1'?><r/>"] {
                #expect(throws: InfosetError.self) { _ = try read(Array(text.utf8), size: size, shape: .document) }
            }
        }
    }

    /// Damaged anywhere, it is refused, or read as the whole would be.
    @Test func damaged() throws {
        let octets = Array(envelope("<a xmlns='urn:a' b='c'>t&amp;é<d><![CDATA[x]]></d></a>").utf8)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            var damaged = octets
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let whole = try? XMLTextReader.read(Bytes(damaged), refusing: .processingInstructions)
            let streamed = try? read(damaged, size: Int.random(in: 1...50, using: &random))
            if whole == nil { #expect(streamed == nil, "\(String(decoding: damaged, as: UTF8.self))") }
        }
    }
}

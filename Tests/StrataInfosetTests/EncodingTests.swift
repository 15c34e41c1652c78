import StrataInfoset
import Testing

@Suite struct EncodingTests {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a b=\"é\">€ 😀 &#x1F600;\r\n</a>"

    @Test(arguments: [false, true])
    func readsUTF16(_ big: Bool) throws {
        for mark in [true, false] {
            let infoset = try XMLTextReader.read(Bytes(utf16(text, big: big, mark: mark)))
            #expect(try infoset.root.string() == "€ 😀 😀\n")
            #expect(infoset.root.attribute(ExpandedName("b")) == "é")
        }
        let bare = "<a>é</a>"
        #expect(try XMLTextReader.read(Bytes(utf16(bare, big: big))).root.string() == "é")
        let encoding: XMLCharacterEncoding = big ? .utf16BigEndian : .utf16LittleEndian
        #expect(try XMLTextReader.read(Bytes(utf16(bare, big: big, mark: false)), encoding: encoding).root.string() == "é")
    }

    @Test func mismatchesAreRefused() {
        let little = utf16("<a/>", big: false)
        let big = utf16("<a/>", big: true)
        #expect(refusal(little, encoding: .utf16BigEndian) == .encodingMismatch)
        #expect(refusal(big, encoding: .utf16LittleEndian) == .encodingMismatch)
        #expect(refusal(little, encoding: .utf8) == .encodingMismatch)
        #expect(refusal(Array("\u{FEFF}<a/>".utf8), encoding: .utf16BigEndian) == .encodingMismatch)
        #expect(refusal(Array("<a/>".utf8), encoding: .utf16LittleEndian) != nil)
        #expect(refusal(utf16("<?xml version='1.0' encoding='utf-8'?><a/>", big: true)) == .encodingMismatch)
        #expect(refusal(utf16("<?xml version='1.0' encoding='utf-16le'?><a/>", big: true)) == .encodingMismatch)
        #expect(refusal(utf16("<?xml version='1.0' encoding='utf-16be'?><a/>", big: true)) == nil)
        // UTF-16 that neither a mark, nor a declaration, nor the transport announces.
        #expect(refusal(utf16("<a/>", big: true, mark: false)) != nil)
        #expect(refusal(utf16("<?xml version='1.0'?><a/>", big: false, mark: false)) == .encodingMismatch)
        #expect(refusal(utf16("<?p?><a/>", big: false, mark: false)) == .encodingMismatch)
    }

    @Test func brokenUTF16IsRefused() {
        func units(_ units: [UInt16]) -> [UInt8] { units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
        let open: [UInt16] = [0xFEFF, 0x3C, 0x61, 0x3E]
        let close: [UInt16] = [0x3C, 0x2F, 0x61, 0x3E]
        #expect(refusal(units(open + close)) == nil)
        #expect(refusal(units(open + [0xD83D, 0xDE00] + close)) == nil)
        for wrong: [UInt16] in [[0xD83D], [0xDE00], [0xDE00, 0xD83D], [0xFFFE], [0xFFFF], [0xD83D, 0xD83D]] {
            #expect(refusal(units(open + wrong + close)) == .invalidEncoding)
        }
        #expect(refusal(units(open + [0] + close)) == .invalidCharacter)
        #expect(refusal(units(open + close) + [0]) == .invalidEncoding)
        #expect(refusal(units(open + [0xD83D])) == .invalidEncoding)
        #expect(refusal([0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0]) == .invalidCharacter)
        #expect(refusal([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x3C]) == .invalidCharacter)
        #expect(refusal([0x4C, 0x6F, 0xA7, 0x94]) != nil)
        #expect(refusal([0xFF, 0xFE]) == .unexpectedEnd)
        #expect(refusal(units([0xFEFF] + open + close)) != nil)
        #expect(refusal(Array("\u{FEFF}\u{FEFF}<a/>".utf8)) != nil)
    }

    @Test func charactersSetsOfContentTypes() throws {
        #expect(XMLCharacterEncoding(charset: "UTF-8") == .utf8)
        #expect(XMLCharacterEncoding(charset: "utf-16") == .utf16LittleEndian)
        #expect(XMLCharacterEncoding(charset: "Utf-16BE") == .utf16BigEndian)
        #expect(XMLCharacterEncoding(charset: "utf-7") == nil)
        #expect(XMLCharacterEncoding(charset: "iso-8859-1") == nil)
        func read(_ octets: [UInt8], _ charset: String) throws(InfosetError) -> Infoset {
            try XMLTextReader.read(Bytes(octets), charset: charset)
        }
        #expect(try read(utf16("<a/>", big: true), "utf-16").root.localName == "a")
        #expect(try read(utf16("<a/>", big: false), "utf-16").root.localName == "a")
        #expect(try read(utf16("<a/>", big: false, mark: false), "utf-16").root.localName == "a")
        #expect(try read(utf16("<a/>", big: true, mark: false), "utf-16").root.localName == "a")
        #expect(failure { () throws(InfosetError) in try read(utf16("<a/>", big: true), "utf-16le") }?.code == .encodingMismatch)
        #expect(failure { () throws(InfosetError) in try read(Array("<a/>".utf8), "latin1") }?.code == .unsupportedEncoding)
        #expect(failure { () throws(InfosetError) in try read(Array("\u{FEFF}<a/>".utf8), "utf-16") }?.code == .encodingMismatch)
    }

    @Test(arguments: [XMLCharacterEncoding.utf8, .utf16LittleEndian, .utf16BigEndian])
    func writesWhatItReads(_ encoding: XMLCharacterEncoding) throws {
        let infoset = try read("<a b=\"é&#9;&#10;&#13;&quot;&lt;&amp;'>\">€😀&amp;&lt;&gt;&#13;\n</a>")
        for declaration in [true, false] {
            let writer = ByteWriter()
            XMLTextWriter.write(infoset, to: writer, encoding: encoding, declaration: declaration)
            let octets = writer.take()
            let again = try XMLTextReader.read(octets)
            #expect(again.text == infoset.text)
            #expect(try XMLTextReader.read(octets, encoding: encoding).text == infoset.text)
        }
    }
}

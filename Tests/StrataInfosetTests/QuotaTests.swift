import StrataInfoset
import Testing

/// Each limit: at its value the document passes, one beyond it fails with an error that names the limit, its value and the setting.
@Suite struct QuotaTests {
    private func expectReading(
        _ text: String, fails name: String, at value: Int, _ setting: WritableKeyPath<XMLQuotas, Int>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var quotas = XMLQuotas.maximum
        quotas[keyPath: setting] = value
        let error = failure { () throws(InfosetError) in try read(text, quotas: quotas) }
        expect(error, names: name, value, sourceLocation)
        quotas[keyPath: setting] = value + 1
        let other = failure { () throws(InfosetError) in try read(text, quotas: quotas) }
        #expect(other == nil, "one more is enough", sourceLocation: sourceLocation)
    }

    private func expect(_ error: InfosetError?, names name: String, _ value: Int, _ sourceLocation: SourceLocation) {
        #expect(error?.code == .quotaExceeded, sourceLocation: sourceLocation)
        #expect(error?.quota?.name == name, sourceLocation: sourceLocation)
        #expect(error?.quota?.value == value, sourceLocation: sourceLocation)
        #expect(error?.quota?.setting == "XMLQuotas." + name, sourceLocation: sourceLocation)
        #expect(error?.description.contains("\(name) (\(value))") == true, sourceLocation: sourceLocation)
    }

    @Test func defaultsAreThoseOfWCF() {
        let quotas = XMLQuotas.defaults
        #expect(quotas.maxDepth == 32)
        #expect(quotas.maxStringContentLength == 8192)
        #expect(quotas.maxArrayLength == 16384)
        #expect(quotas.maxBytesPerRead == 4096)
        #expect(quotas.maxNameTableCharCount == 16384)
        #expect(quotas.maxAttributesPerElement == 256)
    }

    @Test func depth() {
        expectReading("<a><b><c/></b></a>", fails: "maxDepth", at: 2, \.maxDepth)
        expectReading("<a><b><c></c></b></a>", fails: "maxDepth", at: 2, \.maxDepth)
    }

    @Test func octetsOfOneStartTag() {
        expectReading("<a xx='1234' y='5' />", fails: "maxBytesPerRead", at: 20, \.maxBytesPerRead)
        expectReading("<a>text text text text<bcdefghij></bcdefghij></a>", fails: "maxBytesPerRead", at: 10, \.maxBytesPerRead)
        expectReading("<a xx='1234' y='5' >.</a>", fails: "maxBytesPerRead", at: 19, \.maxBytesPerRead)
        expectReading("<abcdef/>", fails: "maxBytesPerRead", at: 8, \.maxBytesPerRead)
        let long = "<a b='" + String(repeating: "x", count: 4089) + "'/>"
        #expect(refusal(long) == .quotaExceeded)
        #expect(refusal("<a b='" + String(repeating: "x", count: 4080) + "'/>") == nil)
    }

    @Test func nameTable() {
        // a + p + urn:é + bb + cc: 1 + 1 + 5 + 2 + 2 characters.
        expectReading("<a xmlns:p='urn:é'><p:bb/><a/><p:cc/><cc/></a>", fails: "maxNameTableCharCount", at: 10, \.maxNameTableCharCount)
        expectReading("<a><?target?></a>", fails: "maxNameTableCharCount", at: 6, \.maxNameTableCharCount)
        expectReading("<a xmlns='urn:x'/>", fails: "maxNameTableCharCount", at: 5, \.maxNameTableCharCount)
    }

    @Test func attributes() {
        expectReading("<a b='' c='' d=''/>", fails: "maxAttributesPerElement", at: 2, \.maxAttributesPerElement)
        expectReading("<a b='' xmlns='u' xmlns:d='u'/>", fails: "maxAttributesPerElement", at: 2, \.maxAttributesPerElement)
    }

    @Test func nameLength() {
        expectReading("<a><ab:cdefgé xmlns:ab='u'/></a>", fails: "maxNameLength", at: 9, \.maxNameLength)
        expectReading("<a abcdef=''/>", fails: "maxNameLength", at: 5, \.maxNameLength)
        expectReading("<a><?abcdef?></a>", fails: "maxNameLength", at: 5, \.maxNameLength)
    }

    @Test func nodes() {
        // Document, its end, and the start and end of the element.
        expectReading("<a/>", fails: "maxNodes", at: 3, \.maxNodes)
        expectReading("<a b='' xmlns='u'>x<!--c--><?p?><b/></a>", fails: "maxNodes", at: 10, \.maxNodes)
    }

    @Test func stringsWhenTheyAreRead() throws {
        var quotas = XMLQuotas.maximum
        quotas.maxStringContentLength = 6
        #expect(try read("<a>abc<!---->def</a>", quotas: quotas).root.string() == "abcdef")
        #expect(try read("<a>éé😀é€</a>", quotas: quotas).root.string() == "éé😀é€")
        for text in ["<a>abcdefg</a>", "<a>abc<!---->defg</a>", "<a>ééééééé</a>", "<a>ab😀😀😀</a>"] {
            let root = try read(text, quotas: quotas).root
            expect(failure { () throws(InfosetError) in try root.string() }, names: "maxStringContentLength", 6, #_sourceLocation)
        }
        let digits = try read("<a>00000012</a>", quotas: quotas).root
        expect(failure { () throws(InfosetError) in try digits.int() }, names: "maxStringContentLength", 6, #_sourceLocation)
        #expect(try read("<a>00000012</a>").root.int() == 12)
        let inner = try #require(try read("<a xmlns:p='u'><p:b>0123456</p:b></a>", quotas: quotas).root.firstChild)
        let error = failure { () throws(InfosetError) in try inner.string() }
        #expect(error?.reason.contains("by the content of p:b") == true)
    }

    @Test func arraysWhenTheyAreRead() throws {
        var quotas = XMLQuotas.maximum
        quotas.maxArrayLength = 3
        quotas.maxStringContentLength = 2
        #expect(try read("<a>AQID</a>", quotas: quotas).root.base64().count == 3)
        let root = try read("<a>AQIDBA==</a>", quotas: quotas).root
        expect(failure { () throws(InfosetError) in try root.base64() }, names: "maxArrayLength", 3, #_sourceLocation)
        quotas.maxArrayLength = 4
        #expect(try read("<a>AQIDBA==</a>", quotas: quotas).root.base64().count == 4)
    }
}

import StrataCore
import StrataInfoset
import Testing

@Suite("Received messages")
struct ReceivedMessageTests {
    private static let head = "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:x='urn:x'>"
    private static let tail = "</s:Envelope>"

    static let refused: [(name: String, inside: String)] = [
        ("two bodies", "<s:Body/><s:Body/>"),
        ("no body", "<s:Header/>"),
        ("nothing", ""),
        ("two headers", "<s:Header/><s:Header/><s:Body/>"),
        ("header behind the body", "<s:Body/><s:Header/>"),
        ("an unknown child before", "<x:Other/><s:Body/>"),
        ("an unknown child behind", "<s:Body/><x:Other/>"),
        ("a body of the other version", "<s:Body/><b:Body xmlns:b='\(soap11Namespace)'/>"),
        ("text in the envelope", "text<s:Body/>"),
        ("text hidden behind a comment", "<!--c-->text<s:Body/>"),
        ("text in CDATA", "<![CDATA[text]]><s:Body/>"),
        ("text in the header", "<s:Header>text</s:Header><s:Body/>"),
        ("text in the body", "<s:Body>text<x:a/></s:Body>"),
        ("a header block without a namespace", "<s:Header><h/></s:Header><s:Body/>"),
        ("mustUnderstand that is no boolean", "<s:Header><x:h s:mustUnderstand='wrong'/></s:Header><s:Body/>"),
        ("mustUnderstand in capitals", "<s:Header><x:h s:mustUnderstand='TRUE'/></s:Header><s:Body/>"),
        ("an empty mustUnderstand", "<s:Header><x:h s:mustUnderstand=''/></s:Header><s:Body/>"),
        ("relay that is no boolean", "<s:Header><x:h s:relay='2'/></s:Header><s:Body/>"),
        ("encodingStyle on the body", "<s:Body s:encodingStyle='urn:x'/>"),
        ("encodingStyle on the header", "<s:Header s:encodingStyle='urn:x'/><s:Body/>"),
        ("an attribute without a namespace", "<s:Body kind='x'/>"),
        ("a processing instruction in the body", "<s:Body><?x y?></s:Body>"),
        ("a processing instruction deep inside", "<s:Body><x:a>1<?x y?>2</x:a></s:Body>"),
        ("a processing instruction in the header", "<s:Header><?x?></s:Header><s:Body/>"),
    ]

    @Test("envelopes that SOAP does not allow are refused", arguments: refused)
    func isRefused(_ row: (name: String, inside: String)) {
        #expect { try receive(Self.head + row.inside + Self.tail, .soap12) } throws: { ($0 as? MessageCodingError)?.code == .malformed }
    }

    @Test("processing instructions are refused even where the reader lets them pass")
    func instructionBehindTheReader() throws {
        let infoset = try XMLTextReader.read(Bytes("<?x?>" + Self.head + "<s:Body/>" + Self.tail))
        #expect { try Message(received: infoset, version: .soap12) } throws: { ($0 as? MessageCodingError)?.code == .malformed }
    }

    static let accepted: [(name: String, inside: String)] = [
        ("an empty body", "<s:Body/>"),
        ("white space and comments everywhere", " <!--a--> <s:Header> <!--b--> </s:Header>\n<s:Body> <!--c--> </s:Body> <!--d-->"),
        ("several elements in the body", "<s:Body><x:a/><x:b/></s:Body>"),
        ("body elements without a namespace", "<s:Body><a/></s:Body>"),
        ("attributes with a namespace", "<s:Header x:a='1'/><s:Body x:id='1'/>"),
        ("all four booleans", "<s:Header><x:a s:mustUnderstand='0'/><x:b s:mustUnderstand=' true '/></s:Header><s:Body/>"),
        ("mustUnderstand of another namespace", "<s:Header><x:a mustUnderstand='wrong'/></s:Header><s:Body/>"),
    ]

    @Test("envelopes that SOAP allows are taken", arguments: accepted)
    func isTaken(_ row: (name: String, inside: String)) throws {
        let text = Self.head + row.inside + Self.tail
        let message = try receive(text, .soap12)
        #expect(message.sealed != nil)
        #expect(!message.isFault)
    }

    @Test("SOAP 1.1 knows no role names but next, and no relay")
    func soap11() throws {
        let message = try receive(
            """
            <e:Envelope xmlns:e='\(soap11Namespace)' plain='allowed here'><e:Header>\
            <h xmlns='urn:a' e:actor='http://schemas.xmlsoap.org/soap/actor/next' e:mustUnderstand='1'/>\
            <h xmlns='urn:b' e:relay='nonsense'/></e:Header><e:Body e:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'/></e:Envelope>
            """, .soap11)
        #expect(message.headers[0].actor == "http://schemas.xmlsoap.org/soap/actor/next")
        #expect(message.headers[0].mustUnderstand)
        #expect(!message.headers[1].relay)
    }

    @Test("the ultimate receiver has one name in the list of headers")
    func roles() throws {
        let role = "\(soap12Namespace)/role/ultimateReceiver"
        let message = try receive(
            Self.head + "<s:Header><x:a s:role='\(role)'/><x:b s:role=''/><x:c s:role=' \(role) '/><x:d s:role='urn:r' s:relay='1'/>"
                + "</s:Header><s:Body/>" + Self.tail, .soap12)
        #expect(message.headers.map(\.actor) == ["", "", "", "urn:r"])
        #expect(message.headers[3].relay)
    }

    @Test(
        "the other version is a mismatch, another document is too in SOAP 1.2",
        arguments: [
            ("<s:Envelope xmlns:s='\(soap11Namespace)'><s:Body/></s:Envelope>", MessageVersion.soap12, EnvelopeVersion?.some(.soap11)),
            ("<s:Envelope xmlns:s='\(soap12Namespace)'><s:Body/></s:Envelope>", .soap11, .soap12),
            ("<s:Envelope xmlns:s='urn:other'><s:Body/></s:Envelope>", .soap11, nil),
            ("<s:Envelope xmlns:s='urn:other'><s:Body/></s:Envelope>", .soap12, nil),
            ("<Envelope/>", .soap12, nil),
            ("<hello/>", .soap12, nil),
        ])
    func mismatch(_ text: String, _ version: MessageVersion, _ found: EnvelopeVersion?) {
        #expect { try receive(text, version) } throws: { error in
            guard let error = error as? MessageCodingError, error.code == .versionMismatch else { return false }
            return (error.cause as? EnvelopeMismatch) == EnvelopeMismatch(expected: version.envelope, found: found)
        }
    }

    @Test("a document that is no envelope is malformed in SOAP 1.1")
    func noEnvelope() {
        #expect { try receive("<hello/>", .soap11) } throws: { ($0 as? MessageCodingError)?.code == .malformed }
    }

    @Test("a second root, a document type, and octets behind the end are refused")
    func documents() {
        for text in ["<s:Envelope xmlns:s='\(soap12Namespace)'><s:Body/></s:Envelope><x/>", "<!DOCTYPE a><a/>", "<a/>text", ""] {
            #expect { try receive(text, .soap12) } throws: { ($0 as? MessageCodingError)?.code == .malformed }
        }
    }

    @Test("text that comments, CDATA or references split is read whole")
    func splitText() throws {
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:a='\(addressing10Namespace)'><s:Header>"
                + "<a:Action> urn:a<!-- x -->bc<![CDATA[de]]>&#102; </a:Action></s:Header><s:Body/></s:Envelope>")
        #expect(message.headers.action == "urn:abcdef")
    }
}

import StrataCore
import StrataInfoset
import Testing

@Suite("Endpoint addresses")
struct EndpointAddressTests {
    private static let identities: [EndpointIdentity?] = [
        nil, .dns("server"), .servicePrincipal("HTTP/server"), .userPrincipal("a@b"), .certificate([Bytes([1, 2, 3]), Bytes([4])]),
    ]

    private func written(_ address: EndpointAddress, _ version: AddressingVersion) throws -> InfosetCursor {
        var builder = InfosetBuilder()
        try address.write(to: &builder, as: ExpandedName("EndpointReference", namespace: version.namespace), version: version)
        let infoset = try builder.finish()
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer)
        return try XMLTextReader.read(writer.take()).root
    }

    @Test(
        "survive a round trip with identity, parameters and extensions",
        arguments: [AddressingVersion.august2004, .addressing10], identities)
    func roundTrip(_ version: AddressingVersion, _ identity: EndpointIdentity?) throws {
        let source = try read("<p xmlns:q='urn:q'><q:Key kind='q:k'>1</q:Key><q:Cart/><q:Extra>e</q:Extra></p>")
        let children = Array(source.children)
        let address = EndpointAddress(
            "http://example.com/a", identity: identity, referenceParameters: Array(children[..<2]), extensions: [children[2]])
        let element = try written(address, version)
        let again = try EndpointAddress(element, version: version)
        #expect(again == address)
        #expect(again.extensions.map(\.localName) == ["Extra"])
        #expect(again.referenceParameters.map(\.localName) == ["Key", "Cart"])
        #expect(again.referenceParameters[0].namespace(forPrefix: "q") == "urn:q")
    }

    @Test("reference properties are August 2004's; in 1.0 they are an extension")
    func referenceProperties() throws {
        for version in [AddressingVersion.august2004, .addressing10] {
            let element = try read(
                "<e xmlns:a='\(version.namespace)'><a:Address> urn:x </a:Address><a:ReferenceProperties><p xmlns='urn:p'/>"
                    + "</a:ReferenceProperties><a:Metadata/></e>")
            let address = try EndpointAddress(element, version: version)
            #expect(address.uri == "urn:x")
            #expect(address.referenceParameters.isEmpty)
            #expect(address.referenceProperties.count == (version == .august2004 ? 1 : 0))
            #expect(address.extensions.count == (version == .august2004 ? 1 : 2))
        }
    }

    @Test("reference properties stay what they are in August 2004, and are parameters in 1.0")
    func referencePropertiesAgain() throws {
        let source = try read("<p xmlns:q='urn:q'><q:P>1</q:P><q:Q>2</q:Q></p>")
        let children = Array(source.children)
        let address = EndpointAddress("urn:x", referenceParameters: [children[1]], referenceProperties: [children[0]])
        let old = try EndpointAddress(written(address, .august2004), version: .august2004)
        #expect(old == address)
        #expect(old.referenceProperties.map(\.localName) == ["P"] && old.referenceParameters.map(\.localName) == ["Q"])
        #expect(old != EndpointAddress("urn:x", referenceParameters: [children[1]]))
        let new = try EndpointAddress(written(address, .addressing10), version: .addressing10)
        #expect(new.referenceParameters.map(\.localName) == ["P", "Q"] && new.extensions.isEmpty)
        var message = Message(version: .soap12AddressingAugust2004, action: "urn:a")
        message.completeAddressing(to: address, expectsReply: false)
        #expect(try transmitted(message).headers.filter { $0.name.namespace == "urn:q" }.map(\.text) == ["1", "2"])
    }

    @Test(
        "an identity that cannot be read is not passed over",
        arguments: [
            "<Dns/>", "<Dns> </Dns>", "<Dns><a/></Dns>", "<Spn/>", "<Upn/>", "<Dns>a</Dns><Dns>b</Dns>", "<Upn>a</Upn><Claim/>",
            "<KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>?</X509Certificate></X509Data></KeyInfo>",
        ])
    func brokenIdentity(_ identity: String) throws {
        let element = try read(
            "<e xmlns:a='\(addressing10Namespace)'><a:Address>urn:x</a:Address>"
                + "<Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'>\(identity)</Identity></e>")
        #expect { try EndpointAddress(element, version: .addressing10) } throws: { ($0 as? EndpointAddressError)?.code == .malformed }
    }

    static let broken: [(String, EndpointAddressError.Code)] = [
        ("<e/>", .missingAddress),
        ("<e xmlns:a='\(addressing10Namespace)'><a:Metadata/></e>", .missingAddress),
        ("<e><Address>urn:x</Address></e>", .missingAddress),
        ("<e xmlns:a='\(addressing10Namespace)'><a:Address/></e>", .invalidAddress),
        ("<e xmlns:a='\(addressing10Namespace)'><a:Address>two words</a:Address></e>", .invalidAddress),
        ("<e xmlns:a='\(addressing10Namespace)'><a:Address>urn:x</a:Address><a:Address>urn:y</a:Address></e>", .malformed),
        ("<e xmlns:a='\(addressing10Namespace)'><a:Address><b/></a:Address></e>", .malformed),
    ]

    @Test("that are no addresses are refused", arguments: broken)
    func refused(_ text: String, _ code: EndpointAddressError.Code) throws {
        let element = try read(text)
        #expect { try EndpointAddress(element, version: .addressing10) } throws: { ($0 as? EndpointAddressError)?.code == code }
    }

    @Test("an identity that is not known is kept as it stands")
    func unknownIdentity() throws {
        let element = try read(
            "<e xmlns:a='\(addressing10Namespace)'><a:Address>urn:x</a:Address>"
                + "<Identity xmlns='http://schemas.xmlsoap.org/ws/2006/02/addressingidentity'><Claim/></Identity></e>")
        let address = try EndpointAddress(element, version: .addressing10)
        #expect(address.identity == nil)
        #expect(address.extensions.map(\.localName) == ["Identity"])
    }

    @Test("the special addresses are known")
    func special() {
        #expect(EndpointAddress.anonymous(.addressing10).isAnonymous)
        #expect(EndpointAddress.anonymous(.august2004).isAnonymous)
        #expect(EndpointAddress.none.isNone)
        #expect(!EndpointAddress("urn:x").isAnonymous)
        #expect(EndpointAddress("urn:x") != EndpointAddress("urn:x", identity: .dns("a")))
        #expect(EndpointAddress("urn:x").hashValue == EndpointAddress("urn:x").hashValue)
    }

    @Test("reference parameters of an address become marked headers of what is sent there")
    func parametersAsHeaders() throws {
        let parameter = try read("<q:Key xmlns:q='urn:q' xmlns:u='urn:unused' q:note='u:x'>1<q:in/></q:Key>")
        for version in [MessageVersion.soap12Addressing10, .soap12AddressingAugust2004] {
            var message = Message(version: version, action: "urn:a")
            message.completeAddressing(to: EndpointAddress("urn:to", referenceParameters: [parameter]), expectsReply: false)
            #expect(message.headers.messageID == nil)
            let header = try #require(try transmitted(message).headers.first(ExpandedName("Key", namespace: "urn:q")))
            #expect(header.isReferenceParameter == (version.addressing == .addressing10))
            let element = try #require(header.element)
            #expect(element.namespace(forPrefix: "u") == "urn:unused")
            #expect(element.attribute(ExpandedName("note", namespace: "urn:q")) == "u:x")
            #expect(element.firstChild?.localName == "in")
        }
    }
}

import StrataCore
import StrataInfoset
import Testing

@Suite("Faults")
struct FaultTests {
    private static let detailName = ExpandedName("PeerFault", namespace: "urn:peers:data")

    static let codes: [FaultCode] = [
        FaultCode(.sender), FaultCode(.receiver), FaultCode(.mustUnderstand), FaultCode(.versionMismatch),
        .sender(ExpandedName("One", namespace: "urn:codes")),
        .receiver(ExpandedName("One", namespace: "urn:codes"), ExpandedName("Two", namespace: "urn:more")),
        .sender(ExpandedName("InvalidAddressingHeader", namespace: addressing10Namespace)),
        FaultCode(.other(ExpandedName("Boom", namespace: "urn:codes"))),
    ]

    @Test("survive a round trip in SOAP 1.2, every subcode and language", arguments: codes)
    func roundTrip12(_ code: FaultCode) throws {
        let fault = Fault(
            code, reasons: [FaultText("was?", language: "de"), FaultText("what <&> it was", language: "en-GB")], node: "urn:node",
            role: "urn:role", detail: FaultDetail { $0.element(Self.detailName, "42") })
        for version in [MessageVersion.soap12, .soap12Addressing10] {
            let message = try transmitted(Message(version: version, fault: fault))
            #expect(message.isFault)
            let again = try #require(try message.fault())
            if case .other(let name) = code.kind {
                #expect(again.code == .sender(name))
            } else {
                #expect(again.code == code)
            }
            #expect(again.reasons == fault.reasons)
            #expect(again.reason == "what <&> it was")
            #expect(again.node == "urn:node")
            #expect(again.role == "urn:role")
            #expect(try again.detail?.elements.first?.string() == "42")
        }
    }

    @Test("always have a reason; English is found whatever its case")
    func reasons() throws {
        var fault = Fault(FaultCode(.sender), reasons: [FaultText("warum", language: "de"), FaultText("why", language: "EN-us")])
        #expect(fault.reason == "why")
        fault.reasons = []
        #expect(fault.reasons.count == 1)
        let root = try #require(try transmitted(Message(version: .soap12, fault: fault)).bodyContents)
        #expect(root.child(ExpandedName("Reason", namespace: soap12Namespace))?.children.map(\.localName) == ["Text"])
    }

    @Test("are written in SOAP 1.1 with the one name it has", arguments: codes)
    func roundTrip11(_ code: FaultCode) throws {
        let fault = Fault(code, "what it was", node: "urn:node", detail: FaultDetail { $0.element(Self.detailName, "42") })
        for version in [MessageVersion.soap11, .soap11Addressing10] {
            let again = try #require(try transmitted(Message(version: version, fault: fault)).fault())
            if let subcode = code.subcodes.first {
                #expect(again.code == FaultCode(.other(subcode)))
            } else {
                #expect(again.code == code)
            }
            #expect(again.reason == "what it was")
            #expect(again.role == "urn:node")
            #expect(try again.detail?.elements.first?.string() == "42")
        }
    }

    @Test("look on the wire as WCF's do")
    func wireForm() throws {
        #expect(
            try text(
                Message(
                    version: .soap11, fault: Fault(.receiver(ExpandedName("InternalServiceFault", namespace: dispatcherNamespace)), "no")))
                    == """
                    <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>\
                    <faultcode xmlns:a="\(dispatcherNamespace)">a:InternalServiceFault</faultcode><faultstring>no</faultstring>\
                    </s:Fault></s:Body></s:Envelope>
                    """)
        #expect(
            try text(Message(version: .soap12Addressing10, fault: .internalError))
                .contains(
                    """
                    <s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode>\
                    <s:Value xmlns:a="\(dispatcherNamespace)">a:InternalServiceFault</s:Value></s:Subcode></s:Code>\
                    <s:Reason><s:Text xml:lang="en">
                    """))
    }

    @Test("dataEncodingUnknown is the sender's in SOAP 1.1")
    func dataEncoding() throws {
        let fault = Fault(FaultCode(.dataEncodingUnknown), "x")
        #expect(try transmitted(Message(version: .soap12, fault: fault)).fault()?.code.kind == .dataEncodingUnknown)
        #expect(try transmitted(Message(version: .soap11, fault: fault)).fault()?.code.kind == .sender)
    }

    static let dotted: [(code: String, kind: FaultCode.Kind, subcodes: [String])] = [
        ("s:Client.Authentication", .sender, ["Client.Authentication"]), ("s:Server.Busy.Now", .receiver, ["Server.Busy.Now"]),
        ("s:MustUnderstand.Why", .mustUnderstand, ["MustUnderstand.Why"]), ("s:Client.", .sender, ["Client."]),
        ("s:Mine.Own", .other(ExpandedName("Mine.Own", namespace: soap11Namespace)), []),
        ("x:Client.Authentication", .other(ExpandedName("Client.Authentication", namespace: "urn:x")), []),
    ]

    @Test("a dot in a code of SOAP 1.1 makes it more precise", arguments: dotted)
    func dots(_ row: (code: String, kind: FaultCode.Kind, subcodes: [String])) throws {
        let body = "<s:Fault><faultcode>\(row.code)</faultcode><faultstring>r</faultstring></s:Fault>"
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap11Namespace)' xmlns:x='urn:x'><s:Body>\(body)</s:Body></s:Envelope>", .soap11)
        let fault = try #require(try message.fault())
        #expect(fault.code == FaultCode(row.kind, subcodes: row.subcodes.map { ExpandedName($0, namespace: soap11Namespace) }))
        #expect(try transmitted(Message(version: .soap11, fault: fault)).fault()?.code == fault.code)
    }

    static let odd: [(name: String, version: MessageVersion, fault: String, code: FaultCode.Kind?, reason: String)] = [
        ("parts in another order", .soap11, "<s:Fault><faultstring>r</faultstring><faultcode>s:Client</faultcode></s:Fault>", .sender, "r"),
        ("no reason", .soap11, "<s:Fault><faultcode>s:Server</faultcode></s:Fault>", .receiver, ""),
        (
            "parts in the envelope's namespace", .soap11,
            "<s:Fault><s:faultcode>s:Client</s:faultcode><s:faultstring>r</s:faultstring></s:Fault>", .sender, "r"
        ),
        (
            "a prefix nobody declared", .soap11, "<s:Fault><faultcode>x:Odd</faultcode><faultstring>r</faultstring></s:Fault>",
            .other(ExpandedName("Odd")), "r"
        ),
        (
            "a reason in CDATA", .soap11, "<s:Fault><faultcode> s:Client </faultcode><faultstring>a<![CDATA[<]]>b</faultstring></s:Fault>",
            .sender, "a<b"
        ),
        ("no code", .soap11, "<s:Fault><faultstring>r</faultstring></s:Fault>", nil, ""),
        ("no code", .soap12, "<s:Fault><s:Reason><s:Text xml:lang='en'>r</s:Text></s:Reason></s:Fault>", nil, ""),
        ("a code without a value", .soap12, "<s:Fault><s:Code/></s:Fault>", nil, ""),
        ("no reason", .soap12, "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code></s:Fault>", .sender, ""),
        (
            "the default namespace", .soap12,
            "<Fault xmlns='\(soap12Namespace)'><Code><Value>Receiver</Value></Code><Reason><Text>r</Text></Reason></Fault>", .receiver, "r"
        ),
    ]

    @Test("of other stacks are read where nothing can be mistaken", arguments: odd)
    func liberal(_ row: (name: String, version: MessageVersion, fault: String, code: FaultCode.Kind?, reason: String)) throws {
        let namespace = row.version == .soap11 ? soap11Namespace : soap12Namespace
        let message = try receive("<s:Envelope xmlns:s='\(namespace)'><s:Body>\(row.fault)</s:Body></s:Envelope>", row.version)
        #expect(message.isFault)
        guard let code = row.code else {
            #expect { _ = try message.fault() } throws: { ($0 as? MessageCodingError)?.code == .malformed }
            return
        }
        let fault = try #require(try message.fault())
        #expect(fault.code.kind == code)
        #expect(fault.reason == row.reason)
    }

    @Test("a fault of the other version is no fault here")
    func otherVersion() throws {
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)'><s:Body><f:Fault xmlns:f='\(soap11Namespace)'/></s:Body></s:Envelope>", .soap12)
        #expect(!message.isFault)
        #expect(try message.fault() == nil)
    }

    @Test("the predefined ones have the codes and actions of their specifications")
    func predefined() throws {
        for version in [AddressingVersion.august2004, .addressing10] {
            let names = AddressingFaultNames(version)
            let action = version.namespace + "/fault"
            func check(_ fault: Fault, _ kind: FaultCode.Kind, _ subcode: ExpandedName) {
                #expect(fault.code.kind == kind)
                #expect(fault.code.subcodes.first == subcode)
                #expect(fault.defaultAction(version) == action)
                #expect(!fault.reason.isEmpty)
            }
            check(.destinationUnreachable(to: "urn:x", version), .sender, names.destinationUnreachable)
            check(.actionNotSupported("urn:x", version), .sender, names.actionNotSupported)
            check(
                .endpointUnavailable(retryAfter: .milliseconds(1500), version), .receiver,
                ExpandedName("EndpointUnavailable", namespace: version.namespace))
            let to = ExpandedName("To", namespace: version.namespace)
            check(.invalidAddressingHeader(to, .invalidCardinality, version), .sender, names.invalidHeader)
            check(.addressingHeaderRequired(to, version), .sender, names.headerRequired)
        }
        #expect(Fault.sender("x").defaultAction(.addressing10) == "http://www.w3.org/2005/08/addressing/soap/fault")
        #expect(Fault.sender("x").defaultAction(.august2004) == "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault")
        #expect(Fault.internalError.defaultAction(.addressing10) == dispatcherNamespace + "/fault")
        let unavailable = try transmitted(
            Message(version: .soap12Addressing10, fault: .endpointUnavailable(retryAfter: .milliseconds(1500), .addressing10)))
        #expect(try unavailable.fault()?.detail?.elements.first?.string() == "1500")
        let header = ExpandedName("To", namespace: addressing10Namespace)
        let invalid = try transmitted(
            Message(
                version: .soap12Addressing10, fault: .invalidAddressingHeader(header, .invalidCardinality, .addressing10)))
        let problem = try #require(try invalid.fault()?.detail?.elements.first)
        #expect(problem.name == ExpandedName("ProblemHeaderQName", namespace: addressing10Namespace))
        #expect(try problem.qualifiedNameValue() == header)
    }

    @Test("a fault error carries action and headers of its own")
    func faultError() throws {
        let error = FaultError(.sender("x"), action: "urn:f", headers: [MessageHeader(ExpandedName("H", namespace: "urn:h"), "v")])
        let message = try transmitted(error.message(version: .default))
        #expect(message.headers.action == "urn:f")
        #expect(message.headers.first(ExpandedName("H", namespace: "urn:h"))?.text == "v")
        #expect(message.isFault)
    }
}

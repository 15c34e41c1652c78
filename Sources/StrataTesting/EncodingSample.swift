public import StrataCore
internal import StrataInfoset

/// A message that an encoding is tried on.
public struct EncodingSample: Sendable, CustomStringConvertible {
    /// What is particular about it; tells samples apart.
    public let name: String
    /// The message in that version; `nil` where the version has no place for it.
    public let make: @Sendable (MessageVersion) throws -> Message?

    /// A sample of your own, for a form that cannot say everything a message can be.
    public init(_ name: String, make: @escaping @Sendable (MessageVersion) throws -> Message?) {
        self.name = name
        self.make = make
    }

    /// The name.
    public var description: String { name }

    /// Every kind of body and of header that the core knows.
    public static let all: [EncodingSample] = bodies + headers

    private static func sample(_ name: String, _ write: @escaping @Sendable (inout InfosetBuilder) throws -> Void) -> EncodingSample {
        EncodingSample(name) { Message(version: $0, action: action, body: MessageBody(write: write)) }
    }

    static let action = "urn:strata:testing/encoding"
    private static func name(_ local: String, _ namespace: String = "urn:strata:testing") -> ExpandedName {
        ExpandedName(local, namespace: namespace)
    }

    /// Bodies of every kind.
    public static let bodies: [EncodingSample] = [
        EncodingSample("a text") { SampleMessage.make("a text", version: $0, action: action) },
        EncodingSample("an empty body") { $0.envelope == .none ? nil : Message(version: $0, action: action) },
        sample("text with every kind of character") {
            $0.element(SampleMessage.name, "a<b>&\"c'\u{E9}\u{20AC}\u{1F600}]]>\r\n\t end")
        },
        sample("elements within elements") { builder in
            builder.startElement(name("Outer"), prefix: "x")
            for number in 0..<100 {
                builder.startElement(name("Inner"))
                builder.element(name("Number", "urn:strata:testing:other"), "\(number)")
                builder.element(name("Plain", ""), "")
                builder.endElement()
            }
            builder.endElement()
        },
        sample("attributes") { builder in
            builder.startElement(name("Sample"))
            builder.attribute(name("plain", ""), "a<b>&\"c'\n\t\u{1F600}")
            builder.attribute(name("qualified", "urn:strata:testing:other"), "", prefix: "o")
            builder.attribute(name("type"), qualifiedName: name("Type", "urn:strata:testing:types"), valuePrefix: "t")
            builder.endElement()
        },
        sample("typed values") { builder in
            builder.startElement(name("Sample"))
            for value in [0, 1, -1, 127, 128, -32769, Int.max, Int.min] {
                builder.startElement(name("int"))
                builder.int(value)
                builder.endElement()
            }
            builder.startElement(name("uint"))
            builder.uint(.max)
            builder.endElement()
            for value in [true, false] {
                builder.startElement(name("bool"))
                builder.bool(value)
                builder.endElement()
            }
            for value in [0, -0.0, 1.5, .infinity, 1e300, 1e-300] {
                builder.startElement(name("double"))
                builder.double(value)
                builder.endElement()
            }
            builder.startElement(name("name"))
            builder.qualifiedName(name("Value", "urn:strata:testing:values"), prefix: "v")
            builder.endElement()
            builder.endElement()
        },
        sample("octets") { builder in
            builder.startElement(name("Sample"))
            for count in [0, 1, 2, 3, 700, 10_000] {
                builder.startElement(name("octets"))
                builder.bytes(Bytes((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }))
                builder.endElement()
            }
            builder.endElement()
        },
        sample("text between elements, and a comment") { builder in
            builder.startElement(name("Sample"))
            builder.text(" before ")
            builder.element(name("Inner"), "within")
            builder.comment(" a comment ")
            builder.text("\n  after")
            builder.endElement()
        },
        EncodingSample("an element of another document") { version in
            var builder = InfosetBuilder()
            builder.startElement(name("Document", "urn:strata:testing:document"), prefix: "")
            builder.declare(prefix: "used", namespace: "urn:strata:testing:used")
            builder.startElement(name("Part", "urn:strata:testing:document"))
            builder.element(name("Inner", "urn:strata:testing:used"), "it")
            builder.endElement()
            builder.endElement()
            guard let part = try builder.finish().root.firstChild else { return nil }
            return Message(version: version, action: action, body: MessageBody(part))
        },
        EncodingSample("a fault") { version in
            guard version.envelope != .none else { return nil }
            var fault = Fault.sender("a reason")
            fault.detail = FaultDetail { $0.element(SampleMessage.name, "detail") }
            return Message(version: version, fault: fault)
        },
    ]

    /// Headers of every kind, in versions that have a place for them.
    public static let headers: [EncodingSample] = [
        EncodingSample("headers") { version in
            guard version.envelope != .none else { return nil }
            var message = SampleMessage.make("a text", version: version, action: action)
            message.headers.add(MessageHeader(name("Text"), "a text \u{1F600}"))
            message.headers.add(MessageHeader(name("Must"), "it", mustUnderstand: true, actor: version.envelope.nextRole, relay: true))
            message.headers.add(MessageHeader(name("Role"), "it", actor: "urn:strata:testing:role", prefix: "r"))
            message.headers.add(
                MessageHeader(name("Structured", "urn:strata:testing:other")) { builder in
                    builder.attribute(name("id", ""), "1")
                    builder.element(name("Inner"), "it")
                })
            return message
        },
        EncodingSample("headers of addressing") { version in
            guard version.addressing != .none else { return nil }
            var message = SampleMessage.make("a text", version: version, action: action)
            var builder = InfosetBuilder()
            builder.element(name("Parameter", "urn:strata:testing:parameters"), "a parameter", prefix: "p")
            let parameter = try builder.finish().root
            message.headers.messageID = "urn:uuid:00000000-0000-4000-8000-000000000001"
            message.headers.relatesTo = "urn:uuid:00000000-0000-4000-8000-000000000002"
            message.headers.replyTo = EndpointAddress("urn:strata:testing:reply", referenceParameters: [parameter])
            message.headers.faultTo = .anonymous(version.addressing)
            message.completeAddressing(
                to: EndpointAddress("urn:strata:testing:to", referenceParameters: [parameter]), expectsReply: true)
            return message
        },
    ]
}
